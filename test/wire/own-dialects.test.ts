import { Type } from '@sinclair/typebox'
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import conformant, { akeneo, conflict, defineDialect, gitlab, notFound, problem, serverOptions, type Dialect, type RenderContext } from '../../lib/index.ts'
import { exchange, listen, type Sent } from '../helpers/exchange.ts'

async function serve (dialect: Dialect): Promise<FastifyInstance> {
  const app = Fastify(serverOptions({ dialect }))
  await app.register(conformant, { dialect })
  app.get('/a', { config: { conformant: { accept: 'application/json' } } }, async () => { throw notFound() })
  app.get('/conflict', async () => { throw conflict({ existing: '/b' }) })
  app.post('/a', { bodyLimit: 10, schema: { body: Type.Object({ a: Type.Optional(Type.String()) }) }, config: { conformant: { items: 1 } } }, async () => 1)
  app.put('/a', { config: { conformant: { preconditions: { state: () => ({ etag: '"1"' }), required: true } } } }, async () => 1)
  app.get('/limited', { config: { conformant: { rateLimit: { limit: 1, window: '1h' } } } }, async () => 1)
  app.post('/spam', { config: { conformant: { spamCheck: { classify: () => 'spam' } } } }, async () => 1)
  app.batch({ method: 'PATCH', url: '/lines', key: 'n', item: Type.Object({ n: Type.String() }) }, () => { throw notFound() })
  return app
}

/** A request for each gate, and for what no gate refuses. */
const refusals: ReadonlyArray<readonly [name: string, sent: Sent]> = [
  ['unknown URL', { path: '/none' }],
  ['method', { method: 'DELETE', path: '/a' }],
  ['unknown method', { method: 'PURGE', path: '/a' }],
  ['accept', { path: '/a', headers: { accept: 'text/csv' } }],
  ['content type', { method: 'POST', path: '/a', headers: { 'content-type': 'text/csv' }, body: 'a' }],
  ['no content type', { method: 'POST', path: '/a', body: 'a' }],
  ['coding', { method: 'POST', path: '/a', json: {}, headers: { 'content-encoding': 'br' } }],
  ['payload', { method: 'POST', path: '/a', json: { a: 'long enough' } }],
  ['precondition', { method: 'PUT', path: '/a', headers: { 'if-match': '"2"' } }],
  ['no precondition', { method: 'PUT', path: '/a' }],
  ['json', { method: 'POST', path: '/a', headers: { 'content-type': 'application/json' }, body: '{' }],
  ['items', { method: 'POST', path: '/a', json: [1, 2] }],
  ['unknown property', { method: 'POST', path: '/a', json: { b: 1 } }],
  ['validation', { method: 'POST', path: '/a', json: { a: 1 } }],
  ['rate limit', { path: '/limited' }],
  ['spam', { method: 'POST', path: '/spam' }],
  ['thrown', { path: '/a' }],
  ['below the hooks', { path: '/a', headers: { host: undefined } }]
]

t.test('what an own dialect says is never repeated: ids, times, languages', async (t) => {
  let id = 0
  const own = defineDialect({ name: 'own', mediaType: 'application/json', render: (_error, { status }) => ({ status, id: ++id }), headers: () => ({ 'x-id': `${id}` }), schema: () => Type.Any() })
  const port = await listen(t, await serve(own))
  await exchange(port, { path: '/limited' })
  for (const [name, sent] of refusals) {
    const seen: string[] = []
    for (let time = 0; time < 3; time++) {
      const { headers, body } = await exchange(port, sent)
      seen.push(body, String(headers['x-id']))
    }
    t.equal(new Set(seen).size, 6, name)
  }
})

