import { Readable } from 'node:stream'
import sensible from '@fastify/sensible'
import Fastify, { errorCodes, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import createError from 'http-errors'
import t from 'tap'
import conformant, { ApiError, badRequest, conflict, internal, serviceUnavailable, unauthorized } from '../../lib/index.ts'
import { internalError, noStore, problem, success } from '../helpers/answers.ts'
import { exchange, listen } from '../helpers/exchange.ts'
import { captureLogs, type LogRecord } from '../helpers/logs.ts'
import type { Answer } from '../helpers/raw.ts'

const secretly = (members: object = {}): Error => Object.assign(new Error('secret', { cause: new Error('secret') }), members)
const circular = Object.assign(new Error('secret'), { self: null as unknown })
circular.self = circular

/** What is thrown, and what the client sees of it. */
const cases: Array<[name: string, thrown: () => unknown, told: Answer]> = [
  ['a string', () => 'secret', internalError],
  ['an empty string', () => '', internalError],
  ['null', () => null, internalError],
  ['undefined', () => undefined, internalError],
  ['a number', () => 404, internalError],
  ['zero', () => 0, internalError],
  ['false', () => false, internalError],
  ['a big number', () => 1n, internalError],
  ['a symbol', () => Symbol('secret'), internalError],
  ['a function', () => () => 'secret', internalError],
  ['a list', () => ['secret'], internalError],
  ['an object', () => ({ message: 'secret' }), internalError],
  ['an object without prototype', () => Object.assign(Object.create(null), { message: 'secret' }), internalError],
  ['an object with a status', () => ({ statusCode: 409, message: 'Taken.' }), problem(409, 'Taken.')],
  ['a Buffer', () => Buffer.from('secret'), internalError],
  ['a stream', () => Readable.from(['secret']), internalError],
  ['a Response', () => new Response('secret', { status: 404 }), problem(404, 'The resource does not exist.', noStore)],
  ['a Date', () => new Date(0), internalError],
  ['an Error', () => secretly(), internalError],
  ['an Error that contains itself', () => circular, internalError],
  ['an Error with an accessor that throws', () => Object.defineProperty(secretly(), 'statusCode', { get () { throw new Error('secret') } }), internalError],
  ['a revoked proxy', () => {
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    return proxy
  }, internalError],
  ['statusCode 200', () => secretly({ statusCode: 200 }), internalError],
  ['statusCode 99', () => secretly({ statusCode: 99 }), internalError],
  ['statusCode 1000', () => secretly({ statusCode: 1000 }), internalError],
  ["statusCode '404'", () => secretly({ statusCode: '404' }), internalError],
  ['statusCode NaN', () => secretly({ statusCode: NaN }), internalError],
  ['statusCode 500', () => secretly({ statusCode: 500 }), internalError],
  ['statusCode 503', () => secretly({ statusCode: 503, headers: { 'retry-after': '5' } }), problem(503, 'The server is temporarily unable to answer.', { 'retry-after': '5' })],
  ['statusCode 404', () => Object.assign(new Error('No such thing.'), { statusCode: 404 }), problem(404, 'No such thing.', noStore)],
  ['status 404, not for showing', () => secretly({ status: 404, expose: false }), problem(404, 'The resource does not exist.', noStore)],
  ['bad headers', () => Object.assign(new Error('Taken.'), {
    statusCode: 409,
    headers: { 'X-Good': 1, 'bad name': 'secret', 'X-Bad': 'secret\r\nx: y', 'Content-Length': '0', 'Transfer-Encoding': 'chunked', 'X-Null': null, 'Set-Cookie': ['a=1', 'b=2'] }
  }), problem(409, 'Taken.', { 'x-good': '1', 'set-cookie': ['a=1', 'b=2'] })],
  ['headers of an unexpected error', () => secretly({ headers: { 'x-secret': 'secret' } }), internalError],
  ['headers that are none', () => Object.assign(new Error('Taken.'), { statusCode: 409, headers: 'secret' }), problem(409, 'Taken.')],
  ['an AggregateError', () => new AggregateError([secretly(), badRequest('secret')], 'secret'), internalError],
  ['an AggregateError of one kind', () => new AggregateError([badRequest('Not so.'), badRequest('secret')], 'secret'), problem(400, 'Not so.')],
  ['http-errors 404', () => createError(404, 'No such thing.'), problem(404, 'No such thing.', noStore)],
  ['http-errors 401', () => createError(401), problem(401, 'Authentication is required.', { 'www-authenticate': 'Bearer realm="api"' })],
  ['http-errors 401 with a challenge', () => createError(401, { headers: { 'WWW-Authenticate': 'Basic' } }), problem(401, 'Authentication is required.', { 'www-authenticate': 'Basic realm="api"' })],
  ['http-errors 418', () => createError(418, 'Tea.'), problem(418, 'Tea.')],
  ['http-errors 502', () => createError(502, 'secret'), problem(502, 'An upstream server gave an invalid answer.')],
  ['a FastifyError of a client', () => new errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE(), problem(415, 'The Content-Type header is missing. Supported: application/json.')],
  ['a FastifyError of the server', () => new errorCodes.FST_ERR_REP_INVALID_PAYLOAD_TYPE('secret'), internalError],
  ['an ApiError', () => conflict('Taken.', { headers: { 'x-a': 'b' } }), problem(409, 'Taken.', { 'x-a': 'b' })],
  ['an ApiError of the server', () => internal('secret', { cause: secretly() }), internalError],
  ['an ApiError with retryAfter', () => serviceUnavailable({ retryAfter: 1.5 }), problem(503, 'The server is temporarily unable to answer.', { 'retry-after': '2' })],
  ['an ApiError 401', () => new ApiError('unauthorized'), problem(401, 'Authentication is required.', { 'www-authenticate': 'Bearer realm="api"' })],
  ['an ApiError 401 with a challenge', () => unauthorized('No.', { challenge: 'Digest realm="a"' }), problem(401, 'No.', { 'www-authenticate': 'Digest realm="a"' })],
  ['an upstream that does not answer', () => Object.assign(new TypeError('fetch failed'), { cause: { code: 'UND_ERR_CONNECT_TIMEOUT', secret: true } }), problem(504, 'An upstream server did not answer in time.')]
]

const ways: Record<string, (app: FastifyInstance, path: string, thrown: () => unknown) => unknown> = {
  'from an async handler': (app, path, thrown) => app.get(path, async () => { throw thrown() }),
  'from a handler': (app, path, thrown) => app.get(path, () => { throw thrown() }),
  'as a rejection': (app, path, thrown) => app.get(path, async () => await Promise.reject(thrown())),
  'in a child': (app, path, thrown) => app.register(async child => { child.get(path, async () => { throw thrown() }) })
}

for (const [way, declare] of Object.entries(ways)) {
  t.test(`thrown ${way}`, async (t) => {
    const { logger, records, errors } = captureLogs()
    const app = Fastify({ logger })
    await app.register(conformant)
    for (const [index, [, thrown]] of cases.entries()) declare(app, `/${index}`, thrown)
    const port = await listen(t, app)
    for (const [index, [name, , told]] of cases.entries()) {
      records.length = 0
      const answer = await exchange(port, { path: `/${index}` })
      t.strictSame(answer, told, name)
      t.notMatch(JSON.stringify(answer), 'secret', `${name}: nothing of the inside`)
      t.strictSame(errors().filter(({ msg }) => msg !== 'an error mapper failed').map(brief), [{ level: answer.status < 500 ? 30 : 50, reqId: `req-${(index + 1).toString(36)}` }], `${name}: logged once`)
    }
  })
}

const brief = ({ level, reqId }: LogRecord): object => ({ level, reqId })

t.test('errors of @fastify/sensible', async (t) => {
  const app = Fastify()
  await app.register(conformant)
  await app.register(sensible)
  app.get('/404', async () => { throw app.httpErrors.notFound('No such thing.') })
  app.get('/401', async (_request, reply) => reply.unauthorized())
  app.get('/500', async (_request, reply) => reply.internalServerError('secret'))
  app.get('/assert', async () => app.assert(false, 409, 'Taken.'))
  app.get('/405', async (_request, reply) => reply.methodNotAllowed())
  app.post('/405', async (_request, reply) => reply.methodNotAllowed('Not now.'))
  const port = await listen(t, app)
  t.strictSame(await exchange(port, 'GET /404'), problem(404, 'No such thing.', noStore))
  t.strictSame(await exchange(port, 'GET /401'), problem(401, 'Authentication is required.', { 'www-authenticate': 'Bearer realm="api"' }))
  t.strictSame(await exchange(port, 'GET /500'), internalError)
  t.strictSame(await exchange(port, 'GET /assert'), problem(409, 'Taken.'))
  t.strictSame(await exchange(port, 'GET /405'), problem(405, 'The method is not supported at this URL.', { ...noStore, allow: 'POST' }), 'with Allow, as every 405')
  t.strictSame(await exchange(port, 'POST /405'), problem(405, 'Not now.', { ...noStore, allow: 'GET, HEAD' }))
})

t.test('reply.send of an error; the status that the application chose stays, its message does not', async (t) => {
  const { logger, errors } = captureLogs()
  const app = Fastify({ logger })
  await app.register(conformant)
  const sent: Record<string, (reply: FastifyReply) => FastifyReply> = {
    '/error': (reply) => reply.send(secretly()),
    '/404': (reply) => reply.code(404).send(secretly()),
    '/401': (reply) => reply.code(401).send(secretly()),
    '/405': (reply) => reply.code(405).send(secretly()),
    '/418': (reply) => reply.code(418).send(secretly()),
    '/503': (reply) => reply.code(503).send(secretly()),
    '/599': (reply) => reply.code(599).send(secretly()),
    '/200': (reply) => reply.code(200).send(secretly()),
    '/302': (reply) => reply.code(302).send(secretly()),
    '/500': (reply) => reply.code(500).send(secretly()),
    '/both': (reply) => reply.code(404).send(conflict('Taken.')),
    '/internal': (reply) => reply.code(409).send(internal('secret')),
    '/stream': (reply) => reply.send(new Readable({ read () { this.destroy(secretly()) } })),
    '/deliberate': (reply) => reply.code(404).send({ own: true })
  }
  for (const [path, send] of Object.entries(sent)) app.get(path, (_request: FastifyRequest, reply) => { send(reply) })
  const port = await listen(t, app)
  const told: Record<string, Answer> = {
    '/error': internalError,
    '/404': problem(404, 'The resource does not exist.', noStore),
    '/401': problem(401, 'Authentication is required.', { 'www-authenticate': 'Bearer realm="api"' }),
    '/405': problem(405, 'The method is not supported at this URL.', { ...noStore, allow: '' }),
    '/418': problem(418, 'The request cannot be understood.'),
    '/503': problem(503, 'The server is temporarily unable to answer.'),
    '/599': problem(599, undefined),
    '/200': internalError,
    '/302': internalError,
    '/500': internalError,
    '/both': problem(409, 'Taken.'),
    '/internal': problem(409, 'The request conflicts with the current state of the resource.'),
    '/stream': internalError,
    '/deliberate': success(404, { own: true })
  }
  for (const [path, answer] of Object.entries(told)) t.strictSame(await exchange(port, { path }), answer, path)
  t.equal(errors().length, Object.keys(told).length - 1)
  t.match(errors().at(-2), { level: 30, err: { message: 'secret', stack: String } }, 'the log has the error itself, at the level of the status that was chosen')
})
