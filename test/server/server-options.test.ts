import { ServerResponse } from 'node:http'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyServerOptions } from 'fastify'
import t, { type Test } from 'tap'
import conformant, { akeneo, conflict, serverOptions, type ConformantOptions } from '../../lib/index.ts'
import { serverLimits } from '../../lib/server/server-options.ts'
import { closing, json, noStore, problem, success } from '../helpers/answers.ts'
import { certificate } from '../fixtures/certificate.ts'
import { exchange, listen, requestOf } from '../helpers/exchange.ts'
import { captureLogs } from '../helpers/logs.ts'
import { RawClient } from '../helpers/raw.ts'
import { until } from '../helpers/until.ts'

const dialect = akeneo()
const said = (code: number, message: string, headers = {}): ReturnType<typeof json> => json(code, { code, message }, headers)
const fault = said(500, 'Internal Server Error')
const badUrl = said(400, 'The URL is not valid.')
const tooLong = said(414, 'The URL is too long.', noStore)

async function server (t: Test, options: object, declare: (app: FastifyInstance) => unknown = () => {}, own: ConformantOptions = {}): Promise<number> {
  const app = Fastify(serverOptions({ dialect, ...options })) as unknown as FastifyInstance
  await app.register(conformant, own)
  app.get('/things/:id', async () => ({}))
  await declare(app)
  return await listen(t, app)
}

t.test('bad values stop the start with an error that names the option', async (t) => {
  const of = 'of serverOptions() must be'
  for (const [given, message] of [
    [{ dialect: 'akeneo' }, `option "dialect" ${of} a dialect: akeneo(), gitlab(), problem() or defineDialect({ … }); got "akeneo"`],
    [{ drain: 5 }, `option "drain" ${of} true, false, or { bytes, seconds }; got 5`],
    [{ drain: { bytes: 0 } }, `option "drain.bytes" ${of} a whole number of bytes from 1; got 0`],
    [{ drain: { bytes: 1.5 } }, `option "drain.bytes" ${of} a whole number of bytes from 1; got 1.5`],
    [{ drain: { seconds: 0 } }, `option "drain.seconds" ${of} a number of seconds above 0, at most 3600; got 0`],
    [{ drain: { seconds: Infinity } }, `option "drain.seconds" ${of} a number of seconds above 0, at most 3600; got Infinity`],
    [{ drain: { megabytes: 1 } }, 'option "drain.megabytes" of serverOptions() does not exist; the options are bytes, seconds'],
    [{ maxConnections: 0 }, `option "maxConnections" ${of} a whole number of connections from 1; got 0`],
    [{ maxConnections: '5' }, `option "maxConnections" ${of} a whole number of connections from 1; got "5"`],
    ...['a\r\nb', 'a\u0000', 'a\u0100'].map(reason => [{ dialect: { ...dialect, reasons: { 404: reason } } },
      `option "dialect.reasons.404" ${of} a reason phrase without control characters, in Latin-1; got ${JSON.stringify(reason)}`] as const),
    [null, 'option "options" of serverOptions() must be an object; got null']
  ] as const) {
    t.throws(() => serverOptions(given as object), new TypeError(`fastify-conformant: ${message}`), JSON.stringify(given))
    if (given === null) continue
    const app = Fastify()
    await t.rejects(async () => { await app.register(conformant, given as object).ready() }, new TypeError(`fastify-conformant: ${message.replace(' of serverOptions()', '')}`), 'the plugin says the same')
    await app.close()
  }
})

