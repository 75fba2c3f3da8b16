import { Readable } from 'node:stream'
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import conformant, { akeneo, ApiError, badRequest, conflict, type Mapper } from '../../lib/index.ts'
import type { ConformantOptions } from '../../lib/plugin/options.ts'
import { internalError, json, noStore, problem, success } from '../helpers/answers.ts'
import { exchange, listen, requestOf, type Sent } from '../helpers/exchange.ts'
import { captureLogs, type Logs } from '../helpers/logs.ts'
import { RawClient } from '../helpers/raw.ts'

const secret = (): Error => Object.assign(new Error('secret'), { headers: { 'x-secret': 'secret' } })
const sent: Sent = { method: 'POST', path: '/', json: {} }
const kept = { 'x-kept': 'a' }

async function server (t: Parameters<typeof listen>[0], declare: (app: FastifyInstance) => unknown, options: ConformantOptions = {}): Promise<{ port: number } & Logs> {
  const logs = captureLogs()
  const app = Fastify({ logger: logs.logger })
  await app.register(conformant, options)
  await declare(app)
  return { port: await listen(t, app), ...logs }
}

t.test('what hooks throw', async (t) => {
  for (const hook of ['onRequest', 'preParsing', 'preValidation', 'preHandler', 'preSerialization'] as const) {
    for (const [name, thrown, told] of [
      ['an unexpected error', secret, internalError],
      ['null', () => null, internalError],
      ['a string', () => 'secret', internalError],
      ['an ApiError', () => conflict('Taken.'), problem(409, 'Taken.')]
    ] as const) {
      const declare = {
        'of the application': (app: FastifyInstance) => app.addHook(hook as 'onRequest', async () => { throw thrown() }).post('/', async () => ({})),
        'of a route': (app: FastifyInstance) => app.post('/', { [hook]: async () => { throw thrown() } }, async () => ({})),
        'with a callback': (app: FastifyInstance) => app.post('/', { [hook]: (...all: unknown[]) => (all.at(-1) as (thrown: unknown) => void)(thrown() ?? secret()) }, async () => ({}))
      }
      for (const [where, add] of Object.entries(declare)) {
        const { port, errors } = await server(t, add)
        t.strictSame(await exchange(port, sent), told, `${hook} ${where}: ${name}`)
        t.strictSame(errors().map(({ reqId }) => reqId), ['req-1'], 'logged once')
      }
    }
  }
})

t.test('onSend that throws once', async (t) => {
  const { port, errors } = await server(t, app => {
    const failed = new WeakSet<object>()
    app.addHook('onSend', async (request) => {
      if (failed.has(request)) return
      failed.add(request)
      throw secret()
    })
    app.post('/', async () => ({}))
  })
  t.strictSame(await exchange(port, sent), internalError)
  t.equal(errors().length, 1)
})

t.test('onSend that throws at the error too: the same answer once more, past the hooks', async (t) => {
  for (const [name, hook] of [
    ['async', async () => { throw secret() }],
    ['with a callback', (...all: unknown[]) => (all.at(-1) as (thrown: unknown) => void)(secret())],
    ['at once', () => { throw secret() }]
  ] as const) {
    const { port, errors } = await server(t, app => {
      app.addHook('onRequest', async (_request, reply) => { reply.headers(kept) })
      app.addHook('onSend', hook as (request: unknown, reply: unknown, payload: unknown) => Promise<void>)
      app.post('/', async () => ({}))
      app.get('/thrown', async () => { throw conflict('Taken.', { headers: { 'x-own': 'b' } }) })
      app.get('/gate', { config: { conformant: { accept: 'application/json' } } }, async () => ({}))
    })
    t.strictSame(await exchange(port, sent), problem(500, undefined, kept), `${name}: an answer`)
    t.strictSame(errors().map(({ level, err }) => [level, (err as Error).message]), [[50, 'secret'], [50, 'secret']], 'each failure is logged')
    t.strictSame(await exchange(port, 'GET /thrown'), problem(409, 'Taken.', { ...kept, 'x-own': 'b' }), `${name}: an error`)
    t.strictSame(await exchange(port, 'HEAD /thrown'), { ...problem(409, 'Taken.', { ...kept, 'x-own': 'b' }), body: '' }, `${name}: an error to HEAD`)
    t.strictSame(await exchange(port, { path: '/gate', headers: { accept: 'image/png' } }), problem(406, 'The Accept header allows nothing that can be sent.', { vary: 'Accept' }), `${name}: the refusal of a gate keeps its status`)
    const client = await RawClient.connect(port)
    for (let i = 0; i < 2; i++) {
      client.send(requestOf(sent))
      t.strictSame(await client.answer(), problem(500, undefined, kept), `${name}: the connection is in order behind it`)
    }
    client.close()
  }
})

