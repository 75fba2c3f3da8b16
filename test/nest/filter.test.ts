// As NestJS calls it, without NestJS: test/suites/nest has the real one.
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import t, { type Test } from 'tap'
import conformant, { ApiError, conflict, problem, type ConformantOptions } from '../../lib/index.ts'
import { deferred } from '../helpers/deferred.ts'
import { listen } from '../helpers/exchange.ts'
import { RawClient } from '../helpers/raw.ts'
import { ConformantFilter, validationFailed, type Adapter } from '../../lib/entries/nest.ts'

class HttpException extends Error {
  readonly response: unknown
  readonly status: number
  constructor (response: unknown, status: number, { name = 'HttpException', message, cause }: { name?: string, message?: string, cause?: unknown } = {}) {
    super(message ?? (typeof response === 'string' ? response : 'Http Exception'), { cause })
    this.name = name
    this.response = response
    this.status = status
  }

  getStatus (): number { return this.status }
  getResponse (): unknown { return this.response }
}

const exception = (...args: ConstructorParameters<typeof HttpException>): HttpException => new HttpException(...args)
/** As Nest's own classes write it around what they are given. */
const around = (message: string, status: number, error?: string): ConstructorParameters<typeof HttpException> =>
  [{ message, ...error === undefined ? {} : { error }, statusCode: status }, status, { message }]

const hostOf = (request: FastifyRequest, reply: FastifyReply, type = 'http'): { getType (): string, getArgs (): unknown[] } => ({ getType: () => type, getArgs: () => [request, reply] })

async function appWith (t: Test, filter: ConformantFilter, thrown: unknown, options: ConformantOptions = {}): Promise<FastifyInstance> {
  const app = Fastify()
  t.teardown(async () => app.close())
  await app.register(conformant, { dialect: problem(), unknownUrl: false, ...options })
  app.all('/:id', (request, reply) => { filter.catch(thrown, hostOf(request, reply)) })
  return app
}

const about = (status: number, title: string, rest: object = {}): object => ({ type: 'about:blank', title, status, ...rest })

t.test('what is thrown leaves in the dialect', async (t) => {
  const cases: ReadonlyArray<readonly [name: string, thrown: unknown, body: object]> = [
    ['own words', exception(...around('No such cat.', 404, 'Not Found')), about(404, 'Not Found', { detail: 'No such cat.' })],
    ['a text', exception('No such cat.', 404), about(404, 'Not Found', { detail: 'No such cat.' })],
    ['the words of the status', exception(...around('Not Found', 404)), about(404, 'Not Found', { detail: 'The resource does not exist.' })],
    ['the name of the class', exception(...around('Misdirected', 421)), about(421, 'Misdirected Request', { detail: 'Misdirected' })],
    ['the name of its own class', exception({ statusCode: 421 }, 421, { name: 'MisdirectedException', message: 'Misdirected' }), about(421, 'Misdirected Request', { detail: 'This server does not answer for that host.' })],
    ['a whole name', exception({}, 410, { name: 'CatGoneException', message: 'Cat Gone Exception' }), about(410, 'Gone', { detail: 'The resource has been removed.' })],
    ["the guards' words", exception(...around('Forbidden resource', 403, 'Forbidden')), about(403, 'Forbidden', { detail: 'Access is forbidden.' })],
    ["a limiter's words", exception('ThrottlerException: Too Many Requests', 429), about(429, 'Too Many Requests', { detail: 'Too many requests.' })],
    ['an error as its response', exception(new Error('inside'), 401, { message: 'inside' }), about(401, 'Unauthorized', { detail: 'Authentication is required.' })],
    ['a status without a phrase', exception({ id: 7 }, 499, { name: 'OwnException', message: 'Own Exception' }), about(499, 'Bad Request', { detail: 'The request cannot be understood.', id: 7 })],
    ['members of its own', exception({ message: 'No.', error: 'E7', id: 7 }, 409, { message: 'No.' }), about(409, 'Conflict', { detail: 'No.', error: 'E7', id: 7 })],
    ['members beside those of Nest', exception({ message: 'No.', error: 'Conflict', statusCode: 409, errorCode: 'E7' }, 409, { message: 'No.' }), about(409, 'Conflict', { detail: 'No.', errorCode: 'E7' })],
    ['a server error', exception({ message: 'db', host: '10.0.0.3' }, 503, { message: 'db' }), about(503, 'Service Unavailable', { detail: 'The server is temporarily unable to answer.' })],
    ['several sentences of another status', exception({ message: ['One.', 'Two.'], error: 'Conflict', statusCode: 409 }, 409), about(409, 'Conflict', { detail: 'One., Two.' })],
    ['what is said in a form of its own', exception({ message: { code: 'E7' }, statusCode: 400 }, 400), about(400, 'Bad Request', { detail: 'The request cannot be understood.', message: { code: 'E7' } })],
    ['a list in a form of its own', exception({ message: [{ field: 'a' }], statusCode: 422 }, 422), about(422, 'Unprocessable Content', { detail: 'The request cannot be processed.', message: [{ field: 'a' }] })],
    ['no message', exception({ message: null, statusCode: 400 }, 400), about(400, 'Bad Request', { detail: 'The request cannot be understood.', message: null })],
    ['sentences of a server error', exception({ message: ['db'] }, 500), about(500, 'Internal Server Error')],
    ['an error', new Error('inside'), about(500, 'Internal Server Error')],
    ['a text that is thrown', 'inside', about(500, 'Internal Server Error')],
    ['nothing', undefined, about(500, 'Internal Server Error')],
    ['an ApiError', conflict('There is one.'), about(409, 'Conflict', { detail: 'There is one.' })],
    ["Fastify's, of which Nest has made its own", exception('Request body is too large', 413, { cause: Object.assign(new Error('Request body is too large'), { name: 'FastifyError', statusCode: 413, code: 'FST_ERR_CTP_BODY_TOO_LARGE' }) }), about(413, 'Content Too Large', { detail: 'The request body is larger than 1048576 bytes.' })],
    ['one that has Fastify\'s as its cause', exception('Too much.', 413, { cause: Object.assign(new Error('Request body is too large'), { name: 'FastifyError', statusCode: 413, code: 'FST_ERR_CTP_BODY_TOO_LARGE' }) }), about(413, 'Content Too Large', { detail: 'Too much.' })],
    ['words like those of an unknown URL', exception('Cannot GET /7', 404), about(404, 'Not Found', { detail: 'Cannot GET /7' })]
  ]
  for (const [name, thrown, body] of cases) {
    const app = await appWith(t, new ConformantFilter(), thrown)
    const response = await app.inject('/7')
    t.strictSame([response.statusCode, response.json()], [(body as { status: number }).status, body], name)
  }
})

