import type { IncomingMessage } from 'node:http'
import Fastify from 'fastify'
import t from 'tap'
import conformant, { akeneo, gitlab, problem as problemDialect, unauthorized, type ResourceState } from '../../lib/index.ts'
import { changed, conditionalServer, earlier, failed, notModified, ran, required, state, validators, wrong } from '../fixtures/conditional.ts'
import { noStore, problem } from '../helpers/answers.ts'
import { exchange, listen, requestOf, type Sent } from '../helpers/exchange.ts'
import { RawClient, type Answer } from '../helpers/raw.ts'

t.test('the answers to each method', async (t) => {
  const port = await listen(t, await conditionalServer())
  const cases: Array<[sent: Sent, told: Answer]> = [
    [{}, ran(validators)],
    [{ headers: { 'if-none-match': '"1"' } }, notModified],
    [{ headers: { 'if-modified-since': changed } }, notModified],
    [{ headers: { 'if-none-match': '"2"' } }, ran(validators)],
    [{ headers: wrong }, failed],
    [{ method: 'HEAD' }, { ...ran(validators), body: '' }],
    [{ method: 'HEAD', headers: { 'if-none-match': '"1"' } }, notModified],
    [{ method: 'HEAD', headers: wrong }, { ...failed, body: '' }],
    [{ method: 'PUT', json: {} }, ran()],
    [{ method: 'PUT', json: {}, headers: { 'if-match': '"1"' } }, ran()],
    [{ method: 'PUT', json: {}, headers: wrong }, failed],
    [{ method: 'PATCH', json: {}, headers: { 'if-none-match': '*' } }, failed],
    [{ method: 'POST', json: {}, headers: { 'if-unmodified-since': earlier } }, failed],
    [{ method: 'DELETE', headers: { 'if-unmodified-since': earlier } }, failed],
    [{ method: 'DELETE', headers: { 'if-unmodified-since': changed } }, ran()],
    [{ method: 'OPTIONS', headers: wrong }, { status: 204, headers: { allow: 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS' }, body: '' }]
  ]
  for (const [sent, told] of cases) t.strictSame(await exchange(port, sent), told, `${sent.method ?? 'GET'} ${JSON.stringify(sent.headers)}`)
})

t.test('every byte, in three dialects', async (t) => {
  const bodies = [
    [problemDialect(), 'application/problem+json', '{"type":"about:blank","title":"Precondition Failed","status":412,"detail":"A precondition of the request does not hold."}',
      '{"type":"about:blank","title":"Precondition Required","status":428,"detail":"Send the request again with If-Match and the ETag that you have read."}'],
    [akeneo(), 'application/json', '{"code":412,"message":"A precondition of the request does not hold."}',
      '{"code":428,"message":"Send the request again with If-Match and the ETag that you have read."}'],
    [gitlab(), 'application/json', '{"message":"412 Precondition Failed"}',
      '{"message":"Send the request again with If-Match and the ETag that you have read."}']
  ] as const
  for (const [dialect, type, of412, of428] of bodies) {
    const port = await listen(t, await conditionalServer({ required: true }, { dialect }))
    const bytes = async (sent: Sent): Promise<string> => {
      const client = await RawClient.connect(port)
      client.send(requestOf({ ...sent, headers: { ...sent.headers, connection: 'close' } }))
      const [head = '', body] = (await client.rest()).replaceAll('\r\n', '\n').split(/(?=\n\n)/)
      t.match(head, /\nDate: \w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT/, 'every answer has a Date')
      return `${head.replace(/\nDate: .*/, '')}${body}`
    }
    t.equal(await bytes({ method: 'DELETE', headers: wrong }),
      `HTTP/1.1 412 Precondition Failed\ncontent-type: ${type}\ncontent-length: ${of412.length}\nConnection: close\n\n${of412}`)
    t.equal(await bytes({ method: 'DELETE' }),
      `HTTP/1.1 428 Precondition Required\ncontent-type: ${type}\ncache-control: no-store\ncontent-length: ${of428.length}\nConnection: close\n\n${of428}`)
    for (const method of ['GET', 'HEAD']) {
      t.equal(await bytes({ method, headers: { 'if-none-match': 'W/"1"' } }),
        `HTTP/1.1 304 Not Modified\netag: "1"\nlast-modified: ${changed}\nConnection: close\n\n`)
    }
  }
})

t.test('of two gates that would refuse, the earlier one speaks', async (t) => {
  let asked = 0
  const app = await conditionalServer({ state: () => { asked++; return state } }, { accept: 'application/json' })
  app.addHook('onRequest', async ({ headers }) => { if (headers.authorization === 'none') throw unauthorized() })
  const limit = { limit: 1, window: 60, hook: 'preParsing' as const, key: ({ headers }: { headers: IncomingMessage['headers'] }) => headers['x-key'] as string | undefined }
  app.put('/limited', { config: { conformant: { preconditions: { state: () => state }, rateLimit: limit } } }, async () => ({ ran: true }))
  const port = await listen(t, app)
  const put = (headers: Sent['headers'], more: Sent = {}): Sent => ({ method: 'PUT', json: {}, ...more, headers: { ...wrong, ...headers } })
  const before: Array<[status: number, sent: Sent]> = [
    [404, { path: '/none', headers: wrong }],
    [405, { path: '/limited', headers: wrong }],
    [501, { method: 'TRACE', path: '/limited', headers: wrong }],
    [406, { headers: { ...wrong, accept: 'image/png' } }],
    [401, put({ authorization: 'none' })],
    [415, put({ 'content-type': 'text/csv' })],
    [415, put({ 'content-encoding': 'br' })],
    [413, put({ 'content-length': '1001' })]
  ]
  for (const [status, sent] of before) t.equal((await exchange(port, sent)).status, status, `${status} before 412`)
  t.equal(asked, 0, 'the state is not asked for what is refused anyway')
  t.match(await exchange(port, put({ 'x-key': 'a' }, { path: '/limited' })), { status: 412, body: failed.body })
  t.equal((await exchange(port, put({ 'x-key': 'a' }, { path: '/limited' }))).status, 429, '429 before 412')

  t.strictSame(await exchange(port, put({ 'content-type': 'application/json' }, { body: '{', json: undefined })), failed, '412 before a body that is not JSON')
  t.strictSame(await exchange(port, put({}, { json: Array(101).fill(0) })), failed, '412 before too many items')
  t.equal(asked, 2)
})

t.test('the hooks of a route come behind it', async (t) => {
  const seen: string[] = []
  const app = Fastify()
  await app.register(conformant)
  app.addHook('preParsing', async () => { seen.push('scope') })
  app.put('/', {
    config: { conformant: { preconditions: { state: () => { seen.push('state'); return state } } } },
    preParsing: async () => { seen.push('preParsing') },
    preValidation: async () => { seen.push('preValidation') }
  }, async () => ({ ran: true }))
  const port = await listen(t, app)
  t.strictSame(await exchange(port, { method: 'PUT', json: {}, headers: wrong }), failed)
  t.strictSame(seen.splice(0), ['scope', 'state'])
  t.strictSame(await exchange(port, { method: 'PUT', json: {}, headers: { 'if-match': '*' } }), ran())
  t.strictSame(seen, ['scope', 'state', 'preParsing', 'preValidation'])
})

t.test('where a condition is required', async (t) => {
  let known: ResourceState | undefined = state
  const port = await listen(t, await conditionalServer({ required: true, state: () => known }))
  const put = (headers: Sent['headers'] = {}): Promise<Answer> => exchange(port, { method: 'PUT', json: {}, headers })
  t.strictSame(await put(), required)
  t.strictSame(await put({ 'if-none-match': '"2"' }), required)
  t.strictSame(await put({ 'if-unmodified-since': 'now' }), required)
  t.strictSame(await put({ 'if-match': '"1"' }), ran())
  t.strictSame(await put({ 'if-match': '"2"' }), failed)
  t.strictSame(await put({ 'if-unmodified-since': changed }), ran())
  t.strictSame(await exchange(port, {}), ran(validators), 'reading needs none')
  known = undefined
  t.strictSame(await put(), problem(428, 'Send the request again with If-None-Match: * to create what does not exist.', noStore))
  t.strictSame(await put({ 'if-none-match': '*' }), ran())
  t.strictSame(await put({ 'if-match': '*' }), failed)
  t.strictSame(await exchange(port, { headers: { 'if-none-match': '*' } }), ran(), 'what is not there has no validators')
})
