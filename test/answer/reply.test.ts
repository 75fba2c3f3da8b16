import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify'
import t from 'tap'
import conformant, { ApiError, badGateway, conflict, internal, methodNotAllowed, serverOptions, unauthorized, type ConformantOptions } from '../../lib/index.ts'
import { internalError, problem } from '../helpers/answers.ts'
import { exchange, listen } from '../helpers/exchange.ts'
import { captureLogs } from '../helpers/logs.ts'
import { RawClient } from '../helpers/raw.ts'

async function server (handler: (reply: FastifyReply) => unknown, options: ConformantOptions = {}, declare: (app: FastifyInstance) => unknown = () => {}): Promise<number> {
  const app = Fastify()
  await app.register(conformant, options)
  await declare(app)
  app.route({ method: ['GET', 'PUT', 'DELETE'], url: '/', handler: (_request, reply) => handler(reply) })
  return await listen(t, app)
}

t.test('the status that an application has chosen for an error of no kind', async (t) => {
  const refused = Object.assign(new Error('secret'), { code: 'ECONNREFUSED', syscall: 'connect' })
  const cases: Array<[status: number, thrown: () => unknown, expected: unknown]> = [
    [400, () => new Error('secret'), problem(400, 'The request cannot be understood.')],
    [404, () => new Error('secret'), problem(404, 'The resource does not exist.')],
    [599, () => new Error('secret'), { status: 599 }],
    [399, () => new Error('secret'), internalError],
    [600, () => new Error('secret'), internalError],
    [201, () => new Error('secret'), internalError],
    [500, () => new Error('secret'), internalError],
    [404, () => conflict('Busy.'), problem(409, 'Busy.')],
    [404, () => internal(), problem(404, 'The resource does not exist.')],
    [503, () => refused, problem(503, 'The server is temporarily unable to answer.')],
    [404, () => new DOMException('secret', 'TimeoutError'), problem(404, 'The resource does not exist.')],
    [500, () => refused, problem(502, 'An upstream server gave an invalid answer.')],
    [200, () => refused, problem(502, 'An upstream server gave an invalid answer.')],
    [503, () => badGateway('Later.'), problem(502, 'Later.')]
  ]
  for (const [status, thrown, expected] of cases) {
    const port = await server(reply => reply.code(status).send(thrown()))
    t.match(await exchange(port, 'GET /'), expected as object, `${status}`)
  }
})

t.test('what was chosen keeps its cause for the log, once', async (t) => {
  const logs = captureLogs()
  const app = Fastify({ logger: logs.logger })
  await app.register(conformant)
  app.get('/', (_request, reply) => reply.code(404).send(new Error('why')))
  const port = await listen(t, app)
  t.equal((await exchange(port, 'GET /')).status, 404)
  t.strictSame(logs.errors().map(({ level, err }) => [level, (err as Error).message]), [[30, 'why']])
})

t.test('a getter that throws is not asked again', async (t) => {
  let asked = 0
  class Hostile extends ApiError {
    override get status (): never {
      asked++
      throw new Error('broken')
    }
  }
  const hostile = new Hostile('conflict')
  const port = await server(() => { throw hostile })
  t.strictSame(await exchange(port, 'GET /'), internalError)
  t.equal(asked, 1)
})

t.test('Vary is joined with what hooks have put there', async (t) => {
  const refused = { accept: 'text/csv' } as const
  const text = { headers: { accept: 'application/json' } }
  const alone = await server(() => ({}), refused)
  t.equal((await exchange(alone, text)).headers.vary, 'Accept')
  const joined = await server(() => { throw conflict({ headers: { vary: 'Accept' } }) }, {}, app => app.addHook('onRequest', async (_request, reply) => { reply.header('vary', 'Origin') }))
  t.equal((await exchange(joined, 'GET /')).headers.vary, 'Origin, Accept')
  const kept = await server(() => { throw conflict() }, {}, app => app.addHook('onRequest', async (_request, reply) => { reply.header('vary', 'Origin') }))
  t.equal((await exchange(kept, 'GET /')).headers.vary, 'Origin')
})

