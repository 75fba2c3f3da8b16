import Fastify from 'fastify'
import t from 'tap'
import conformant, { conflict } from '../../lib/index.ts'
import { forgetRepresentation, settleRetryAfter } from '../../lib/answer/reply-fields.ts'
import { success } from '../helpers/answers.ts'
import { exchange, listen } from '../helpers/exchange.ts'
import type { Answer } from '../helpers/raw.ts'

/** What a reply with these headers sends behind it. */
async function sentBehind (t: Parameters<typeof listen>[0], headers: Record<string, unknown>): Promise<Answer> {
  const app = Fastify()
  app.get('/', async (_request, reply) => {
    for (const [name, value] of Object.entries(headers)) reply.header(name, value)
    reply.raw.setHeader('x-raw', 'kept')
    reply.raw.setHeader('age', '1')
    forgetRepresentation(reply)
    return { sent: true }
  })
  return await exchange(await listen(t, app), 'GET /')
}

t.test('forgetRepresentation removes what described another representation, and nothing else', async (t) => {
  const kept = { 'x-a': 'b', vary: 'Origin', allow: 'GET', 'set-cookie': ['a=1', 'b=2'], 'retry-after': '1', 'www-authenticate': 'Basic', etagx: '1' }
  const lost = { ETag: '"1"', 'Cache-Control': 'public', 'content-encoding': 'gzip', 'CONTENT-LENGTH': '5', location: '/a', 'Last-Modified': 'Thu, 01 Jan 2026 00:00:00 GMT', expires: '0' }
  t.strictSame(await sentBehind(t, { ...kept, ...lost }), success(200, { sent: true }, { ...kept, 'x-raw': 'kept' }))
  t.strictSame(await sentBehind(t, {}), success(200, { sent: true }, { 'x-raw': 'kept' }))
})

t.test('forgetRepresentation removes what Node would throw at', async (t) => {
  const kept = { 'x-a': 'b', 'x-tab': 'a\tb', 'x-empty': '', 'set-cookie': ['a=1', 'b=2'], 'x-raw': 'kept' }
  const lost = {
    'x-line': 'a\r\nx: y', 'x-feed': 'a\nb', 'x-null': 'a\u0000', 'x-wide': '\u20ac', 'x-list': ['good', 'a\nb']
  }
  t.strictSame(await sentBehind(t, { ...kept, ...lost }), success(200, { sent: true }, kept))
})

t.test('settleRetryAfter leaves whole seconds, and nothing of what is no time', async (t) => {
  const app = Fastify()
  app.get('/', async (request, reply) => {
    const { 'x-given': given } = request.headers
    if (given !== undefined) reply.header('retry-after', given)
    settleRetryAfter(reply)
    return {}
  })
  const port = await listen(t, app)
  for (const [given, left] of [
    ['5', '5'], ['0', '0'], ['1.2', '2'], ['Thu, 01 Jan 2026 00:00:00 GMT', '0'],
    ['soon', undefined], ['-1', undefined], ['NaN', undefined], ['Infinity', undefined], ['1e300', undefined], ['', undefined], [undefined, undefined]
  ] as const) {
    const headers = left === undefined ? {} : { 'retry-after': left }
    t.strictSame(await exchange(port, { headers: { 'x-given': given } }), success(200, {}, headers), String(given))
  }
})

t.test('an error says when to come again, or nothing of it', async (t) => {
  const app = Fastify()
  await app.register(conformant)
  app.get('/', async (request, reply) => {
    reply.header('retry-after', request.headers['x-given'])
    throw conflict()
  })
  const port = await listen(t, app)
  const { headers, ...told } = await exchange(port, { headers: { 'x-given': '7' } })
  t.strictSame(headers['retry-after'], '7')
  delete (headers as { 'retry-after'?: string })['retry-after']
  t.strictSame(await exchange(port, { headers: { 'x-given': 'soon' } }), { ...told, headers }, 'the same, but for the time that is none')
})
