// `reply.code(404); throw new Error('User 7 not found')`: the status stays, and the words are hidden unless the application says that they are for clients.
import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify'
import t, { type Test } from 'tap'
import conformant, { akeneo, badRequest, gitlab, internal, problem as problemDialect, type Dialect } from '../../lib/index.ts'
import { json, noStore, problem } from '../helpers/answers.ts'
import { exchange, listen } from '../helpers/exchange.ts'
import { captureLogs } from '../helpers/logs.ts'
import type { Answer } from '../helpers/raw.ts'

const words = 'User 7 not found'
const plain: unknown = { message: words }
const text: unknown = 'secret'
type Told = readonly [hidden: Answer, exposed: Answer]

const dialects: Array<[dialect: Dialect, told: Told, ofAuth: Told]> = [
  [akeneo(),
    [json(404, { code: 404, message: 'The resource does not exist.' }, noStore), json(404, { code: 404, message: words }, noStore)],
    [json(401, { code: 401, message: 'Authentication is required' }, { 'www-authenticate': 'Bearer realm="api"' }), json(401, { code: 401, message: words }, { 'www-authenticate': 'Bearer realm="api"' })]],
  [gitlab(),
    [json(404, { message: '404 Not Found' }, noStore), json(404, { message: `404 Not Found - ${words}` }, noStore)],
    [json(401, { message: '401 Unauthorized' }, { 'www-authenticate': 'Bearer realm="api"' }), json(401, { message: `401 Unauthorized - ${words}` }, { 'www-authenticate': 'Bearer realm="api"' })]],
  [problemDialect(),
    [problem(404, 'The resource does not exist.', noStore), problem(404, words, noStore)],
    [problem(401, 'Authentication is required.', { 'www-authenticate': 'Bearer realm="api"' }), problem(401, words, { 'www-authenticate': 'Bearer realm="api"' })]]
]

async function server (t: Test, dialect: Dialect, routes: Record<string, (reply: FastifyReply) => unknown>): Promise<{ port: number, messages: () => string[] }> {
  const { logger, errors, records } = captureLogs()
  const app = Fastify({ logger })
  await app.register(conformant, { dialect })
  const declare = (scope: FastifyInstance): void => {
    for (const [path, send] of Object.entries(routes)) {
      scope.get(path, async (_request, reply) => await send(reply))
      scope.get(`${path}/route`, { config: { conformant: { exposeChosen: true } } }, async (_request, reply) => await send(reply))
    }
  }
  declare(app)
  await app.register(async scope => {
    await scope.register(conformant, { exposeChosen: true })
    declare(scope)
    scope.get('/hidden', { config: { conformant: { exposeChosen: false } } }, async (_request, reply) => { reply.code(404); throw new Error(words) })
  }, { prefix: '/scope' })
  return {
    port: await listen(t, app),
    messages: () => {
      const told = errors().map(({ err }) => (err as Error).message)
      records.length = 0
      return told
    }
  }
}

t.test('in each dialect, of plugin, scope and route', async (t) => {
  for (const [dialect, told, ofAuth] of dialects) {
    const { port } = await server(t, dialect, {
      '/thrown': reply => { reply.code(404); throw new Error(words) },
      '/sent': reply => reply.code(404).send(new Error(words)),
      '/plain': reply => { reply.code(404); throw plain },
      '/auth': reply => { reply.code(401); throw new Error(words) }
    })
    for (const [path, [hidden, exposed]] of [['/thrown', told], ['/sent', told], ['/plain', told], ['/auth', ofAuth]] as const) {
      t.strictSame(await exchange(port, { path }), hidden, `${dialect.name}: ${path} hides its words`)
      for (const prefixed of [`${path}/route`, `/scope${path}`]) t.strictSame(await exchange(port, { path: prefixed }), exposed, `${dialect.name}: ${prefixed}`)
    }
    t.strictSame(await exchange(port, 'GET /scope/hidden'), told[0], 'false on a route')
  }
})

t.test('what is shown by nobody', async (t) => {
  const secret = 'secret'
  const cases: Record<string, [send: (reply: FastifyReply) => unknown, told: Answer]> = {
    '/500': [reply => { reply.code(500); throw new Error(secret) }, problem(500)],
    '/503': [reply => { reply.code(503); throw new Error(secret) }, problem(503, 'The server is temporarily unable to answer.')],
    '/none': [() => { throw new Error(secret) }, problem(500)],
    '/200': [reply => { reply.code(200); throw new Error(secret) }, problem(500)],
    '/own-status': [reply => { reply.code(409); throw Object.assign(new Error(secret), { statusCode: 500 }) }, problem(409, 'The request conflicts with the current state of the resource.')],
    '/internal': [reply => { reply.code(409); throw internal(secret) }, problem(409, 'The request conflicts with the current state of the resource.')],
    '/expose': [reply => { reply.code(409); throw Object.assign(new Error(secret), { expose: false }) }, problem(409, 'The request conflicts with the current state of the resource.')],
    '/empty': [reply => { reply.code(409); throw new Error() }, problem(409, 'The request conflicts with the current state of the resource.')],
    '/text': [reply => { reply.code(409); throw text }, problem(409, 'The request conflicts with the current state of the resource.')],
    '/known': [reply => { reply.code(409); throw badRequest('Known.') }, problem(400, 'Known.')]
  }
  const { port } = await server(t, problemDialect(), Object.fromEntries(Object.entries(cases).map(([path, [send]]) => [path, send])))
  for (const [path, [, told]] of Object.entries(cases)) t.strictSame(await exchange(port, { path: `/scope${path}` }), told, path)
})

t.test('the log has one line with them either way', async (t) => {
  const { port, messages } = await server(t, problemDialect(), { '/thrown': reply => { reply.code(404); throw new Error(words) } })
  for (const path of ['/thrown', '/scope/thrown']) {
    await exchange(port, { path })
    t.strictSame(messages(), [words], path)
  }
})
