import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import t from 'tap'
import conformant, { conflict, gitlab } from '../../lib/index.ts'
import { internalError, json, noStore, problem, success } from '../helpers/answers.ts'
import { exchange, listen } from '../helpers/exchange.ts'
import type { Answer } from '../helpers/raw.ts'

/** An error handler as applications write them: answers what it knows, and throws the rest on. */
async function own (error: FastifyError, _request: FastifyRequest, reply: FastifyReply): Promise<object> {
  if (error.message === 'own') return await reply.code(418).send({ own: true })
  if (error.message === 'other') throw conflict('Another one.')
  throw error
}

function declare (scope: FastifyInstance): void {
  scope.get('/:message', async (request) => { throw new Error((request.params as { message: string }).message) })
  scope.get('/refused', async () => { throw conflict('Taken.') })
  scope.post('/refused', { schema: { body: { type: 'string' } } }, async () => null)
}

const handled: Array<[line: string, told: Answer]> = [
  ['GET /own', success(418, { own: true })],
  ['GET /other', problem(409, 'Another one.')],
  ['GET /secret', internalError],
  ['GET /refused', problem(409, 'Taken.')]
]
const unhandled: typeof handled = [
  ['GET /own', internalError],
  ['GET /other', internalError],
  ['GET /secret', internalError],
  ['GET /refused', problem(409, 'Taken.')]
]
const gates: typeof handled = [
  ['GET /a/b', problem(404, 'There is nothing at /a/b.', noStore)],
  ['PUT /refused', problem(405, 'PUT is not supported at /refused. Supported: GET, POST.', { ...noStore, allow: 'GET, HEAD, POST' })]
]

const orders: Record<string, [(app: FastifyInstance) => unknown, typeof handled]> = {
  'before the plugin: it is asked first all the same': [async (app) => {
    app.setErrorHandler(own)
    await app.register(conformant)
    declare(app)
  }, handled],
  'after the plugin: it is asked first, and the plugin for what it throws on': [async (app) => {
    await app.register(conformant)
    app.setErrorHandler(own)
    declare(app)
  }, handled],
  'after the plugin, in a child': [async (app) => {
    await app.register(conformant)
    await app.register(async child => {
      child.setErrorHandler(own)
      declare(child)
    })
  }, handled],
  'before the plugin, in a child with a plugin of its own': [async (app) => {
    app.setErrorHandler(own)
    await app.register(async child => {
      await child.register(conformant)
      declare(child)
    })
  }, unhandled],
  'with a callback, on the route': [async (app) => {
    await app.register(conformant)
    app.addHook('onRoute', (options) => {
      options.errorHandler = (error, _request, reply) => {
        if (error.message === 'own') reply.code(418).send({ own: true })
        else if (error.message === 'other') throw conflict('Another one.')
        else reply.send(error)
      }
    })
    declare(app)
  }, handled]
}

for (const [order, [arrange, told]] of Object.entries(orders)) {
  t.test(`an application's own error handler ${order}`, async (t) => {
    const app = Fastify()
    await arrange(app)
    const port = await listen(t, app)
    for (const [line, answer] of told) t.strictSame(await exchange(port, line), answer, line)
    t.match(await exchange(port, { method: 'POST', path: '/refused', json: 1 }), { status: 422 })
    if (order.includes('in a child with')) return
    for (const [line, answer] of gates) t.strictSame(await exchange(port, line), answer, line)
  })
}

t.test('Fastify\'s promise of one error handler a scope can be kept', async (t) => {
  const app = Fastify({ allowErrorHandlerOverride: false })
  await app.register(conformant)
  await app.register(async child => {
    child.setErrorHandler(own)
    declare(child)
  })
  const port = await listen(t, app)
  for (const [line, answer] of handled) t.strictSame(await exchange(port, line), answer, line)
})

t.test('reply.callNotFound', async (t) => {
  const app = Fastify()
  await app.register(conformant)
  app.get('/call', async (_request, reply) => reply.callNotFound())
  app.register(async scope => {
    await scope.register(conformant, { dialect: gitlab() })
    scope.get('/call', async (_request, reply) => reply.callNotFound())
  }, { prefix: '/gitlab' })
  const port = await listen(t, app)
  t.strictSame(await exchange(port, 'GET /call'), problem(404, 'The resource does not exist.', noStore))
  t.strictSame(await exchange(port, 'GET /gitlab/call'), json(404, { message: '404 Not Found' }, noStore))
})

t.test('with both gates off all unknown is Fastify\'s', async (t) => {
  const app = Fastify()
  await app.register(conformant, { unknownUrl: false, method: false })
  app.get('/a', async () => ({}))
  const port = await listen(t, app)
  for (const line of ['GET /none', 'PUT /a']) {
    const message = `Route ${line.replace(' ', ':')} not found`
    t.strictSame(await exchange(port, line), success(404, { message, error: 'Not Found', statusCode: 404 }), line)
  }
})
