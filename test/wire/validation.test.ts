import { TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import Fastify, { type FastifyInstance, type FastifyRequest, type FastifySchema } from 'fastify'
import t from 'tap'
import conformant, { akeneo, gitlab } from '../../lib/index.ts'
import { internalError, json, problem, success } from '../helpers/answers.ts'
import { exchange, listen, type Sent } from '../helpers/exchange.ts'
import { captureLogs } from '../helpers/logs.ts'
import type { Answer } from '../helpers/raw.ts'

const failed = (...errors: object[]): Answer => problem(422, 'Validation failed.', {}, { errors })
const everything = async (request: FastifyRequest): Promise<object> =>
  ({ params: request.params, query: request.query, tenant: request.headers['x-tenant'], body: request.body })

const schema: FastifySchema = {
  params: { type: 'object', properties: { id: { type: 'integer' } } },
  querystring: { type: 'object', properties: { page: { type: 'integer', minimum: 1 }, tags: { type: 'array', items: { type: 'string' } } }, required: ['page'] },
  headers: { type: 'object', properties: { 'X-Tenant': { type: 'integer' } }, required: ['X-Tenant'] },
  body: { type: 'object', properties: { name: { type: 'string', maxLength: 3 }, count: { type: 'integer' } }, required: ['name'] }
}

const wrong: Sent = { method: 'POST', path: '/things/x?page=0', json: { more: 1, count: '1' }, headers: { 'x-tenant': 'y' } }
const right: Sent = { method: 'POST', path: '/things/7?page=2&tags=a', json: { name: 'a', count: 1 }, headers: { 'x-tenant': '5' } }
const readRight = success(200, { params: { id: 7 }, query: { page: 2, tags: ['a'] }, tenant: 5, body: { name: 'a', count: 1 } })

async function server (t: Parameters<typeof listen>[0], declare: (app: FastifyInstance) => unknown, options = {}): Promise<number> {
  const app = Fastify()
  await app.register(conformant, options)
  await declare(app)
  return await listen(t, app)
}

t.test('all findings of all parts at once; text is coerced, a body is not, and nothing is removed', async (t) => {
  const port = await server(t, app => app.post('/things/:id', { schema }, everything))
  t.strictSame(await exchange(port, wrong), failed(
    { detail: 'is not a known property', pointer: '#/more' },
    { detail: 'must be of type integer', parameter: 'id' },
    { detail: 'is required', pointer: '#/name' },
    { detail: 'must be of type integer', pointer: '#/count' },
    { detail: 'must be 1 or more', parameter: 'page' },
    { detail: 'must be of type integer', header: 'x-tenant' }
  ))
  t.strictSame(await exchange(port, { ...wrong, json: { count: '1' } }), failed(
    { detail: 'must be of type integer', parameter: 'id' },
    { detail: 'is required', pointer: '#/name' },
    { detail: 'must be of type integer', pointer: '#/count' },
    { detail: 'must be 1 or more', parameter: 'page' },
    { detail: 'must be of type integer', header: 'x-tenant' }
  ), 'without an unknown property')
  t.strictSame(await exchange(port, right), readRight)
  t.strictSame(await exchange(port, { ...right, path: '/things/7' }), failed({ detail: 'is required', parameter: 'page' }))
})

t.test('with the validator of TypeBox', async (t) => {
  const port = await server(t, app => {
    app.setValidatorCompiler(TypeBoxValidatorCompiler)
    app.post('/things/:id', {
      schema: {
        params: Type.Object({ id: Type.Integer() }),
        querystring: Type.Object({ page: Type.Integer({ minimum: 1 }) }),
        headers: Type.Object({ 'x-tenant': Type.Integer() }),
        body: Type.Object({ name: Type.String({ maxLength: 3 }), count: Type.Optional(Type.Integer()) })
      }
    }, everything)
  })
  t.strictSame(await exchange(port, wrong), failed(
    { detail: 'is not a known property', pointer: '#/more' },
    { detail: 'must be of type integer', parameter: 'id' },
    { detail: 'is required', pointer: '#/name' },
    { detail: 'must be of type integer', pointer: '#/count' },
    { detail: 'must be 1 or more', parameter: 'page' },
    { detail: 'must be of type integer', header: 'x-tenant' }
  ))
  t.strictSame(await exchange(port, { ...right, path: '/things/7?page=2' }),
    success(200, { params: { id: 7 }, query: { page: 2 }, tenant: 5, body: { name: 'a', count: 1 } }))
})

t.test('$ref to addSchema, also one that is added after the route', async (t) => {
  const port = await server(t, app => {
    app.addSchema({ $id: 'name', type: 'string', maxLength: 3 })
    app.post('/', { schema: { body: { type: 'object', properties: { name: { $ref: 'name#' }, inner: { $ref: 'inner#' } } } } }, async (request) => request.body)
    app.addSchema({ $id: 'inner', type: 'object', properties: { a: { type: 'integer' } } })
  })
  t.strictSame(await exchange(port, { method: 'POST', json: { name: 'long', inner: { a: 'x', b: 1 } } }), failed(
    { detail: 'is not a known property', pointer: '#/inner/b' },
    { detail: 'must have at most 3 characters', pointer: '#/name' },
    { detail: 'must be of type integer', pointer: '#/inner/a' }
  ))
  t.strictSame(await exchange(port, { method: 'POST', json: { inner: { a: 1 } } }), success(200, { inner: { a: 1 } }))
})

t.test('where a schema cannot name an unknown property, none is looked for', async (t) => {
  const port = await server(t, app => app.post('/', { schema: { body: { type: 'object' } } }, async (request) => request.body))
  t.strictSame(await exchange(port, { method: 'POST', json: { any: 1 } }), success(200, { any: 1 }))
})

t.test('additionalProperties decides for itself', async (t) => {
  const body = { type: 'object', properties: { a: { type: 'integer' } } }
  const port = await server(t, app => {
    app.post('/closed', { schema: { body: { ...body, additionalProperties: false } } }, async (request) => request.body)
    app.post('/open', { schema: { body: { ...body, additionalProperties: true } } }, async (request) => request.body)
  })
  t.strictSame(await exchange(port, { method: 'POST', path: '/closed', json: { b: 1 } }), failed({ detail: 'is not a known property', pointer: '#/b' }))
  t.strictSame(await exchange(port, { method: 'POST', path: '/open', json: { b: 1 } }), success(200, { b: 1 }))
})

t.test('attachValidation: the route looks at the findings, and may throw them all', async (t) => {
  const port = await server(t, app => {
    const route = { schema: { body: { type: 'object', properties: { a: { type: 'integer' } } } }, attachValidation: true }
    app.post('/look', route, async ({ validationError, body }) => ({ isThere: validationError !== undefined, said: validationError?.message, list: validationError?.validation?.length, body }))
    app.post('/throw', route, async ({ validationError }) => await Promise.reject(validationError))
  })
  const look: Sent = { method: 'POST', path: '/look' }
  t.strictSame(await exchange(port, { ...look, json: { a: 1 } }), success(200, { isThere: false, body: { a: 1 } }))
  t.strictSame(await exchange(port, { ...look, json: { b: 1 } }), success(200, { isThere: true, said: 'body must NOT have additional properties', list: 1, body: { b: 1 } }))
  t.strictSame(await exchange(port, { ...look, json: { a: 'x' } }), success(200, { isThere: true, said: 'body/a must be integer', list: 1, body: { a: 'x' } }))
  const unknown = { detail: 'is not a known property', pointer: '#/b' }
  const type = { detail: 'must be of type integer', pointer: '#/a' }
  t.strictSame(await exchange(port, { method: 'POST', path: '/throw', json: { b: 1 } }), failed(unknown))
  t.strictSame(await exchange(port, { method: 'POST', path: '/throw', json: { a: 'x' } }), failed(type))
  t.strictSame(await exchange(port, { method: 'POST', path: '/throw', json: { a: 'x', b: 1 } }), failed(unknown, type))
})

t.test('a dialect decides about the status and the form', async (t) => {
  const declare = (app: FastifyInstance): unknown => app.post('/things/:id', { schema }, everything)
  const inGitlab = await server(t, declare, { dialect: gitlab() })
  t.strictSame(await exchange(inGitlab, { ...right, json: { name: 'long', more: 1 } }),
    json(400, { message: { more: ['is not allowed'], name: ['is too long (maximum is 3 characters)'] } }))
  const inAkeneo = await server(t, declare, { dialect: akeneo(), documentation: 'https://docs.example/#things' })
  t.strictSame(await exchange(inAkeneo, { ...right, json: { name: 'a', more: 1 } }), json(422, {
    code: 422,
    message: "Property 'more' does not exist. Check the standard format documentation.",
    _links: { documentation: { href: 'https://docs.example/#things' } }
  }))
})

const cut = (...errors: object[]): Answer => problem(422, 'Validation failed.', {}, { errors, more: true })

t.test('limits', async (t) => {
  const port = await server(t, app => app.post('/', {
    schema: { body: { type: 'array', items: { type: 'object', properties: { a: { type: 'string' } } } } },
    config: { conformant: { validation: { limit: 2 } } }
  }, async () => null))
  t.strictSame(await exchange(port, { method: 'POST', json: [{ 'a long name': 1 }, { b: 2 }, { c: 3 }] }), cut(
    { detail: 'is not a known property', pointer: '#/0/a%20long%20name' },
    { detail: 'is not a known property', pointer: '#/1/b' }
  ))
  t.strictSame(await exchange(port, { method: 'POST', json: [{ a: 1 }, { a: 2 }, { a: 3 }] }), cut(
    { detail: 'must be of type string', pointer: '#/0/a' },
    { detail: 'must be of type string', pointer: '#/1/a' }
  ))
})

t.test('a response that does not fit is the server\'s fault', async (t) => {
  const { logger, errors } = captureLogs()
  const app = Fastify({ logger })
  await app.register(conformant)
  const named = { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] }
  app.get('/incomplete', { schema: { response: { 200: named } } }, async () => ({}))
  app.get('/checked', async () => {
    throw Object.assign(new Error('secret'), { validation: [{ keyword: 'required', instancePath: '', params: { missingProperty: 'name' } }], validationContext: 'response' })
  })
  app.get('/circular', async () => {
    const circle: Record<string, unknown> = {}
    return Object.assign(circle, { circle })
  })
  app.get('/number', async () => 1n)
  const port = await listen(t, app)
  for (const path of ['/incomplete', '/checked', '/circular', '/number']) t.strictSame(await exchange(port, { path }), internalError, path)
  t.equal(errors().length, 4)
})

t.test('the response schema of a status does not strip the error', async (t) => {
  const nothing = { type: 'object', properties: {} }
  const port = await server(t, app => app.post('/', {
    schema: { body: schema.body, response: { 200: nothing, '4xx': nothing, 500: nothing, default: nothing } }
  }, async () => { throw new Error('secret') }))
  t.strictSame(await exchange(port, { method: 'POST', json: { name: 1 } }), failed({ detail: 'must be of type string', pointer: '#/name' }))
  t.strictSame(await exchange(port, { method: 'POST', json: { name: 'a' } }), internalError)
})

t.test('findings that an application throws where validation is off are still findings', async (t) => {
  const port = await server(t, app => app.post('/', { config: { conformant: { validation: false } } }, async () => {
    throw Object.assign(new Error('own'), { validation: [{ keyword: 'type', instancePath: '/a', params: { type: 'string' } }], validationContext: 'body' })
  }))
  t.strictSame(await exchange(port, { method: 'POST', json: {} }), failed({ detail: 'must be of type string', pointer: '#/a' }))
})
