import etag from '@fastify/etag'
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import t, { type Test } from 'tap'
import { hideCondition, hasEtag, tagging } from '../../lib/neighbours/etag.ts'
import { exchange, listen } from '../helpers/exchange.ts'

/** Without the plugin: what is kept from @fastify/etag is kept by these alone. */
async function server (t: Test, hasPlugin: boolean, declare: (app: FastifyInstance) => unknown): Promise<number> {
  const app = Fastify()
  if (hasPlugin) await app.register(etag)
  await declare(app)
  t.equal(hasEtag(app), hasPlugin)
  return await listen(t, app)
}

t.test('a condition that has been evaluated is hidden, where somebody would evaluate it again', async (t) => {
  for (const hasPlugin of [true, false]) {
    const seen: Array<FastifyRequest['headers']> = []
    const port = await server(t, hasPlugin, app => app.get('/', async request => {
      const before = request.headers
      hideCondition(request)
      seen.push(before, request.headers)
      return {}
    }))
    await exchange(port, { headers: { 'if-none-match': '"1"', 'x-a': '1' } })
    await exchange(port, { headers: { 'x-a': '1' } })
    const [before, after, plain, plainAfter] = seen
    t.equal(before?.['if-none-match'], '"1"', 'the headers that others hold stay')
    t.equal(after?.['if-none-match'], hasPlugin ? undefined : '"1"')
    t.equal(after?.['x-a'], '1')
    t.equal(plainAfter, plain, 'nothing to hide')
  }
})

t.test('an error is neither tagged nor compared', async (t) => {
  const port = await server(t, true, app => {
    app.get('/settled', async (request, reply) => {
      reply.header('etag', '"before"')
      tagging.after?.(reply, request)
      reply.header('ETag', '"behind"').header('x-a', '1')
      return await reply.code(409).send({})
    })
    app.get('/untagged', async (request, reply) => {
      tagging.after?.(reply, request)
      return {}
    })
    app.get('/plain', async () => ({}))
  })
  const settled = await exchange(port, { path: '/settled', headers: { 'if-none-match': '"before"' } })
  t.strictSame([settled.status, settled.headers.etag, settled.headers['x-a']], [409, '"before"', '1'])
  const tag = (await exchange(port, 'GET /plain')).headers.etag as string
  t.match(tag, /^"/)
  t.equal((await exchange(port, { path: '/plain', headers: { 'if-none-match': tag } })).status, 304)
  const untagged = await exchange(port, { path: '/untagged', headers: { 'if-none-match': tag } })
  t.strictSame([untagged.status, untagged.headers.etag], [200, undefined])
})
