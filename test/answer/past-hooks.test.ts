// The last answer to something that was thrown, where hooks fail on it too, or take it over.
import { Http2ServerResponse } from 'node:http2'
import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify'
import t from 'tap'
import conformant, { akeneo, conflict, unauthorized } from '../../lib/index.ts'
import { standardPlace } from '../../lib/answer/standard.ts'
import { sendLast } from '../../lib/answer/past-hooks.ts'
import type { Rendered } from '../../lib/answer/render.ts'
import { json } from '../helpers/answers.ts'
import { exchange, listen } from '../helpers/exchange.ts'
import { ask, open } from '../helpers/http2.ts'
import { captureLogs } from '../helpers/logs.ts'

const taken = json(409, { code: 409, message: 'taken' })
const unasked = json(401, { code: 401, message: 'Authentication is required' }, { 'www-authenticate': 'Bearer realm="api"' })
const internal = json(500, { code: 500, message: 'Internal Server Error' })

async function server (own: object, declare: (app: FastifyInstance) => unknown): Promise<FastifyInstance> {
  const app = Fastify(own) as unknown as FastifyInstance
  await app.register(conformant, { dialect: akeneo() })
  await declare(app)
  app.get('/', async () => { throw conflict('taken') })
  return app
}

t.test('HTTP/2: a head that was refused below a writeHead of a hook leaves nothing behind, and the answer goes out', async (t) => {
  const app = await server({ http2: true }, app => app.addHook('onSend', (_request, reply, _payload, done) => {
    reply.raw.writeHead = function (this: never, ...all: never[]) { return Reflect.apply(Http2ServerResponse.prototype.writeHead, this, all) } as never
    // RFC 9110 §8.3: there is one, and node:http2 refuses more.
    reply.header('content-type', ['a/b', 'c/d'])
    done()
  }))
  const session = open(t, await listen(t, app))
  for (let time = 0; time < 2; time++) t.strictSame(await ask(session), taken)
})

t.test('a hook that has taken the answer over sends what it likes, and what else is sent is ignored', async (t) => {
  const app = await server({}, app => app.addHook('onSend', (_request, reply) => {
    reply.hijack()
    reply.send({ late: true })
    reply.raw.writeHead(200, { 'content-length': 3 }).end('own')
  }))
  t.strictSame(await exchange(await listen(t, app), 'GET /'), { status: 200, headers: { 'content-length': '3' }, body: 'own' })
})

t.test('what a failing hook has brought along is not in the last answer, however it is written', async (t) => {
  const app = await server({}, app => app.addHook('onSend', async () => { throw Object.assign(new Error('secret'), { headers: { 'X-Brought': '1', 'x-too': '2' } }) }))
  t.strictSame(await exchange(await listen(t, app), 'GET /'), taken)
})

t.test('injected, where no server guards the head: a hook that sets what cannot be sent takes no answer away', async (t) => {
  const hooks: Array<[name: string, set: (reply: FastifyReply) => unknown]> = [
    ['a field', reply => reply.header('x-own', 'a\nb')],
    ['one of several values', reply => reply.header('x-own', ['a', 'b\n'])],
    ['a name', reply => reply.header('x own', 'a')]
  ]
  for (const [name, set] of hooks) {
    for (const path of ['/', '/ok']) {
      const app = await server({}, (app) => {
        app.addHook('onSend', async (_request, reply, payload) => {
          set(reply)
          return payload
        })
        app.get('/ok', async () => ({ ok: true }))
      })
      t.teardown(() => app.close())
      const { statusCode, headers, body } = await app.inject(path)
      t.strictSame([statusCode, headers['content-type'], body], path === '/' ? [409, 'application/json', taken.body] : [500, 'application/json', internal.body], `${name}: ${path}`)
    }
  }
})

t.test('what a hook throws at the answer to an error is answered where it says what it is, as in bare Fastify', async (t) => {
  const unavailable = (): Error => Object.assign(new Error('The circuit is open.'), { statusCode: 503, headers: { 'retry-after': '7' } })
  const choosing = (status: number) => (reply: FastifyReply): Error => {
    reply.code(status)
    return new Error('secret')
  }
  const cases: Array<[name: string, thrown: (reply: FastifyReply) => unknown, answer: object]> = [
    ['a status that it chose before', choosing(503), json(503, { code: 503, message: 'The server is temporarily unable to answer.' })],
    ['one that is no error\'s', choosing(200), unasked],
    ['a status', unavailable, json(503, { code: 503, message: 'The server is temporarily unable to answer.' }, { 'retry-after': '7' })],
    ['an error of ours', () => conflict('taken twice'), json(409, { code: 409, message: 'taken twice' })],
    ['nothing of it', () => new Error('secret'), unasked],
    ['no error', () => 'secret', unasked]
  ]
  for (const [name, thrown, answer] of cases) {
    const { logger, errors } = captureLogs()
    const app = await server({ logger }, (app) => {
      app.addHook('onSend', async (_request, reply) => { throw thrown(reply) })
      app.get('/own', async () => { throw unauthorized() })
    })
    t.strictSame(await exchange(await listen(t, app), 'GET /own'), answer, name)
    if (name !== 'no error') t.equal(errors().length, 2, `${name}: each is logged once`)
  }
})

t.test('an error that a hook sends itself in the place of an answer, with a status of none', async (t) => {
  const app = await server({}, app => app.addHook('onSend', async (_request, reply) => {
    reply.code(200)
    reply.send(new Error('secret'))
  }))
  t.strictSame(await exchange(await listen(t, app), 'GET /'), taken)
})

t.test('a head that nobody can write any more: the connection is cut, and the log says why', async (t) => {
  const { logger, errors } = captureLogs()
  const app = await server({ logger }, app => app.addHook('onSend', async (_request, reply, payload) => {
    reply.raw.writeHead = () => { throw Object.assign(new Error('It has left.'), { code: 'ERR_HTTP_HEADERS_SENT' }) }
    return payload
  }))
  await t.rejects(exchange(await listen(t, app), 'GET /'))
  t.match(errors().at(-1), { level: 50, msg: 'an answer could not be sent', err: { message: 'It has left.' } })
})

t.test('where an answer is on its way already, it leaves past the hooks', async (t) => {
  const rendered = (body: string): Rendered => ({ status: 409, headers: { 'content-type': 'text/plain' }, body, isSound: true })
  const app = Fastify() as unknown as FastifyInstance
  // It never calls back.
  app.addHook('onSend', () => {})
  app.get('/', (_request, reply) => { for (const body of ['first', 'second']) sendLast(rendered(body), standardPlace(), reply, () => undefined) })
  t.strictSame(await exchange(await listen(t, app), 'GET /'), { status: 409, headers: { 'content-type': 'text/plain', 'content-length': '5' }, body: 'first' })
})