t.test('a stream that fails', async (t) => {
  const { port, errors } = await server(t, app => {
    app.get('/before', async () => new Readable({ read () { this.destroy(secret()) } }))
    app.get('/after', async () => {
      let count = 0
      return new Readable({ read () { count++ === 0 ? this.push('some') : setImmediate(() => this.destroy(secret())) } })
    })
  })
  t.strictSame(await exchange(port, 'GET /before'), internalError)
  t.equal(errors().length, 1)
  const client = await RawClient.connect(port)
  client.send(requestOf({ path: '/after' }))
  const text = await client.rest()
  t.match(text, /^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\n4\r\nsome\r\n$/, 'looks as incomplete as it is')
})

t.test('an answer that has begun gets no other', async (t) => {
  const { port } = await server(t, app => {
    app.get('/sent', async (_request, reply) => {
      reply.send({ first: true })
      throw secret()
    })
    app.get('/hijacked', async (_request, reply) => {
      reply.hijack()
      reply.raw.end('own')
      throw secret()
    })
  })
  const client = await RawClient.connect(port)
  client.send(requestOf({ path: '/sent' }))
  t.strictSame(await client.answer(), success(200, { first: true }))
  client.send(requestOf({ path: '/hijacked', headers: { connection: 'close' } }))
  t.match(await client.rest(), /^HTTP\/1\.1 200 OK\r\n[^]*own[^]*$/)
  client.close()
})

t.test('mappers', async (t) => {
  const asked: string[] = []
  const named = (name: string, answer: Mapper): Mapper => (error, request) => {
    asked.push(name)
    return answer(error, request)
  }
  const about = (name: string): Mapper => (error) => (error as Error).message === name ? conflict(`${name}, mapped.`) : undefined
  const { port, errors } = await server(t, async app => {
    const declare = (scope: FastifyInstance): void => {
      scope.get('/:message', async (request) => { throw new Error((request.params as { message: string }).message) })
      scope.get('/known', async () => { throw badRequest('Known.') })
      scope.get('/off/:message', { config: { conformant: { items: false } } }, async (request) => { throw new Error((request.params as { message: string }).message) })
    }
    declare(app)
    await app.register(async scope => {
      await scope.register(conformant, { mappers: [named('scope', about('scope')), named('throws', () => { throw new Error('of a mapper') })] })
      declare(scope)
    }, { prefix: '/scope' })
  }, {
    mappers: [
      named('plugin', about('plugin')),
      named('nonsense', () => 'nonsense' as unknown as ApiError),
      named('late', (async () => { throw new Error('rejected') }) as unknown as Mapper),
      named('last', about('last'))
    ]
  })
  const cases: Array<[path: string, status: number, asked: string[], faults: string[]]> = [
    ['/plugin', 409, ['plugin'], []],
    ['/last', 409, ['plugin', 'nonsense', 'late', 'last'], ['a mapper must answer an ApiError or undefined', 'a mapper must answer an ApiError or undefined', 'rejected']],
    ['/known', 400, [], []],
    ['/scope/scope', 409, ['scope'], []],
    ['/scope/plugin', 409, ['scope', 'throws', 'plugin'], ['of a mapper']],
    ['/scope/off/plugin', 409, ['scope', 'throws', 'plugin'], ['of a mapper']],
    ['/scope/known', 400, [], []]
  ]
  for (const [path, status, expected, faults] of cases) {
    asked.length = 0
    const before = errors().length
    t.match(await exchange(port, { path }), { status, headers: { 'content-type': 'application/problem+json' } }, path)
    t.strictSame(asked, expected, `${path}: asked in order`)
    const found = errors().slice(before).filter(({ msg }) => msg === 'an error mapper failed')
    t.strictSame(found.map(({ level, err }) => [level, (err as Error).message]), faults.map(fault => [50, fault]), `${path}: faults are logged`)
  }
  t.strictSame(await exchange(port, 'GET /plugin'), problem(409, 'plugin, mapped.'))
  t.strictSame(await exchange(port, 'GET /nobody'), internalError)
})

