// The id of a request in the answer of an error, and what a dialect may know of a request, at every end.
import { Type } from '@sinclair/typebox'
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import t from 'tap'
import conformant, { defineDialect, notFound, serverOptions, type ConformantOptions, type RenderContext } from '../../lib/index.ts'
import { exchange, listen, type Sent } from '../helpers/exchange.ts'
import { captureLogs } from '../helpers/logs.ts'
import { RawClient } from '../helpers/raw.ts'

const trace = '4bf92f3577b34da6a3ce929d0e0e4736'
const lineType = 'application/vnd.akeneo.collection+json'

async function serve (options: ConformantOptions, server: FastifyServerOptions = {}): Promise<FastifyInstance> {
  const app = Fastify(serverOptions(server))
  await app.register(conformant, options)
  app.get('/a/:id', { config: { conformant: { accept: 'application/json' } } }, async () => { throw notFound() })
  app.batch({ method: 'PATCH', url: '/lines', key: 'n', item: Type.Object({ n: Type.String() }) }, () => { throw notFound() })
  return app
}

const places = { header: 'X-Request-Id', member: 'request_id' }

t.test('each client has its own, also in what is rendered once for all', async (t) => {
  const port = await listen(t, await serve({ requestId: places }, { requestIdHeader: 'x-asked' }))
  const cases: Array<[name: string, sent: Sent, status: number]> = [
    ['a gate', { path: '/a/1', headers: { accept: 'xxx' } }, 406],
    ['thrown', { path: '/a/1' }, 404],
    ['no route', { path: '/none' }, 404],
    ['a method', { method: 'DELETE', path: '/a/1' }, 405],
    ['below the hooks', { path: '/a/1', headers: { host: undefined } }, 400]
  ]
  for (const [name, sent, status] of cases) {
    for (const id of ['one', 'two', 'three']) {
      const answer = await exchange(port, { ...sent, headers: { ...sent.headers, 'x-asked': id } })
      t.equal(answer.status, status, name)
      t.equal(answer.headers['x-request-id'], id, name)
      t.match(answer.body, new RegExp(`,"request_id":"${id}"}$`), name)
    }
  }
  const { headers, body } = await exchange(port, { method: 'PATCH', path: '/lines', headers: { 'x-asked': 'four', 'content-type': lineType }, body: '{"n":"a"}' })
  t.equal(headers['x-request-id'], undefined, 'a batch is no error')
  t.equal(JSON.parse(body).request_id, 'four')
})

t.test('what a client sends as its id is cleaned', async (t) => {
  const port = await listen(t, await serve({ requestId: places }, { requestIdHeader: 'x-asked' }))
  const { headers, body } = await exchange(port, { path: '/none', headers: { 'x-asked': `a\u0080"${'x'.repeat(300)}` } })
  t.equal(JSON.parse(body).request_id, `a\uFFFD"${'x'.repeat(196)}…`)
  t.equal(headers['x-request-id'], undefined, 'no field can hold it')
})

t.test('the field alone, the member alone, and none where a scope says so', async (t) => {
  const app = await serve({ requestId: true })
  await app.register(async (scope) => {
    await scope.register(conformant, { requestId: { member: 'id' } })
    scope.get('/a', async () => { throw notFound() })
  }, { prefix: '/member' })
  await app.register(async (scope) => {
    await scope.register(conformant, { requestId: false })
    scope.get('/a', async () => { throw notFound() })
  }, { prefix: '/none' })
  const port = await listen(t, app)
  const said = async (path: string): Promise<[unknown, unknown]> => {
    const { headers, body } = await exchange(port, { path })
    const { id, request_id: other } = JSON.parse(body)
    return [headers['x-request-id'], id ?? other]
  }
  t.strictSame(await said('/a/1'), ['req-1', undefined])
  t.strictSame(await said('/member/a'), [undefined, 'req-2'])
  t.strictSame(await said('/none/a'), [undefined, undefined])
})

t.test('a malformed message has an id too, and the log the same', async (t) => {
  const logs = captureLogs()
  const port = await listen(t, await serve({ requestId: places }, { logger: logs.logger, genReqId: () => 'made' }))
  const client = await RawClient.connect(port)
  client.send('GET / HTTP/1.1\r\nbad field\r\n\r\n')
  const { headers, body } = await client.answer()
  t.equal(headers['x-request-id'], 'made')
  t.equal(JSON.parse(body).request_id, 'made')
  t.equal(logs.errors()[0]?.reqId, 'made')
  client.close()
})

t.test('where an id cannot be made there is none', async (t) => {
  const port = await listen(t, await serve({ requestId: places }, { genReqId: ({ url }) => { if (url === undefined) throw new Error('broken'); return 'r' } }))
  const client = await RawClient.connect(port)
  client.send('GET / HTTP/1.1\r\nbad field\r\n\r\n')
  const { status, headers } = await client.answer()
  t.equal(status, 400)
  t.equal(headers['x-request-id'], undefined)
  client.close()
})

t.test('the context is whole and plain at every end', async (t) => {
  const seen: RenderContext[] = []
  const dialect = defineDialect({
    name: 'own',
    mediaType: 'application/json',
    render (error, context) {
      seen.push({ ...context })
      return { kind: error.kind }
    },
    schema: () => Type.Any()
  })
  const port = await listen(t, await serve({ dialect, messages: { de: {} } }, { genReqId: () => 'r' }))
  const headers = { traceparent: `00-${trace}-00f067aa0ba902b7-01` }
  const all = { requestId: 'r', traceId: trace, language: 'de', origin: 'http://api.example' }
  const cases: Array<[name: string, sent: Sent, context: Partial<RenderContext>]> = [
    ['a reply', { path: '/a/1' }, { ...all, status: 404, method: 'GET', path: '/a/1', route: '/a/:id' }],
    ['a gate', { path: '/a/1', headers: { accept: 'xxx' } }, { ...all, status: 406, method: 'GET', path: '/a/1', route: '/a/:id' }],
    ['no route', { path: '/none' }, { ...all, status: 404, method: 'GET', path: '/none', route: undefined }],
    ['a line', { method: 'PATCH', path: '/lines', headers: { 'content-type': lineType }, body: '{"n":"a"}' }, { ...all, status: 404, method: 'PATCH', path: '/lines', route: '/lines' }],
    ['below the hooks', { path: '/a/1', headers: { host: undefined } }, { ...all, origin: 'http://', status: 400, method: 'GET', path: '/a/1', route: undefined }]
  ]
  for (const [name, sent, context] of cases) {
    const before = Date.now()
    await exchange(port, { ...sent, headers: { ...headers, ...sent.headers } })
    const { time, ...said } = seen.pop() as RenderContext
    t.match(said, context, name)
    t.equal(said.route, context.route, name)
    t.ok(Number(time) >= before && Number(time) <= Date.now(), `${name}: the time`)
  }
})