t.test('what described another answer goes, what is of this one stays', async (t) => {
  const port = await server(reply => {
    reply.headers({ etag: '"1"', 'content-language': 'en', 'x-own': 'a', 'retry-after': 'soon' })
    throw conflict('Busy.')
  })
  t.strictSame(await exchange(port, 'GET /'), problem(409, 'Busy.', { 'x-own': 'a' }))
})

t.test('an error\'s own Retry-After stands in place of another', async (t) => {
  const port = await server(reply => {
    reply.header('retry-after', '9')
    throw conflict('Busy.', { retryAfter: 3 })
  })
  t.equal((await exchange(port, 'GET /')).headers['retry-after'], '3')
  const left = await server(reply => {
    reply.header('retry-after', '8.5')
    throw conflict('Busy.')
  })
  t.equal((await exchange(left, 'GET /')).headers['retry-after'], '9')
})

t.test('challenges: those of the reply win over the default', async (t) => {
  const challengeOf = async (before: string | undefined, error: ApiError, options?: ConformantOptions): Promise<unknown> => {
    const port = await server(reply => {
      if (before !== undefined) reply.header('www-authenticate', before)
      throw error
    }, options)
    return (await exchange(port, 'GET /')).headers['www-authenticate']
  }
  const plain = new ApiError('unauthorized')
  t.equal(await challengeOf('Digest realm="a"', plain), 'Digest realm="a"')
  t.strictSame(await challengeOf('Digest realm="a"', unauthorized({ error: 'invalid_token' })), ['Digest realm="a"', 'Bearer error="invalid_token"'])
  t.equal(await challengeOf('Digest realm="a"', conflict()), 'Digest realm="a"', 'no 401, and none of its own')
  t.equal(await challengeOf('Basic', plain, { realm: 'shop' }), 'Basic realm="shop"')
})

t.test('a 405 that a handler throws says which methods are left', async (t) => {
  const refusing = (error: () => ApiError, allow?: string): Promise<number> => server(reply => {
    if (allow !== undefined) reply.header('allow', allow)
    throw error()
  })
  const plain = await refusing(() => new ApiError('method_not_allowed'))
  const allowOf = async (port: number, method: string): Promise<unknown> => (await exchange(port, { method })).headers.allow
  t.equal(await allowOf(plain, 'GET'), 'PUT, DELETE')
  t.equal(await allowOf(plain, 'HEAD'), 'GET, PUT, DELETE')
  t.equal(await allowOf(plain, 'PUT'), 'GET, HEAD, DELETE')
  t.equal(await allowOf(await refusing(() => methodNotAllowed(['PATCH'])), 'GET'), 'PATCH', 'its own')
  t.equal(await allowOf(await refusing(() => new ApiError('method_not_allowed'), 'TRACE'), 'GET'), 'TRACE', 'the reply\'s')
  const conflicting = await refusing(() => conflict())
  t.equal(await allowOf(conflicting, 'GET'), undefined, 'another error')
})

t.test('the phrase is that of the status, whatever stood there', async (t) => {
  const port = await server(reply => {
    reply.raw.statusMessage = 'Fine'
    throw conflict()
  })
  const client = await RawClient.connect(port)
  client.send('GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n')
  t.match(await client.rest(), /^HTTP\/1\.1 409 Conflict\r\n/)
})

t.test('a refusal of a gate goes through the hooks, once', async (t) => {
  const sent: unknown[] = []
  const port = await server(() => ({}), { accept: 'text/csv' }, app => app.addHook('onSend', async (_request, reply, payload) => { sent.push([reply.statusCode, typeof payload]) }))
  const answer = await exchange(port, { headers: { accept: 'application/json' } })
  t.equal(answer.status, 406)
  t.equal(answer.headers['content-type'], 'application/problem+json')
  t.strictSame(sent, [[406, 'string']])
})

t.test('where the plugin is not registered nobody knows other methods', async (t) => {
  const app = Fastify(serverOptions({ frameworkErrors: () => { throw new ApiError('method_not_allowed') } }))
  const { status, headers } = await exchange(await listen(t, app), 'GET /%zz')
  t.equal(status, 405)
  t.equal(headers['allow'], undefined)
})