t.test('limits hold where the application gives none', async (t) => {
  const { headersTimeout, requestTimeout, connectionsCheckingInterval } = serverLimits
  const none = { http: undefined, https: undefined, http2: undefined }
  const common = { headersTimeout, requestTimeout, connectionsCheckingInterval }
  for (const [title, options, found] of [
    ['nothing given', {}, { requestTimeout, http: common }],
    ['headersTimeout', { http: { headersTimeout: 5 } }, { requestTimeout, http: { ...common, headersTimeout: 5 } }],
    ['requestTimeout', { requestTimeout: 7 }, { requestTimeout: 7, http: { ...common, headersTimeout: 7, requestTimeout: 7 } }],
    ['no requestTimeout', { requestTimeout: 0 }, { requestTimeout: 0, http: { ...common, requestTimeout: 0 } }],
    ['https: true', { https: true }, { requestTimeout, https: common, http: undefined }],
    ['https: null', { https: null }, { requestTimeout, http: common, https: null }],
    ['https', { https: { ...certificate, headersTimeout: 5 } }, { requestTimeout, https: { ...common, ...certificate, headersTimeout: 5 }, http: undefined }],
    ['http2', { http2: true }, { requestTimeout, http2: true, http: common }]
  ] as const) {
    const { requestTimeout, http2, ...given } = serverOptions(options as object) as Record<'requestTimeout' | 'http2' | 'http' | 'https', unknown>
    const [http, https] = (['http', 'https'] as const).map(name => {
      if (typeof given[name] !== 'object' || given[name] === null) return given[name]
      const { ServerResponse: Class, ...limits } = given[name] as { ServerResponse?: { prototype: unknown } }
      t.equal(Class?.prototype instanceof ServerResponse, http2 === undefined, `${title}: HTTP/2 has responses of its own`)
      return limits
    })
    t.strictSame({ requestTimeout, http, https, http2 }, { ...none, ...found }, title)
  }
  const app = Fastify(serverOptions({}))
  const { server } = app
  t.match(server, { headersTimeout, requestTimeout }, 'and Node has them')
  await app.close()
  t.notOk(['dialect', 'drain', 'maxConnections'].some(name => name in serverOptions({ dialect, drain: true, maxConnections: 1 })), "Fastify's options have none of ours")
})

t.test("maxParamLength: ours, the router's, the old name", async (t) => {
  for (const [options, limit] of [[{}, 8000], [{ routerOptions: { maxParamLength: 10 } }, 10], [{ maxParamLength: 20 }, 20]] as const) {
    const port = await server(t, options)
    t.strictSame(await exchange(port, `GET /things/${'a'.repeat(limit)}`), success(200, {}), String(limit))
    t.strictSame(await exchange(port, `GET /things/${'a'.repeat(limit + 1)}`), tooLong, 'and one more')
  }
})

t.test('other options of the router stay', async (t) => {
  const port = await server(t, { routerOptions: { caseSensitive: false, ignoreTrailingSlash: true } })
  t.strictSame(await exchange(port, 'GET /THINGS/1/'), success(200, {}))
})

t.test("the application's logger logs", async (t) => {
  const logs = captureLogs()
  const port = await server(t, { logger: logs.logger })
  t.strictSame(await exchange(port, { headers: { host: 'a b' } }), said(400, 'The Host header is not valid.', closing))
  t.match(logs.errors(), [{ level: 30, msg: 'The Host header is not valid.' }])
})

t.test('a Host that nobody has to send: as Node is told, with serverOptions() and without', async (t) => {
  const hostless = { headers: { host: undefined } }
  const without = async (options: object): Promise<number> => {
    const app = Fastify(options) as unknown as FastifyInstance
    await app.register(conformant, { dialect })
    app.get('/things/:id', async () => ({}))
    return await listen(t, app)
  }
  const missing = said(400, 'The Host header is missing.', closing)
  const cases: Array<[requireHostHeader: boolean, answer: object]> = [[false, success(200, {})], [true, missing]]
  for (const [requireHostHeader, answer] of cases) {
    for (const port of [await server(t, { http: { requireHostHeader } }), await without({ http: { requireHostHeader } })]) {
      t.strictSame(await exchange(port, { ...hostless, path: '/things/1' }), answer, String(requireHostHeader))
      t.strictSame(await exchange(port, { path: '/things/1', headers: { host: 'a b' } }), said(400, 'The Host header is not valid.', closing), 'one that is sent is looked at')
    }
  }
})

