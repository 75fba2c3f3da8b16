import { TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox'
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import t from 'tap'
import conformant, { akeneo, type ConformantOptions } from '../../lib/index.ts'
import { json, problem, success } from '../helpers/answers.ts'
import { exchange, listen, type Sent } from '../helpers/exchange.ts'
import { captureLogs } from '../helpers/logs.ts'

type Test = Parameters<typeof listen>[0]

const schema = {
  headers: { type: 'object', properties: { 'X-Tenant': { type: 'integer' } }, required: ['X-Tenant'] },
  querystring: { type: 'object', properties: { page: { type: 'integer' } }, required: ['page'] },
  body: { type: 'object', properties: { n: { type: 'integer' }, e: { type: 'string', format: 'email' }, d: { default: 5 }, in: { type: 'object', additionalProperties: false, properties: { a: {} } } }, required: ['n'] }
}

function declare (app: FastifyInstance, config: object = {}): void {
  app.post('/', { schema, config }, async ({ body, query, headers }) => ({ body, query, tenant: headers['x-tenant'] }))
}

async function server (t: Test, options: ConformantOptions | undefined, own: FastifyServerOptions = {}, config?: object): Promise<number> {
  const app = Fastify(own as object) as unknown as FastifyInstance
  if (options !== undefined) await app.register(conformant, options)
  declare(app, config)
  return await listen(t, app)
}

const post = (body: object, path = '/?page=1', tenant = '7'): Sent => ({ method: 'POST', path, json: body, headers: { 'x-tenant': tenant } })

t.test('validation: false is Fastify\'s own validation: its coercion, defaults, stripping and order, its 400 in the dialect', async (t) => {
  const sent: Array<[sent: Sent, finding: object | undefined]> = [
    [post({ n: 1 }), undefined],
    [post({ n: '1', in: { a: 1, x: 1 } }), undefined],
    [post({ n: '1', e: 'a@example.com', more: 1 }), undefined],
    [post({}), { detail: 'is required', pointer: '#/n' }],
    [post({ n: 'x', e: 'x' }), { detail: 'must be of type integer', pointer: '#/n' }],
    [post({ n: 1, e: 'x' }), { detail: 'is not a valid email', pointer: '#/e' }],
    [post({ n: 1 }, '/?page=x'), { detail: 'must be of type integer', parameter: 'page' }],
    [post({ n: 1 }, '/', 'x'), { detail: 'is required', parameter: 'page' }],
    [post({ n: 1 }, '/?page=1', 'x'), { detail: 'must be of type integer', header: 'x-tenant' }]
  ]
  const bare = await server(t, undefined)
  const off: ConformantOptions = { validation: false, unknownProperties: false }
  for (const [name, port] of [
    ['on the plugin', await server(t, off)],
    ['on the route', await server(t, {}, {}, { conformant: off })],
    ['with every gate off', await server(t, { ...off, accept: false, contentType: false, contentCoding: false, payload: false, json: false, items: false, unknownUrl: false, method: false, drain: false })]
  ] as const) {
    for (const [one, finding] of sent) {
      const [plain, answer] = [await exchange(bare, one), await exchange(port, one)]
      const told = finding === undefined ? success(200, JSON.parse(plain.body)) : problem(400, 'Validation failed.', {}, { errors: [finding] })
      t.equal(plain.status, finding === undefined ? 200 : 400)
      t.strictSame(answer, told, `${name}: ${JSON.stringify(one)}`)
    }
  }
  const inAkeneo = await server(t, { dialect: akeneo(), ...off })
  t.strictSame(await exchange(inAkeneo, post({})), json(400, { code: 400, message: 'Validation failed.', errors: [{ property: 'n', message: 'This value should not be blank.' }] }))
})

t.test('unknown properties are a gate of their own', async (t) => {
  const port = await server(t, { validation: false })
  t.strictSame(await exchange(port, post({ n: 'x', more: 1 })), problem(422, 'Validation failed.', {}, { errors: [{ detail: 'is not a known property', pointer: '#/more' }] }))
})

t.test('two routes of one URL that want different validation have this one', async (t) => {
  const app = Fastify()
  await app.register(conformant, { unknownProperties: false })
  const body = { type: 'object', properties: { n: { type: 'integer' } } }
  app.post('/', { schema: { body }, constraints: { version: '1.0.0' }, config: { conformant: { validation: false } } }, async (request) => request.body)
  app.post('/', { schema: { body } }, async (request) => request.body)
  const port = await listen(t, app)
  t.equal((await exchange(port, { method: 'POST', json: { n: '1' } })).status, 422)
  t.equal((await exchange(port, { method: 'POST', json: { n: 'x' }, headers: { 'accept-version': '1.0.0' } })).status, 400)
})

t.test('a validator of the application stays where validation is Fastify\'s own', async (t) => {
  const app = Fastify()
  app.setValidatorCompiler(TypeBoxValidatorCompiler)
  await app.register(conformant, { validation: false })
  const items = [{ message: 'Expected integer', instancePath: '/n' }, { message: 'Expected string', instancePath: '/e' }]
  app.setValidatorCompiler(() => () => ({ error: items as never }))
  app.post('/', { schema: { body: { type: 'object' } } }, async () => 'never')
  t.strictSame(await exchange(await listen(t, app), { method: 'POST', json: {} }), problem(400, 'Validation failed.', {}, {
    errors: [{ detail: 'must be of type integer', pointer: '#/n' }, { detail: 'must be of type string', pointer: '#/e' }]
  }))
})

const user = { type: 'object', properties: { name: { type: 'string' }, tags: { type: 'array', items: { type: 'object', properties: { a: {} } } } } }
const unknown = (name: string): object => ({ detail: 'is not a known property', pointer: `#/${name}` })

/** A PATCH that tries to set what is not the client's, on an open and a closed schema. */
async function assign (t: Test, options: ConformantOptions | undefined, customOptions: object | undefined): Promise<unknown[]> {
  const { logger, records } = captureLogs()
  const app = Fastify({ logger, ...(customOptions === undefined ? {} : { ajv: { customOptions } }) })
  if (options !== undefined) await app.register(conformant, options)
  app.patch('/open', { schema: { body: user } }, async (request) => request.body)
  app.patch('/closed', { schema: { body: { ...user, additionalProperties: false } } }, async (request) => request.body)
  const port = await listen(t, app)
  const seen: unknown[] = []
  for (const path of ['/open', '/closed']) {
    const { status, body } = await exchange(port, { method: 'PATCH', path, json: { name: 'a', role: 'admin' } })
    const { errors, ...rest } = JSON.parse(body)
    seen.push(status === 200 ? rest : errors)
  }
  seen.push(records.filter(({ msg }) => msg.startsWith('removeAdditional is ')).length)
  return seen
}

t.test('what the application has said of properties that schemas do not name', async (t) => {
  const [stripped, kept, refused] = [{ name: 'a' }, { name: 'a', role: 'admin' }, [unknown('role')]]
  const off: ConformantOptions = { unknownProperties: false }
  const cases: Array<[options: ConformantOptions | undefined, customOptions: object | undefined, seen: unknown[]]> = [
    [undefined, undefined, [kept, stripped, 0]],
    [{}, undefined, [refused, refused, 0]],
    [off, undefined, [kept, refused, 0]],
    [{ validation: false }, undefined, [refused, stripped, 0]],
    [{ ...off, validation: false }, undefined, [kept, stripped, 0]],
    [{}, { removeAdditional: 'all' }, [stripped, stripped, 1]],
    [off, { removeAdditional: 'all' }, [stripped, stripped, 1]],
    [{ ...off, validation: false }, { removeAdditional: 'all' }, [stripped, stripped, 1]],
    [{}, { removeAdditional: true }, [refused, stripped, 1]],
    [off, { removeAdditional: true }, [kept, stripped, 1]],
    [{}, { removeAdditional: 'failing' }, [refused, stripped, 1]],
    [off, { removeAdditional: false }, [kept, refused, 0]],
    [{ unknownProperties: 'remove' }, undefined, [stripped, stripped, 0]],
    [{ unknownProperties: 'remove', validation: false }, { removeAdditional: false }, [stripped, stripped, 0]]
  ]
  for (const [options, customOptions, seen] of cases) t.strictSame(await assign(t, options, customOptions), seen, `${JSON.stringify(options)} ${JSON.stringify(customOptions)}`)
})

t.test('unknownProperties: \'remove\' reaches inside, and leaves what is refused', async (t) => {
  const app = Fastify()
  await app.register(conformant, { unknownProperties: 'remove' })
  const lines: unknown[] = []
  app.patch('/', { schema: { body: user } }, async (request) => request.body)
  app.batch({ method: 'PATCH', url: '/batch', key: 'name', item: user as never }, item => { lines.push(item) })
  const port = await listen(t, app)
  t.strictSame(await exchange(port, { method: 'PATCH', json: { name: 'a', tags: [{ a: 1, b: 2 }, { b: 2 }], role: 1 } }), success(200, { name: 'a', tags: [{ a: 1 }, {}] }))
  t.strictSame(await exchange(port, { method: 'PATCH', json: { name: 5, role: 1 } }), problem(422, 'Validation failed.', {}, { errors: [{ detail: 'must be of type string', pointer: '#/name' }] }))
  await exchange(port, { method: 'PATCH', path: '/batch', json: [{ name: 'a', role: 1, tags: [{ c: 1 }] }] })
  t.strictSame(lines, [{ name: 'a', tags: [{}] }])
})
