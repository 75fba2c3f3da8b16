// What an onSend hook throws at the answer to an error, as @fastify/circuit-breaker does when its circuit opens: where it says what is to be answered, that is.
import { createError } from '@fastify/error'
import Fastify, { type FastifyReply } from 'fastify'
import t from 'tap'
import conformant, { akeneo, conflict, gitlab, notFound, problem as problemDialect, type Dialect } from '../../lib/index.ts'
import { json, noStore, problem } from '../helpers/answers.ts'
import { exchange, listen } from '../helpers/exchange.ts'
import { ask, open } from '../helpers/http2.ts'
import { captureLogs } from '../helpers/logs.ts'
import type { Answer } from '../helpers/raw.ts'

const CircuitOpen = createError('FST_ERR_CIRCUIT_BREAKER_OPEN', 'Circuit open', 503)
const Banned = createError('BANNED', 'Not you.', 403)
const asItWas = 'asItWas'

type Throw = (reply: FastifyReply) => never

/** What hooks throw, and the status and words of what leaves; asItWas: the error that the handler has thrown. */
const cases: Array<[name: string, fail: Throw, told: typeof asItWas | [status: number, words: string | undefined, headers?: Answer['headers']]]> = [
  ['/breaker', reply => { reply.code(503); throw new CircuitOpen() }, [503, undefined]],
  ['/status', () => { throw new Banned() }, [403, 'Not you.']],
  ['/chosen', reply => { reply.statusCode = 503; throw new Error('secret') }, [503, undefined]],
  ['/kind', () => { throw notFound('Gone meanwhile.', { headers: { 'x-own': 'a' } }) }, [404, 'Gone meanwhile.', { ...noStore, 'x-own': 'a' }]],
  ['/same', () => { throw conflict('Another one.') }, [409, 'Another one.']],
  ['/fields', () => { throw Object.assign(new Error('secret'), { statusCode: 503, headers: { 'retry-after': 7, 'x-inside': 'secret' } }) }, [503, undefined, { 'retry-after': '7' }]],
  ['/fails', () => { throw new TypeError('secret') }, asItWas],
  ['/fails-known', () => { throw Object.assign(new Error('secret'), { statusCode: 500 }) }, asItWas],
  ['/text', () => { const text: unknown = 'secret'; throw text }, asItWas]
]

const meanings: Readonly<Record<number, string>> = { 503: 'The server is temporarily unable to answer.' }
const dialects: Array<[dialect: Dialect, told: (status: number, words: string, headers?: Answer['headers']) => Answer]> = [
  [akeneo(), (status, words, headers) => json(status, { code: status, message: words }, headers)],
  [gitlab(), (status, words, headers) => json(status, { message: { 403: `403 Forbidden - ${words}`, 404: `404 Not Found - ${words}`, 409: words, 503: '503 Service Unavailable' }[status] }, headers)],
  [problemDialect(), (status, words, headers) => problem(status, words, headers)]
]

t.test('in each dialect', async (t) => {
  for (const [dialect, told] of dialects) {
    for (const http2 of [false, true]) {
      const { logger, errors } = captureLogs()
      const app = Fastify({ logger, http2 } as object)
      await app.register(conformant, { dialect })
      app.addHook('onRequest', async (_request, reply) => { reply.headers({ 'x-kept': 'a', vary: 'Origin', 'cache-control': 'private' }) })
      for (const [path, fail] of cases) app.get(path, { onSend: async (_request, reply) => fail(reply) }, async () => { throw conflict('Taken.') })
      const port = await listen(t, app)
      for (const [path, , said] of cases) {
        const before = errors().length
        const [status, words = meanings[status] as string, headers] = said === asItWas ? [409, 'Taken.'] as const : said
        const expected = told(status, words, { ...headers, 'x-kept': 'a', vary: 'Origin', 'cache-control': 'private' })
        t.strictSame(http2 ? await ask(open(t, port), { ':path': path }) : await exchange(port, { path }), expected, `${dialect.name}${http2 ? ', HTTP/2' : ''}: ${path}`)
        t.equal(errors().length - before, 2, 'each failure is logged once')
      }
    }
  }
})

t.test('and what a gate joins with the reply stays so where a hook only fails', async (t) => {
  const app = Fastify()
  await app.register(conformant, { realm: 'shop' })
  app.addHook('onRequest', async (_request, reply) => { reply.headers({ 'www-authenticate': 'Basic realm="a"' }) })
  app.get('/', { onSend: async () => { throw new Error('secret') } }, async () => { throw Object.assign(new Error('No.'), { statusCode: 401 }) })
  t.strictSame(await exchange(await listen(t, app), 'GET /'), problem(401, 'No.', { 'www-authenticate': 'Basic realm="a"' }))
})
