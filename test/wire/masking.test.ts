// maskForbidden: a 403 leaves as the 404 of what does not exist, byte for byte.
import createHttpError from 'http-errors'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { Type } from '@sinclair/typebox'
import t from 'tap'
import conformant, { akeneo, ApiError, conflict, defineDialect, forbidden, gitlab, notFound, problem as problemDialect, unauthorized, type ConformantOptions, type Dialect } from '../../lib/index.ts'
import { json, noStore, problem } from '../helpers/answers.ts'
import { exchange, listen, requestOf, type Sent } from '../helpers/exchange.ts'
import { captureLogs } from '../helpers/logs.ts'
import { RawClient } from '../helpers/raw.ts'

const secret = { resource: 'Project', id: '7' }
const missing = (): ApiError => notFound(secret)

class Denied extends Error {}

/** Everything that makes a 403; the path says which. */
const causes: Readonly<Record<string, (reply: FastifyReply) => unknown>> = {
  plain: () => { throw forbidden(secret) },
  message: () => { throw forbidden('You are no member of Project 7.', { facts: secret, links: { documentation: 'https://docs.example' }, extra: { role: 'owner' }, retryAfter: 5 }) },
  scope: () => { throw forbidden({ ...secret, scope: 'api', realm: 'secret' }) },
  challenge: () => { throw unauthorized({ error: 'insufficient_scope', facts: secret }) },
  headers: () => { throw forbidden({ ...secret, headers: { 'x-role': 'owner', vary: 'Cookie', 'cache-control': 'private', link: '<https://docs.example>; rel=help' } }) },
  onReply: (reply) => { reply.header('www-authenticate', 'Bearer').header('proxy-authenticate', 'Basic').header('etag', '"1"'); throw forbidden(secret) },
  ofStatus: () => { throw new ApiError('payment_required', { status: 403, facts: secret }) },
  mapped: () => { throw new Denied() },
  sent: (reply) => reply.code(403).send(forbidden(secret)),
  promised: async () => { throw forbidden(secret) }
}

const unnamed: Readonly<Record<string, (reply: FastifyReply) => unknown>> = {
  status: () => { throw Object.assign(new Error('secret'), { statusCode: 403, headers: { 'x-role': 'owner' } }) },
  http: () => { throw createHttpError(403, 'secret') },
  code: (reply) => reply.code(403).send(new Error('secret'))
}

async function server (options: ConformantOptions, declare: (app: FastifyInstance) => unknown, fastify: object = {}): Promise<number> {
  const app = Fastify(fastify)
  await app.register(conformant, { mappers: [error => error instanceof Denied ? forbidden(secret) : undefined], ...options })
  await declare(app)
  return await listen(t, app)
}

/** The whole answer as it came over the socket, without its date. */
async function bytesOf (port: number, sent: Sent): Promise<string> {
  const client = await RawClient.connect(port)
  client.send(requestOf({ ...sent, headers: { connection: 'close', ...sent.headers } }))
  return (await client.rest()).replace(/\r\nDate: [^\r]+/i, '')
}

const plain: Dialect = defineDialect({
  name: 'plain',
  mediaType: 'application/json',
  status: kind => kind === 'conflict' ? 403 : undefined,
  render: ({ message, kind, links, extra }) => ({ message, kind, links, extra }),
  schema: () => Type.Object({})
})

const dialects: readonly Dialect[] = [akeneo(), akeneo({ wording: 'live' }), gitlab(), gitlab({ wording: 'live' }), gitlab({ oauth: true }), problemDialect(), problemDialect({ types: 'https://api.example/' }), plain]

t.test('every 403 is the 404, to the byte, in every dialect', async (t) => {
  for (const dialect of dialects) {
    for (const maskForbidden of [true, missing] as const) {
      const port = await server({ dialect, maskForbidden }, app => {
        app.addHook('onRequest', async (_request, reply) => { reply.header('vary', 'Origin').header('x-frame-options', 'DENY') })
        const methods = ['GET', 'POST'] as const
        for (const [name, cause] of Object.entries({ ...causes, ...maskForbidden === true ? {} : unnamed })) {
          app.route({ method: [...methods], url: `/${name}`, handler: (_request, reply) => cause(reply) })
          app.get(`/hook/${name}`, { onRequest: async (_request, reply) => { await cause(reply); return reply } }, async () => ({}))
        }
        app.route({ method: [...methods], url: '/missing', handler: () => { throw missing() } })
        if (dialect === plain) app.get('/dialect', () => { throw conflict({ facts: secret }) })
      })
      const names = Object.keys({ ...causes, ...maskForbidden === true ? {} : unnamed })
      for (const sent of [{}, { method: 'HEAD' }, { method: 'POST', json: { a: 1 } }]) {
        const expected = await bytesOf(port, { ...sent, path: '/missing' })
        t.match(expected, /^HTTP\/1\.1 404 Not Found\r\n/)
        for (const name of names) {
          t.equal(await bytesOf(port, { ...sent, path: `/${name}` }), expected, `${dialect.name} ${JSON.stringify(sent)} ${name}`)
          if (sent.method === undefined && !['sent', 'code'].includes(name)) t.equal(await bytesOf(port, { path: `/hook/${name}` }), expected, `${dialect.name} in a hook, ${name}`)
        }
        if (dialect === plain && sent.method === undefined) t.equal(await bytesOf(port, { path: '/dialect' }), expected, 'a 403 that the dialect makes')
      }
    }
  }
})

