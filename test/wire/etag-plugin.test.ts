import etag from '@fastify/etag'
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import conformant, { conflict, strongEtag, type ResourceState } from '../../lib/index.ts'
import { internalError, noStore, problem, success } from '../helpers/answers.ts'
import { exchange, listen } from '../helpers/exchange.ts'

const state: ResourceState = { etag: '"1"' }
const conditional = { config: { conformant: { preconditions: { state: () => state } } } }
const tagOf = (text: string): string => `"${etagOf.get(text) ?? ''}"`
const etagOf = new Map<string, string>()

/** With hooks of @fastify/etag before those of the plugin, or behind them. */
async function server (isFirst: boolean): Promise<FastifyInstance> {
  const hashFn = (payload: unknown): string => {
    const hash = strongEtag(String(payload)).slice(1, -1)
    etagOf.set(String(payload), hash)
    return hash
  }
  const app = Fastify()
  if (isFirst) await app.register(etag, { hashFn })
  await app.register(conformant)
  if (!isFirst) await app.register(etag, { hashFn })
  app.get('/plain', async () => ({ a: 1 }))
  app.get('/conditional', conditional, async () => ({ a: 1 }))
  app.get('/own', conditional, async (_request, reply) => reply.header('etag', '"own"').send({ a: 1 }))
  app.get('/thrown', async () => { throw new Error('secret') })
  app.get('/tagged', async () => { throw conflict('Busy.', { headers: { etag: '"7"', 'x-a': '1' } }) })
  app.get('/json', { config: { conformant: { accept: 'text/csv' } } }, async () => '')
  app.put('/conditional', conditional, async () => ({ a: 1 }))
  return app
}

for (const isFirst of [true, false]) {
  t.test(isFirst ? 'in front of the plugin' : 'behind the plugin', async (t) => {
    const port = await listen(t, await server(isFirst))
    const body = '{"a":1}'
    const get = (path: string, tag?: string) => exchange(port, { path, headers: { 'if-none-match': tag } })

    t.strictSame(await get('/plain'), success(200, { a: 1 }, { etag: tagOf(body) }), 'tags what nobody else has')
    t.match(await get('/plain', tagOf(body)), { status: 304, headers: { etag: tagOf(body) }, body: '' })

    t.strictSame(await get('/conditional'), success(200, { a: 1 }, { etag: '"1"' }), 'the state goes before the hash of the body')
    t.strictSame(await get('/conditional', tagOf(body)), success(200, { a: 1 }, { etag: '"1"' }))
    t.strictSame(await get('/conditional', '"1"'), { status: 304, headers: { etag: '"1"' }, body: '' }, 'one 304, without a length')
    t.strictSame(await exchange(port, { method: 'HEAD', path: '/conditional', headers: { 'if-none-match': 'W/"1"' } }), { status: 304, headers: { etag: '"1"' }, body: '' })
    t.strictSame(await get('/own'), success(200, { a: 1 }, { etag: '"own"' }))

    const failed = problem(412, 'A precondition of the request does not hold.')
    t.strictSame(await exchange(port, { method: 'PUT', path: '/conditional', json: {}, headers: { 'if-match': '"2"' } }), failed)
    t.strictSame(await exchange(port, { method: 'PUT', path: '/conditional', json: {}, headers: { 'if-none-match': '"1"' } }), failed)
    t.strictSame(await exchange(port, { method: 'PUT', path: '/conditional', json: {}, headers: { 'if-none-match': strongEtag(failed.body) } }), success(200, { a: 1 }, { etag: tagOf(body) }))
  })

  t.test(`errors are neither tagged nor turned into a 304, ${isFirst ? 'in front of the plugin' : 'behind it'}`, async (t) => {
    const port = await listen(t, await server(isFirst))
    const cases = [
      ['/none', problem(404, 'There is nothing at /none.', noStore)],
      ['/thrown', internalError],
      ['/tagged', problem(409, 'Busy.', { etag: '"7"', 'x-a': '1' })],
      ['/json', problem(406, "The Accept header 'application/json' allows nothing that can be sent. Available: text/csv.", { vary: 'Accept' })]
    ] as const
    for (const [path, told] of cases) {
      const headers = { accept: 'application/json' }
      t.strictSame(await exchange(port, { path, headers }), told, path)
      for (const tag of [strongEtag(told.body), `W/${strongEtag(told.body)}`, '"7"', '*']) {
        t.strictSame(await exchange(port, { path, headers: { ...headers, 'if-none-match': tag } }), told, `${path}, ${tag}`)
      }
      t.strictSame(await exchange(port, { method: 'HEAD', path, headers: { ...headers, 'if-none-match': strongEtag(told.body) } }).then(({ status }) => status), told.status, `HEAD ${path}`)
    }
  })
}

t.test('other ETags of hooks are theirs where it is not there', async (t) => {
  const app = Fastify()
  await app.register(conformant)
  app.addHook('onSend', async ({ headers }, reply) => { reply.header('etag', '"hook"').header('x-condition', headers['if-none-match']) })
  const port = await listen(t, app)
  t.strictSame(await exchange(port, { path: '/none', headers: { 'if-none-match': '"1"' } }),
    problem(404, 'There is nothing at /none.', { ...noStore, etag: '"hook"', 'x-condition': '"1"' }))
})