t.test('findings are of the part where they are', async (t) => {
  const of = (property: string): Error => validationFailed([{ property, value: 1, constraints: { any: `${property} must be a string` } }])
  const cases: ReadonlyArray<readonly [name: string, thrown: () => unknown, method: 'GET' | 'POST' | 'DELETE', payload: object | undefined, error: object]> = [
    ['a body', () => of('a'), 'POST', { a: 1 }, { pointer: '#/a' }],
    ['a body that is not there', () => of('a'), 'POST', undefined, { pointer: '#/a' }],
    ['a query', () => of('a'), 'GET', undefined, { parameter: 'a' }],
    ['a parameter', () => of('id'), 'POST', { a: 1 }, { parameter: 'id' }],
    ['a body with the name of a parameter', () => of('id'), 'DELETE', { id: 1 }, { pointer: '#/id' }],
    ['one that says it', () => Object.assign(of('a'), { validationContext: 'querystring' }), 'POST', { a: 1 }, { parameter: 'a' }],
    ['sentences', () => exception({ message: ['a must be a string'], statusCode: 400 }, 400), 'POST', { a: 1 }, { pointer: '#/a' }],
    ['sentences by their place', () => exception({ message: { a: ['a must be a string'] }, statusCode: 400 }, 400), 'POST', { a: 1 }, { pointer: '#/a' }]
  ]
  for (const [name, thrown, method, payload, error] of cases) {
    const app = await appWith(t, new ConformantFilter(), thrown())
    const response = await app.inject({ method, url: '/7', ...payload === undefined ? {} : { payload } })
    t.strictSame([response.statusCode, response.json().errors], [422, [{ detail: 'must be of type string', ...error }]], name)
  }
  const app = await appWith(t, new ConformantFilter(), validationFailed([]))
  t.match((await app.inject({ method: 'POST', url: '/7', payload: {} })).json(), { status: 422 }, 'none')
})

t.test("the application's own mappers are asked first", async (t) => {
  const mappers: ConformantOptions['mappers'] = [error => (error as Error).message === 'No such cat.' ? new ApiError('gone') : undefined]
  const app = await appWith(t, new ConformantFilter(), exception('No such cat.', 404), { mappers })
  t.equal((await app.inject('/7')).statusCode, 410)
  t.equal((await app.inject('/8')).statusCode, 410)
})

t.test('what is no error is sent as Nest sends it', async (t) => {
  const object = await appWith(t, new ConformantFilter(), exception({ ready: false }, 202))
  const { statusCode, body } = await object.inject('/7')
  t.strictSame([statusCode, body], [202, '{"ready":false}'])
  const text = await appWith(t, new ConformantFilter(), exception('soon', 202))
  t.strictSame((await text.inject('/7')).json(), { statusCode: 202, message: 'soon' })
})

t.test('what clients are not told is told the logger', async (t) => {
  const logged: unknown[] = []
  const filter = new ConformantFilter(undefined, { error: error => logged.push(error) })
  for (const thrown of [new Error('inside'), exception('db', 503), exception('No.', 404)]) await (await appWith(t, filter, thrown)).inject('/7')
  t.match(logged, [{ message: 'inside' }, { message: 'db' }])
  t.equal(logged.length, 2)
})