t.test("the application's ServerResponse, with maxRequestsPerSocket", async (t) => {
  class Own extends ServerResponse {
    override writeHead (...all: unknown[]): this {
      this.setHeader('x-own', 'a')
      return Reflect.apply(super.writeHead, this, all)
    }
  }
  const port = await server(t, { maxRequestsPerSocket: 1, http: { ServerResponse: Own } }, app => app.get('/', async () => ({})))
  const client = await RawClient.connect(port)
  client.send(Buffer.concat([requestOf({}), requestOf({})]))
  t.strictSame(await client.answer(), success(200, {}, { 'x-own': 'a', ...closing }))
  t.strictSame(await client.answer(), said(503, 'The server is temporarily unable to answer.', { 'x-own': 'a', ...closing }), 'the one too many')
  t.equal(await client.rest(), '')
})

type FrameworkErrors = NonNullable<FastifyServerOptions['frameworkErrors']>

t.test("the application's frameworkErrors is asked first", async (t) => {
  const later = async (): Promise<void> => { await new Promise(resolve => setImmediate(resolve)) }
  for (const [title, frameworkErrors, told] of [
    ['sends', (_error, _request, reply) => { (reply as FastifyReply).code(400).send({ own: true }) }, success(400, { own: true })],
    ['sends later', async (_error, _request, reply) => { await later(); (reply as FastifyReply).code(400).send({ own: true }) }, success(400, { own: true })],
    ['throws', () => { throw new Error('secret') }, fault],
    ['throws an ApiError', () => { throw conflict('Taken.') }, said(409, 'Taken.')],
    ['rejects', async () => { await later(); throw new Error('secret') }, fault],
    ['throws what it was given', (error) => { throw error }, badUrl],
    ['does nothing', () => {}, badUrl],
    ['does nothing, later', async () => { await later() }, badUrl],
    ['sends and throws', (_error, _request, reply) => { (reply as FastifyReply).code(400).send({ own: true }); throw new Error('secret') }, success(400, { own: true })],
    ['sends and rejects', async (_error, _request, reply) => { (reply as FastifyReply).code(400).send({ own: true }); await later(); throw new Error('secret') }, success(400, { own: true })]
  ] as Array<[string, FrameworkErrors, ReturnType<typeof json>]>) {
    const logs = captureLogs()
    const port = await server(t, { frameworkErrors, logger: logs.logger })
    const client = await RawClient.connect(port)
    client.send(Buffer.concat([requestOf({ path: '/%zz' }), requestOf({ path: '/things/1', headers: { connection: 'close' } })]))
    t.strictSame(await client.answer(), told, title)
    t.strictSame(await client.answer(), success(200, {}, closing), 'one answer')
    t.equal(await client.rest(), '')
    const failsLate = title.startsWith('sends and')
    const late = (): unknown[] => logs.errors().filter(({ msg }) => msg === 'frameworkErrors failed behind its answer')
    if (failsLate) await until(() => late().length > 0)
    t.match(late(), failsLate ? [{ level: 50, err: { message: 'secret' } }] : [], 'what fails behind its answer is logged')
    t.equal(late().length, failsLate ? 1 : 0)
  }
})

t.test('rewriteUrl', async (t) => {
  const port = await server(t, {
    rewriteUrl: ({ url = '' }: { url?: string }) => {
      if (url === '/throws') throw new Error('secret')
      return url === '/nothing' ? undefined : url.replace('/old', '/things')
    }
  })
  t.strictSame(await exchange(port, 'GET /old/1'), success(200, {}))
  t.strictSame(await exchange(port, 'GET /old/%zz'), badUrl)
  t.strictSame(await exchange(port, 'GET /throws'), fault)
  t.strictSame(await exchange(port, 'GET /nothing'), fault, 'what is no URL is a fault of the server')
})

t.test('without the plugin bad URLs are answered in the dialect', async (t) => {
  for (const [options, told] of [[{ dialect }, badUrl], [{}, problem(400, 'The URL is not valid.')]] as const) {
    const app = Fastify(serverOptions(options))
    app.get('/things/:id', async () => ({}))
    const port = await listen(t, app)
    t.strictSame(await exchange(port, 'GET /%zz'), told)
    t.strictSame(await exchange(port, 'GET /none'), success(404, { message: 'Route GET:/none not found', error: 'Not Found', statusCode: 404 }), "the rest is Fastify's")
  }
})