t.test('who is pure', async (t) => {
  for (const make of [akeneo, gitlab, problem]) {
    const dialect = make()
    t.equal(dialect.pure, true, `${dialect.name} says so`)
    t.equal(make({ messages: { required: () => 'x' } }).pure, undefined, 'words of an application may be of the moment')
    t.equal(defineDialect({ ...dialect, render: dialect.render }).pure, undefined, 'a copy has to say it anew')
    t.equal(defineDialect(Object.create(dialect, Object.getOwnPropertyDescriptors({ ...dialect })) as Dialect).pure, undefined, 'nor what inherits from one')
    t.equal(defineDialect({ ...dialect, pure: true }).pure, true)
    t.equal(defineDialect({ ...dialect, pure: false }).pure, undefined)
  }
  t.throws(() => defineDialect({ ...akeneo(), pure: 'yes' as never }), new TypeError('The member "pure" of a dialect is true or false'))
  await t.rejects(serve({ ...akeneo(), pure: 'yes' as never }), /option "dialect.pure" of serverOptions\(\) must be true or false; got "yes"/)
})

t.test('a refusal of a pure dialect is rendered twice, and kept from then on, unless the request stands in it', async (t) => {
  let rendered = 0
  const pure = defineDialect({ name: 'pure', mediaType: 'application/json', pure: true, render: ({ kind }, { path, status }) => { rendered++; return kind === 'route_not_found' ? path : { status } }, schema: () => Type.Any() })
  const port = await listen(t, await serve(pure))
  for (let time = 0; time < 3; time++) await exchange(port, { path: '/a', headers: { accept: 'text/csv' } })
  t.equal(rendered, 2, 'what comes once is not kept')
  const paths = ['/w', '/x', '/y', '/y', '/y']
  for (const path of paths) t.equal((await exchange(port, { path })).body, path)
  t.equal(rendered, 6, 'what a line asks for is watched when it comes again, and kept from then on')
})

t.test('what a pure dialect fails at is not repeated', async (t) => {
  let rendered = 0
  const pure = defineDialect({
    name: 'pure',
    mediaType: 'application/json',
    pure: true,
    render ({ kind }) {
      if (rendered++ === 0) throw new Error('secret')
      return { kind }
    },
    schema: () => Type.Any()
  })
  const port = await listen(t, await serve(pure))
  const bodies: string[] = []
  for (let time = 0; time < 3; time++) bodies.push((await exchange(port, { path: '/a', headers: { accept: 'text/csv' } })).body)
  t.strictSame(bodies, ['{"kind":"internal"}', '{"kind":"not_acceptable"}', '{"kind":"not_acceptable"}'])
  t.equal(rendered, 3)
})

t.test('another client\'s Host is in no answer', async (t) => {
  const port = await listen(t, await serve(akeneo({ wording: 'live' })))
  for (const [path, method] of [['/none', 'GET'], ['/a', 'DELETE']] as const) {
    for (const host of ['one.example', 'two.example', 'one.example', 'three.example:8080']) {
      const { body } = await exchange(port, { method, path, headers: { host } })
      t.match(JSON.parse(body), { message: `No route found for "${method} http://${host}${path}"` })
      t.equal(body.match(/\w+\.example/g)?.length, 1, body)
    }
  }
  for (const host of ['one.example', 'two.example']) t.match((await exchange(port, { path: '/conflict', headers: { host } })).headers, { location: `http://${host}/b` })
})

t.test('the context is plain data: a dialect that hands on a copy says the same', async (t) => {
  for (const make of [akeneo, gitlab, problem] as const) {
    for (const options of make === problem ? [{}] : [{}, { wording: 'live' as const }]) {
      const base = make(options)
      const copied = defineDialect({ ...base, render: (error, context) => base.render(error, { ...context }) })
      const entries = defineDialect({ ...base, render: (error, context) => base.render(error, Object.fromEntries(Object.entries(context)) as unknown as RenderContext) })
      const ports = [await listen(t, await serve(base)), await listen(t, await serve(copied)), await listen(t, await serve(entries))]
      for (const port of ports) await exchange(port, { path: '/limited' })
      const line: Sent = { method: 'PATCH', path: '/lines', headers: { 'content-type': 'application/x-ndjson' }, body: '{"n":"1"}\n{' }
      for (const [name, sent] of [...refusals, ['an existing resource', { path: '/conflict' }] as const, ['a line', line] as const]) {
        const [told, ...others] = await Promise.all(ports.map(async port => await exchange(port, sent)))
        for (const other of others) t.strictSame([other.status, other.body], [told?.status, told?.body], `${base.name}: ${name}`)
        t.notMatch(told?.body, 'undefined')
      }
    }
  }
})