t.test('an answer that has begun is ended, and what was thrown is told the logger', async (t) => {
  const logged: unknown[] = []
  const filter = new ConformantFilter(undefined, { error: error => logged.push(error) })
  const app = await appWith(t, filter, undefined)
  app.get('/begun', (request, reply) => {
    reply.raw.writeHead(200).write('begun')
    filter.catch(new Error('late'), hostOf(request, reply))
  })
  app.get('/sent', (request, reply) => {
    reply.hijack().raw.end('sent')
    filter.catch(exception('late', 400), hostOf(request, reply))
  })
  t.equal((await app.inject('/begun')).body, 'begun')
  t.equal((await app.inject('/sent')).body, 'sent')
  t.match(logged, [{ message: 'late' }, { message: 'late' }])
})

t.test('a body that has broken off is the client\'s doing, whichever logger there is', async (t) => {
  const logged: unknown[] = []
  const filter = new ConformantFilter(undefined, { error: error => logged.push(error) })
  const app = await appWith(t, filter, undefined)
  const asked = deferred<unknown>()
  await app.register(async (scope) => {
    scope.setErrorHandler((error, request, reply) => {
      filter.catch(error, hostOf(request, reply))
      asked.resolve(error)
    })
    scope.post('/a/b', async () => '')
  })
  const client = await RawClient.connect(await listen(t, app))
  client.send('POST /a/b HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n')
  t.match(await client.answer(), { status: 400 })
  t.match(await asked.promise, { message: 'aborted' })
  t.strictSame(logged, [])
})

t.test('middleware hands it on to the error handler, whatever it is', (t) => {
  const given: unknown[] = []
  const thrown = exception('No.', 403)
  for (const one of [thrown, undefined]) new ConformantFilter().catch(one, { getType: () => 'http', getArgs: () => [{}, {}, (error: unknown) => given.push(error)] })
  t.equal(given[0], thrown)
  t.match(given[1], { kind: 'internal' })
  t.end()
})

t.test('what is no HTTP is left alone', (t) => {
  t.equal(new ConformantFilter().catch(new Error('a'), { getType: () => 'graphql', getArgs: () => t.fail('it is not asked') }), undefined)
  t.end()
})

t.test('what no route takes, as Nest says it', async (t) => {
  const filter = new ConformantFilter()
  const app = await appWith(t, filter, undefined, {})
  app.get('/a/b', async () => '')
  app.post('/a/b', async () => '')
  app.delete('/a/c', async () => '')
  app.setNotFoundHandler((request, reply) => { filter.catch(exception(`Cannot ${request.method} ${request.url}`, 404), hostOf(request, reply)) })
  const cases: ReadonlyArray<readonly ['GET' | 'PUT', string, number, string | undefined]> = [['GET', '/a/x/y', 404, undefined], ['PUT', '/a/b?c=1', 405, 'GET, HEAD, POST'], ['PUT', '/a/c', 405, 'DELETE']]
  for (const [method, url, status, allow] of cases) {
    const response = await app.inject({ method, url })
    t.strictSame([response.statusCode, response.headers.allow], [status, allow], `${method} ${url}`)
    t.notMatch(response.json().detail, 'Cannot')
  }
})

t.test("Fastify's errors keep what they are where Nest leaves only their words", async (t) => {
  const app = Fastify({ bodyLimit: 10 })
  t.teardown(async () => app.close())
  await app.register(conformant, { dialect: problem(), json: false, payload: false })
  const calls: unknown[] = []
  const adapter: Adapter = {
    getInstance: () => app,
    setErrorHandler (handler, prefix) {
      calls.push(prefix)
      app.register(async (scope) => {
        scope.setErrorHandler(handler)
        scope.post('/', async () => '')
        scope.get('/', async () => { throw conflict('There is one.') })
      })
      return 'set'
    }
  }
  const filter = new ConformantFilter(adapter)
  const said = adapter.setErrorHandler?.((error: { message: string, statusCode: number, name: string }, request: FastifyRequest, reply: FastifyReply) => {
    // As Nest 11 does it.
    filter.catch(error.name === 'FastifyError' ? exception(error.message, error.statusCode) : error, hostOf(request, reply))
  }, 'api')
  t.strictSame([said, calls], ['set', ['api']])
  const response = await app.inject({ method: 'POST', url: '/', headers: { 'content-type': 'application/json' }, payload: '{"a":"0123456789"}' })
  t.strictSame(response.json(), about(413, 'Content Too Large', { detail: 'The request body is larger than 10 bytes.' }))
  t.match((await app.inject('/')).json(), { detail: 'There is one.' })
})

t.test('the application does not start where the plugin is not there', async (t) => {
  const app = Fastify()
  t.teardown(async () => app.close())
  const adapter: Adapter = { getInstance: () => app, setErrorHandler: () => t.fail('it is not set') }
  t.ok(new ConformantFilter(adapter))
  t.throws(() => adapter.setErrorHandler?.(() => {}), { message: 'fastify-conformant/nest: write `await app.register(conformant, …)` before the application starts.' })
  t.doesNotThrow(() => new ConformantFilter({ getInstance: () => app }), 'one that has no error handler')
})
