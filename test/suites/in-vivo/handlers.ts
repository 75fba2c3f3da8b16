// Handlers of errors that an application has itself.
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { load, post, type Ask, type Case } from './cases.ts'

/** What the plugins add, which are not there where types are checked. */
type Any = any
const own = (app: unknown): Any => app

const json = 'application/json'

/** Says what it sees of an error. */
const tells = (error: FastifyError, _request: FastifyRequest, reply: FastifyReply) => reply.code(error.statusCode ?? 500).send({
  seen: true,
  name: error.name,
  code: error.code,
  message: error.message,
  context: error.validationContext,
  validation: error.validation?.map(({ keyword, instancePath, schemaPath, message, params }) => ({ keyword, instancePath, schemaPath, message, params }))
})

/** Routes that refuse in each way in which Fastify does. */
function refusing (app: FastifyInstance): void {
  app.post('/x', { bodyLimit: 50, schema: { body: { type: 'object', required: ['n'], properties: { n: { type: 'integer' }, s: { type: 'string', minLength: 2 } } } } }, async ({ body }) => ({ body }))
  app.get('/q', { schema: { querystring: { type: 'object', required: ['p'], properties: { p: { type: 'integer' } } } } }, async () => ({}))
  app.get('/i/:id', { schema: { params: { type: 'object', properties: { id: { type: 'integer' } } } } }, async () => ({}))
  app.get('/thrown', async () => { throw Object.assign(new Error('Taken.'), { statusCode: 409, code: 'TAKEN' }) })
  app.get('/broken', async () => { throw new TypeError('broken') })
}

const refused: readonly Ask[] = [
  post('/x', '{"n":1}', json), ...[
    post('/x', '{}', json), post('/x', '{"a', json), post('/x', '', json), post('/x', 'a', 'text/csv'), post('/x', `{"n":1,"s":"${'x'.repeat(99)}"}`, json), post('/x', '{"__proto__":1}', json),
    { path: '/q' }, { path: '/i/abc' }, { path: '/thrown' }, { path: '/broken' }
  ].map(ask => ({ ...ask, isOwn: true as const }))
]

export const handlers: readonly Case[] = [
  {
    name: 'setErrorHandler of the root, behind the plugin',
    app (app) {
      app.setErrorHandler(tells)
      refusing(app)
    },
    asks: refused
  },
  {
    name: 'setErrorHandler of a scope',
    app (app) {
      app.register(async scope => {
        scope.setErrorHandler(tells)
        refusing(scope)
      })
      app.get('/other', async () => { throw new Error('other') })
    },
    asks: [...refused, { path: '/other' }]
  },
  {
    name: 'setErrorHandler of three scopes, each for what it knows',
    app (app) {
      const forCode = (code: string) => async (error: FastifyError, _request: FastifyRequest, reply: FastifyReply) => {
        if (error.code !== code) throw error
        return reply.code(418).send({ by: code })
      }
      app.register(async one => {
        one.setErrorHandler(forCode('A'))
        one.register(async two => {
          two.setErrorHandler(forCode('B'))
          two.get('/:code', async ({ params }) => { throw Object.assign(new Error('secret'), { code: (params as { code: string }).code }) })
        })
      })
    },
    asks: [{ path: '/A', isOwn: true }, { path: '/B', isOwn: true }, { path: '/C' }]
  },
  {
    name: 'setErrorHandler that throws another error, or sends one',
    app (app) {
      app.setErrorHandler(async (error: FastifyError, request, reply) => {
        if (request.url === '/throws') throw Object.assign(new Error('Not for you.'), { statusCode: 403 })
        if (request.url === '/sends') return reply.code(409).send(error)
        return reply.send(error)
      })
      for (const path of ['/throws', '/sends', '/same']) app.get(path, async () => { throw Object.assign(new Error('Taken.'), { statusCode: 422 }) })
    },
    asks: [{ path: '/throws' }, { path: '/sends' }, { path: '/same' }]
  },
  {
    name: 'handlers of routes',
    app (app) {
      app.post('/x', { errorHandler: tells, schema: { body: { type: 'object', required: ['n'] } } }, async () => { throw new Error('broken') })
      app.post('/y', async () => { throw new Error('broken') })
    },
    asks: [post('/x', '{}', json, { isOwn: true }), post('/x', '{', json, { isOwn: true }), post('/x', '{"n":1}', json, { isOwn: true }), post('/y', '{}', json)]
  },
  {
    name: 'a handler for validation, another format for the rest',
    app (app) {
      app.setErrorHandler((error: FastifyError, _request, reply) => {
        if (error.validation !== undefined) return reply.code(400).send({ success: false, issues: error.validation.map(({ instancePath, message }) => `${instancePath} ${message}`) })
        const status = error.statusCode ?? 500
        return reply.code(status).send({ success: false, message: status >= 500 ? 'Something went wrong' : error.message })
      })
      refusing(app)
    },
    asks: refused
  },
  {
    name: 'schemaErrorFormatter and attachValidation',
    own: { schemaErrorFormatter: (errors, where) => new Error(`${where}: ${errors.map(({ message }) => message).join()}`) },
    app (app) {
      app.setErrorHandler(tells)
      app.post('/formatted', { schema: { body: { type: 'object', required: ['n'] } } }, async () => ({}))
      app.post('/attached', { attachValidation: true, schema: { body: { type: 'object', required: ['n'] } } }, async ({ validationError }) => ({ found: validationError?.validation?.length ?? 0, where: validationError?.validationContext ?? null }))
    },
    asks: [post('/formatted', '{}', json, { isOwn: true }), post('/attached', '{}', json), post('/attached', '{"n":1}', json)]
  },
  {
    name: '@fastify/sensible with a handler of its own',
    async app (app) {
      await app.register(await load('@fastify/sensible'))
      app.setErrorHandler(tells)
      app.get('/404', async () => { throw own(app).httpErrors.notFound('No such item.') })
      app.get('/402', async (_request, reply) => own(reply).paymentRequired())
      app.get('/assert', async () => own(app).assert(false, 409, 'Taken.'))
    },
    asks: ['/404', '/402', '/assert'].map(path => ({ path, isOwn: true as const }))
  },
  {
    name: 'mercurius, which has a handler of its own for its route',
    async app (app) { await app.register(await load('mercurius'), { schema: 'type Query { a: Int }' }) },
    asks: [post('/graphql', '{', json, { isOwn: true }), post('/graphql', '{ a }', 'text/csv', { isOwn: true }), post('/graphql', '', json, { isOwn: true })]
  }
]