t.test('what the 404 is, written out', async (t) => {
  const declare = (app: FastifyInstance): void => {
    app.get('/named', () => { throw forbidden({ ...secret, scope: 'api' }) })
    app.get('/unnamed', () => { throw forbidden('secret') })
    app.get('/only', () => { throw forbidden({ resource: 'Project' }) })
  }
  const expected: Array<[dialect: Dialect, named: object, unnamed: object, only: object]> = [
    [akeneo(), { code: 404, message: "Project '7' does not exist." }, { code: 404, message: 'The resource does not exist.' }, { code: 404, message: 'Project does not exist.' }],
    [gitlab(), { message: '404 Project Not Found' }, { message: '404 Not Found' }, { message: '404 Project Not Found' }]
  ]
  for (const [dialect, ...bodies] of expected) {
    const port = await server({ dialect, maskForbidden: true }, declare)
    for (const [index, path] of ['/named', '/unnamed', '/only'].entries()) t.strictSame(await exchange(port, `GET ${path}`), json(404, bodies[index], noStore), `${dialect.name} ${path}`)
  }
  const port = await server({ maskForbidden: true }, declare)
  t.strictSame(await exchange(port, 'GET /named'), problem(404, "Project '7' does not exist.", noStore))
})

t.test('on plugin, scope and route; false lets it be seen', async (t) => {
  const denied = (): never => { throw forbidden('No.') }
  const port = await server({ maskForbidden: true }, async app => {
    app.get('/plugin', denied)
    app.get('/off', { config: { conformant: { maskForbidden: false } } }, denied)
    app.get('/route', { config: { conformant: { maskForbidden: () => notFound('Route.') } } }, denied)
    await app.register(async scope => {
      await scope.register(conformant, { maskForbidden: () => notFound('Scope.') })
      scope.get('/scope', denied)
      scope.get('/scope/true', { config: { conformant: { maskForbidden: true } } }, denied)
      await scope.register(async inner => {
        await inner.register(conformant, { maskForbidden: false })
        inner.get('/inner', denied)
        inner.get('/inner/true', { config: { conformant: { maskForbidden: true } } }, denied)
      })
    })
  })
  const none = problem(404, 'The resource does not exist.', noStore)
  const cases: Array<[path: string, told: unknown]> = [
    ['/plugin', none],
    ['/off', problem(403, 'No.')],
    ['/route', problem(404, 'Route.', noStore)],
    ['/scope', problem(404, 'Scope.', noStore)],
    ['/scope/true', problem(404, 'Scope.', noStore)],
    ['/inner', problem(403, 'No.')],
    ['/inner/true', none]
  ]
  for (const [path, told] of cases) t.strictSame(await exchange(port, `GET ${path}`), told, path)
  const seen = await server({}, app => app.get('/', denied))
  t.strictSame(await exchange(seen, 'GET /'), problem(403, 'No.'), 'off where nothing is said')
})

t.test('a mask decides, and fails closed', async (t) => {
  const logs = captureLogs()
  const masks: Array<[path: string, mask: (request: FastifyRequest, error: ApiError) => ApiError | false, told: unknown, faults: string[]]> = [
    ['/seen', (_request, { kind }) => kind === 'forbidden' ? false : notFound(), problem(403, 'No.'), []],
    ['/of-request', ({ url }) => notFound(`Nothing at ${url}.`), problem(404, 'Nothing at /of-request.', noStore), []],
    ['/throws', () => { throw new Error('mask') }, problem(404, "Project '7' does not exist.", noStore), ['maskForbidden failed']],
    ['/nothing', () => undefined as never, problem(404, "Project '7' does not exist.", noStore), ['maskForbidden failed']],
    ['/later', (async () => { throw new Error('late') }) as never, problem(404, "Project '7' does not exist.", noStore), ['maskForbidden failed', 'maskForbidden failed']]
  ]
  const port = await server({}, app => {
    for (const [path, maskForbidden] of masks) app.get(path, { config: { conformant: { maskForbidden } } }, () => { throw forbidden('No.', secret) })
  }, { logger: logs.logger })
  for (const [path, , told, faults] of masks) {
    logs.records.length = 0
    t.strictSame(await exchange(port, `GET ${path}`), told, path)
    t.strictSame(logs.errors().map(({ msg }) => msg).sort(), ['No.', ...faults].sort(), `${path}: the log has the truth`)
    t.match(logs.errors().find(({ msg }) => msg === 'No.'), { level: 30, err: { type: 'ApiError', message: 'No.' } })
  }
})