t.test('a dialect that fails', async (t) => {
  const { port, errors } = await server(t, app => {
    const broken = (...kinds: string[]) => ({ ...akeneo(), render: ({ kind }: ApiError) => { if (kinds.includes(kind)) throw new Error('of the dialect'); else return { kind } } })
    app.get('/client', { config: { conformant: { dialect: broken('conflict') } } }, async () => { throw conflict() })
    app.get('/all', { config: { conformant: { dialect: broken('conflict', 'internal') } } }, async () => { throw conflict() })
    app.get('/log', { config: { conformant: { dialect: { ...broken(), render: () => { throw revoked() } } } } }, async () => { throw conflict() })
    app.get('/status', { config: { conformant: { dialect: { ...akeneo(), status: () => 401 } } } }, async () => { throw conflict('Taken.') })
    app.get('/headers', { config: { conformant: { dialect: { ...akeneo(), headers: () => ({ 'X-Good': 'a', 'X-Bad': 'a\nb', 'content-length': 1 }) } } } }, async () => { throw conflict('Taken.') })
    app.get('/text', { config: { conformant: { dialect: { ...akeneo(), render: () => 'Plain words', headers: () => ({ 'content-type': 'text/plain' }) } } } }, async () => { throw conflict() })
    app.get('/log-client', async () => { throw Object.assign(new Error('Taken.'), { statusCode: 409, self: revoked() }) })
  })
  t.strictSame(await exchange(port, 'GET /client'), json(500, { kind: 'internal' }))
  t.strictSame(await exchange(port, 'GET /all'), { status: 500, headers: { 'content-type': 'text/plain', 'content-length': '21' }, body: 'Internal Server Error' })
  t.match(errors().filter(({ msg }) => msg === 'the dialect failed'), [{ level: 50, err: { message: 'of the dialect' } }, { level: 50 }])
  t.strictSame(await exchange(port, 'GET /log'), { status: 500, headers: { 'content-type': 'text/plain', 'content-length': '21' }, body: 'Internal Server Error' })
  t.match(errors().filter(({ msg }) => msg === 'the dialect failed').at(-1), { err: { message: 'what was thrown cannot be read' } })
  t.strictSame(await exchange(port, 'GET /headers'), json(409, { code: 409, message: 'Taken.' }, { 'x-good': 'a' }))
  t.strictSame(await exchange(port, 'GET /text'), { status: 409, headers: { 'content-type': 'text/plain', 'content-length': '11' }, body: 'Plain words' })
  t.strictSame(await exchange(port, 'GET /status'), json(401, { code: 401, message: 'Taken.' }, { 'www-authenticate': 'Bearer realm="api"' }), 'every 401 has a challenge')
  t.match(await exchange(port, 'GET /log-client'), { status: 409 })
})

function revoked (): object {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}

t.test('a gate that refuses is logged once, as news', async (t) => {
  const { port, errors } = await server(t, app => app.get('/', async () => ({})))
  t.strictSame(await exchange(port, 'GET /none'), problem(404, 'There is nothing at /none.', noStore))
  t.match(errors(), [{ level: 30, reqId: 'req-1', msg: 'There is nothing at this URL.', err: { type: 'ApiError' } }])
  t.equal(errors().length, 1)
})
