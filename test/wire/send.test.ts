// What is said of one request is not said of another: refusals are rendered once, and again where they would read differently.
import { Type } from '@sinclair/typebox'
import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import conformant, { akeneo, conflict, defineDialect, gitlab, internal, type Dialect } from '../../lib/index.ts'
import { json, noStore } from '../helpers/answers.ts'
import { exchange, listen } from '../helpers/exchange.ts'

async function server (t: Test, dialect: Dialect, declare: (app: FastifyInstance) => unknown = () => {}): Promise<number> {
  const app = Fastify()
  await app.register(conformant, { dialect })
  app.post('/p', async () => ({}))
  await declare(app)
  return await listen(t, app)
}

/** A dialect whose body is what is given of a request. */
function showing (shown: Parameters<typeof defineDialect>[0]['render']): Dialect {
  return defineDialect({ name: 'showing', mediaType: 'application/json', render: shown, schema: () => Type.Unknown() })
}

t.test('each client is told the host that it has asked, and no other', async (t) => {
  const port = await server(t, akeneo({ wording: 'live' }))
  for (const host of ['one.example', 'two.example', 'one.example', 'two.example:8080']) {
    const headers = { host }
    t.strictSame(await exchange(port, { path: '/none', headers }),
      json(404, { code: 404, message: `No route found for "GET http://${host}/none"` }, noStore), `404: ${host}`)
    t.strictSame(await exchange(port, { path: '/p', headers }),
      json(405, { code: 405, message: `No route found for "GET http://${host}/p": Method Not Allowed (Allow: POST)` }, { ...noStore, allow: 'POST' }), `405: ${host}`)
  }
})

t.test('a dialect may ask for anything of a request, and is asked again where it is another', async (t) => {
  const asked: Array<[name: string, dialect: Dialect]> = [
    ['a location', showing((_error, context) => ({ at: context.locate?.('/help') }))],
    ['the origin', showing((_error, { origin }) => ({ at: `${origin}/help` }))]
  ]
  for (const [name, dialect] of asked) {
    const port = await server(t, dialect)
    for (const host of ['one.example', 'two.example', 'one.example']) {
      t.strictSame(await exchange(port, { path: '/none', headers: { host } }), json(404, { at: `http://${host}/help` }, noStore), `${name}: ${host}`)
    }
  }
  const lines: Array<[name: string, dialect: Dialect, said: (method: string, path: string) => object]> = [
    ['the method', showing((_error, { method }) => ({ method })), method => ({ method })],
    ['the path', showing((_error, { path }) => ({ path })), (_method, path) => ({ path })]
  ]
  for (const [name, dialect, said] of lines) {
    const port = await server(t, dialect)
    for (const [method, path] of [['POST', '/none'], ['GET', '/none'], ['GET', '/other'], ['POST', '/other'], ['POST', '/none']] as const) {
      t.strictSame(await exchange(port, { method, path }), json(404, said(method, path), noStore), `${name}: ${method} ${path}`)
    }
  }
})

t.test('each scope speaks for itself, also of the same refusal', async (t) => {
  const port = await server(t, akeneo(), async app => {
    await app.register(async scope => {
      await scope.register(conformant, { dialect: gitlab() })
    }, { prefix: '/v4' })
  })
  for (let time = 0; time < 2; time++) {
    t.strictSame(await exchange(port, 'GET /none'), json(404, { code: 404, message: "No route found for 'GET /none'" }, noStore))
    t.strictSame(await exchange(port, 'GET /v4/none'), json(404, { message: '404 Not Found' }, noStore))
  }
})

t.test('a dialect that has failed once is asked again', async (t) => {
  let isFailing = true
  const port = await server(t, showing(() => {
    if (isFailing) throw new Error('not now')
    return { said: true }
  }))
  t.strictSame(await exchange(port, 'GET /none'), { status: 500, headers: { 'content-type': 'text/plain', 'content-length': '21' }, body: 'Internal Server Error' })
  isFailing = false
  t.strictSame(await exchange(port, 'GET /none'), json(404, { said: true }, noStore))
})

t.test('a dialect may ask for the reason of a status that the application chose', async (t) => {
  const causes: unknown[] = []
  const port = await server(t, showing(({ kind, cause }) => {
    causes.push(cause)
    return { kind }
  }), app => {
    app.get('/fault', (_request, reply) => { reply.code(404).send(fault) })
    app.get('/error', (_request, reply) => { reply.code(404).send(error) })
  })
  const [fault, error] = [new Error('secret'), internal()]
  for (const path of ['/fault', '/error']) t.strictSame(await exchange(port, { path }), json(404, { kind: 'not_found' }, noStore), path)
  t.strictSame(causes, [fault, error])
  t.equal(causes[0], fault)
  t.equal(causes[1], error)
})

t.test('a refusal that a hook fails on gives back once what it has taken', async (t) => {
  const app = Fastify()
  await app.register(conformant, { rateLimit: { limit: 9, window: '1h', countRefused: false }, rateLimitHeaders: false })
  app.addHook('onSend', async ({ headers }) => {
    if ('x-fails' in headers) throw conflict()
  })
  app.get('/', { config: { conformant: { accept: ['application/json'] } } }, async () => ({}))
  const port = await listen(t, app)
  t.equal((await exchange(port, 'GET /')).status, 200)
  t.equal((await exchange(port, { headers: { accept: 'a/b', 'x-fails': '1' } })).status, 409)
  t.equal((await app.rateLimits.peek('*', '127.0.0.1')).used, 1, 'what the other request has taken stays taken')
})

t.test('a status that does not exist is not taken for one that the application chose', async (t) => {
  const port = await server(t, akeneo(), app => app.get('/', async (_request, reply) => {
    reply.raw.statusCode = 700
    throw new Error('secret')
  }))
  t.strictSame(await exchange(port, 'GET /'), json(500, { code: 500, message: 'Internal Server Error' }))
})