t.test('a 403 of a gate is masked, unless the mask says otherwise', async (t) => {
  const options = { maskForbidden: true, items: { limit: 1, status: 403 }, payload: { limit: 100, status: 403 } } as const
  const seen = (_request: FastifyRequest, { kind }: ApiError): ApiError | false => kind === 'operational_constraint' ? false : notFound()
  const port = await server(options, app => {
    app.post('/', async () => ({}))
    app.post('/seen', { config: { conformant: { maskForbidden: seen } } }, async () => ({}))
    app.post('/missing', async () => { throw notFound() })
  })
  const many: Sent = { method: 'POST', json: [1, 2] }
  const expected = await bytesOf(port, { method: 'POST', path: '/missing', json: [1] })
  t.equal(await bytesOf(port, { ...many, path: '/' }), expected)
  t.equal(await bytesOf(port, { ...many, path: '/' }), expected, 'again')
  t.equal(await bytesOf(port, { method: 'POST', path: '/', json: 'a'.repeat(100) }), expected, 'a declared length')
  t.strictSame(await exchange(port, { method: 'POST', path: '/', json: 'a'.repeat(100), chunked: true }), problem(404, 'The resource does not exist.', noStore), 'a length that is counted')
  t.strictSame(await exchange(port, { ...many, path: '/seen' }), problem(403, 'The request has more than 1 items. Send fewer items, or several smaller requests.'))
})

t.test('the connection outlives a mask as it does a 404', async (t) => {
  const port = await server({ maskForbidden: true }, app => {
    app.post('/denied', async () => { throw forbidden() })
    app.post('/missing', async () => { throw notFound() })
  })
  const client = await RawClient.connect(port)
  t.teardown(() => client.close())
  for (const path of ['/denied', '/missing', '/denied']) {
    client.send(requestOf({ method: 'POST', path, json: {} }))
    t.strictSame(await client.answer(), problem(404, 'The resource does not exist.', noStore), path)
  }
})

t.test('lines of a batch', async (t) => {
  const Item = Type.Object({ code: Type.String() })
  const expected: Array<[dialect: Dialect, rest: string]> = [
    [akeneo(), '"status_code":404,"message":"Project \'7\' does not exist."'],
    [gitlab(), '"status_code":404,"message":"404 Project Not Found"'],
    [problemDialect(), '"status_code":404,"type":"about:blank","title":"Not Found","detail":"Project \'7\' does not exist."']
  ]
  for (const [dialect, rest] of expected) {
    const port = await server({ dialect, maskForbidden: true }, app => {
      app.batch({ method: 'PATCH', url: '/', key: 'code', item: Item }, async ({ code }) => { throw code === 'missing' ? missing() : code === 'mapped' ? new Denied() : forbidden({ ...secret, scope: 'api' }) })
    })
    const body = ['missing', 'denied', 'mapped'].map(code => JSON.stringify({ code })).join('\n')
    const answer = await exchange(port, { method: 'PATCH', path: '/', body, headers: { 'content-type': 'application/x-ndjson' } })
    t.strictSame([answer.status, answer.body.split('\n')], [200, ['missing', 'denied', 'mapped'].map((code, index) => `{"line":${index + 1},"code":"${code}",${rest}}`)], dialect.name)
  }
})

t.test('below the hooks too', async (t) => {
  const logs = captureLogs()
  for (const maskForbidden of [true, () => false as const] as const) {
    logs.records.length = 0
    const port = await server({ maskForbidden }, () => {}, { logger: logs.logger, genReqId: () => { throw forbidden('No.') } })
    t.strictSame(await exchange(port, 'GET /'), problem(404, 'The resource does not exist.', noStore))
    t.strictSame(logs.errors().map(({ msg }) => msg), ['No.'])
  }
})

t.test('a dialect that fails at the status is a 500', async (t) => {
  const dialect = defineDialect({ ...plain, status: () => 200 })
  const port = await server({ dialect, maskForbidden: true }, app => app.get('/', async () => { throw conflict() }))
  t.match(await exchange(port, 'GET /'), { status: 500 })
})
