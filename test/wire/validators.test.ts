import Fastify, { type FastifyInstance, type FastifyRequest, type FastifyServerOptions } from 'fastify'
import t from 'tap'
import conformant, { akeneo, gitlab, problem as problemDialect, type ConformantOptions } from '../../lib/index.ts'
import { fluent, valibot, yup, zod3, zod4 } from '../fixtures/schemas.ts'
import { internalError, json, problem, success } from '../helpers/answers.ts'
import { exchange, listen, type Sent } from '../helpers/exchange.ts'
import { captureLogs } from '../helpers/logs.ts'
import type { Answer } from '../helpers/raw.ts'

type Test = Parameters<typeof listen>[0]
type Declare = (app: FastifyInstance) => unknown

const body = { type: 'object', properties: { n: { type: 'integer' } } }
const failed = (...errors: object[]): Answer => problem(422, 'Validation failed.', {}, { errors })
const unknown = (name: string): object => ({ detail: 'is not a known property', pointer: `#/${name}` })
const wrong: Sent = { method: 'POST', json: { n: 'x' } }

interface Served { options?: ConformantOptions, own?: FastifyServerOptions, before?: Declare, route?: object }

async function server (t: Test, declare: Declare, { options = {}, own = {}, before }: Served = {}): Promise<number> {
  const app = Fastify(own as object) as unknown as FastifyInstance
  before?.(app)
  await app.register(conformant, options)
  await declare(app)
  return await listen(t, app)
}

/** A route whose validator says this of every body. */
const validatedBy = (validate: () => unknown, route: object): Declare => app =>
  app.post('/', { schema: { body }, validatorCompiler: () => validate as never, ...route }, async () => ({ passed: true }))

const answerOf = async (t: Test, validate: () => unknown, served?: Served): Promise<Answer> =>
  await exchange(await server(t, validatedBy(validate, served?.route ?? {}), served), { method: 'POST', json: {} })

t.test('what a formatter of the application says is the sentence over the findings', async (t) => {
  const words = 'Please look at this again.'
  const schemaErrorFormatter = (): Error => new Error(words)
  const declare: Declare = (app) => {
    app.post('/', { schema: { body } }, async () => 1)
    app.post('/route', { schema: { body }, schemaErrorFormatter: () => new Error('Of the route.') }, async () => 1)
  }
  // The documentation of GitLab has no place for a sentence beside its findings.
  const told = (sentence: string): Array<[dialect: ConformantOptions['dialect'], answer: Answer]> => [
    [undefined, problem(422, sentence, {}, { errors: [{ detail: 'must be of type integer', pointer: '#/n' }] })],
    [akeneo(), json(422, { code: 422, message: sentence, errors: [{ property: 'n', message: 'This value should be of type integer.' }] })],
    [gitlab(), json(400, { message: { n: ['must be an integer'] } })]
  ]
  const own: Array<[name: string, served: Served, sentence: string]> = [
    ['an option', { own: { schemaErrorFormatter } }, words],
    ['set before', { before: app => app.setSchemaErrorFormatter(schemaErrorFormatter) }, words],
    ['none', {}, 'Validation failed.'],
    ['that says what Fastify says', { own: { schemaErrorFormatter: (errors, part) => new Error(`${part}${errors[0]?.instancePath} ${errors[0]?.message}`) } }, 'Validation failed.']
  ]
  for (const [name, served, sentence] of own) {
    for (const [dialect, answer] of told(sentence)) {
      t.strictSame(await exchange(await server(t, declare, { ...served, options: dialect === undefined ? {} : { dialect } }), wrong), answer, name)
    }
  }
  for (const [dialect, answer] of told('Of the route.')) {
    t.strictSame(await exchange(await server(t, declare, { own: { schemaErrorFormatter }, options: dialect === undefined ? {} : { dialect } }), { ...wrong, path: '/route' }), answer, 'of the route')
  }
})

t.test('a formatter that fails is a 500', async (t) => {
  const port = await server(t, app => app.post('/', { schema: { body } }, async () => 1), { own: { schemaErrorFormatter: () => { throw new Error('secret') } } })
  t.strictSame(await exchange(port, wrong), internalError)
})

t.test('an own builder of validators is asked', async (t) => {
  const items = [{ keyword: 'type', instancePath: '/n', params: { type: 'integer' }, message: 'must be integer' }]
  const refuses = (): unknown => Object.assign(() => false, { errors: items })
  const schemaController = { compilersFactory: { buildValidator: () => refuses } } as never
  const findings = failed({ detail: 'must be of type integer', pointer: '#/n' })
  const declare: Declare = app => app.post('/', { schema: { body } }, async () => 1)
  const cases: Array<[name: string, served: Served, declare: Declare]> = [
    ['an option', { own: { schemaController } }, declare],
    ['set before', { before: app => app.setSchemaController(schemaController) }, declare],
    ['set behind', {}, (app) => {
      app.setSchemaController(schemaController)
      declare(app)
    }],
    ['a compiler that is set before', { before: app => app.setValidatorCompiler(refuses as never) }, declare],
    ['a compiler that is set behind', {}, (app) => {
      app.setValidatorCompiler(refuses as never)
      declare(app)
    }]
  ]
  for (const [name, served, declared] of cases) {
    const port = await server(t, declared, served)
    t.strictSame(await exchange(port, { method: 'POST', json: { n: 1 } }), findings, name)
    t.strictSame(await exchange(port, { method: 'POST', json: { n: 1, x: 1 } }), failed(unknown('x'), { detail: 'must be of type integer', pointer: '#/n' }), `${name}, and unknown properties`)
  }
})

t.test('attachValidation: as Fastify says it, and all of it where it is thrown again', async (t) => {
  const looked = async ({ validationError }: FastifyRequest): Promise<object> => ({
    message: validationError?.message,
    validation: Array.isArray(validationError?.validation) && validationError.validation.map(({ keyword, instancePath }) => [keyword, instancePath]),
    context: validationError?.validationContext
  })
  const route = { schema: { body }, attachValidation: true }
  const port = await server(t, (app) => {
    app.post('/look', route, looked)
    app.post('/throw', route, async ({ validationError }) => await Promise.reject(validationError))
    app.post('/send', route, async ({ validationError }, reply) => reply.send(validationError))
  })
  const type = { detail: 'must be of type integer', pointer: '#/n' }
  const cases: Array<[name: string, body: object, looked: object, thrown: Answer]> = [
    ['unknown alone', { x: 1, y: 1 }, {
      message: 'body must NOT have additional properties, body must NOT have additional properties', validation: [['additionalProperties', ''], ['additionalProperties', '']], context: 'body'
    }, failed(unknown('x'), unknown('y'))],
    ['a type alone', { n: 'x' }, { message: 'body/n must be integer', validation: [['type', '/n']], context: 'body' }, failed(type)],
    ['both', { n: 'x', x: 1 }, { message: 'body/n must be integer', validation: [['type', '/n']], context: 'body' }, failed(unknown('x'), type)]
  ]
  for (const [name, sent, seen, thrown] of cases) {
    t.strictSame(await exchange(port, { method: 'POST', path: '/look', json: sent }), success(200, seen), name)
    for (const path of ['/throw', '/send']) t.strictSame(await exchange(port, { method: 'POST', path, json: sent }), thrown, `${name}: ${path}`)
  }
  t.strictSame(await exchange(port, { method: 'POST', path: '/look', json: { n: 1 } }), success(200, { validation: false }), 'nothing')
})

const one = { message: 'Not so.', path: ['n'] }
const withIssues = (): Error => Object.assign(new Error('secret'), { issues: [one] })
const withStatus = (): Error => Object.assign(new Error('Taken.'), { statusCode: 409 })
const findings = failed({ detail: 'Not so.', pointer: '#/n' })
const broken = new Proxy({}, { get () { throw new Error('secret') }, has () { throw new Error('secret') } })

/** What throws this, an error or not. */
const throwing = (thrown: unknown) => (): never => { throw thrown }

const waits = async (): Promise<void> => {}
const waiting: Record<string, Served> = {
  'an application': { before: app => app.addHook('preValidation', waits) },
  'an application without a gate behind it': { before: app => app.addHook('preValidation', waits), options: { unknownProperties: false } },
  'a route': { route: { preValidation: waits } }
}

t.test('a mistake of a validator is a 500 of which nothing is shown, and its findings are a 422', async (t) => {
  const cases: Array<[name: string, validate: () => unknown, answer: Answer]> = [
    ['throws a TypeError', throwing(new TypeError('secret')), internalError],
    ['throws an error', throwing(new Error('secret')), internalError],
    ['throws null', throwing(null), internalError],
    ['throws what cannot be marked', throwing(Object.freeze(new Error('secret'))), internalError],
    ['answers a TypeError', () => ({ error: new TypeError('secret') }), internalError],
    ['rejects with a TypeError', async () => { throw new TypeError('secret') }, internalError],
    ['rejects with what a system says', async () => { throw Object.assign(new Error('secret'), { code: 'ECONNREFUSED', syscall: 'connect' }) }, internalError],
    ['answers what throws when it is looked at', () => ({ error: broken }), internalError],
    ['throws findings', () => { throw withIssues() }, findings],
    ['answers findings', () => ({ error: withIssues() }), findings],
    ['rejects with findings', async () => { throw withIssues() }, findings],
    ['answers a list', () => ({ error: [one] }), findings],
    ['answers words', () => ({ error: 'Not so.' }), failed({ detail: 'Not so.', pointer: '#' })],
    ['answers null in a list', () => ({ error: [null] }), failed({ detail: 'is not valid', pointer: '#' })],
    ['answers an empty list', () => ({ error: [] }), failed({ detail: 'is not valid', pointer: '#' })],
    ['answers a number', () => ({ error: 5 }), failed({ detail: 'is not valid', pointer: '#' })],
    ['answers failures that fail', () => ({ error: Object.assign(new Error('Not so.'), { failures () { throw new Error('secret') } }) }), failed({ detail: 'Not so.', pointer: '#' })],
    ['answers one that throws when it is looked at, in a list', () => ({ error: [one, Object.defineProperty({}, 'path', { get () { throw new Error('secret') } })] }),
      failed({ detail: 'Not so.', pointer: '#/n' }, { detail: 'is not valid', pointer: '#' })],
    ['answers a status', () => ({ error: withStatus() }), problem(409, 'Taken.')],
    ['rejects with a status', async () => { throw withStatus() }, problem(409, 'Taken.')],
    // Fastify takes what is thrown at once for a fault.
    ['throws a status', () => { throw withStatus() }, internalError]
  ]
  for (const [name, validate, answer] of cases) {
    t.strictSame(await answerOf(t, validate), answer, name)
    for (const [where, served] of Object.entries(waiting)) t.strictSame(await answerOf(t, validate, served), answer, `${name}, behind a hook of ${where} that waits`)
  }
})

t.test('the same of a query string, where nothing of ours looks at the request behind a hook that waits', async (t) => {
  const app = Fastify()
  await app.register(conformant)
  app.get('/', { preValidation: waits, validatorCompiler: () => throwing(null), schema: { querystring: {} } }, async () => ({}))
  t.strictSame(await exchange(await listen(t, app), 'GET /'), internalError)
})

t.test('the log says what was the matter', async (t) => {
  const { logger, errors } = captureLogs()
  await answerOf(t, async () => { throw new TypeError('secret') }, { own: { logger } })
  t.match(errors(), [{ level: 50, err: { message: 'secret' } }])
})

t.test('thousands of findings and very long names are told up to a bound', async (t) => {
  const many = Array.from({ length: 20_000 }, (_, index) => ({ code: 'custom', path: ['list', index, 'n'.repeat(300)], message: 'Not so.' }))
  const { status, body } = await answerOf(t, () => ({ error: { issues: many } }))
  const { errors, more } = JSON.parse(body)
  t.strictSame([status, more], [422, true])
  t.ok(errors.length > 50 && errors.length < 100, `${errors.length} findings`)
  t.ok(errors[0].pointer.length < 700)
})

t.test('words of a dialect reach the keywords of an application and what Zod refines without words', async (t) => {
  const messages = { isEven: () => 'must be even, says the dialect', custom: () => 'is refused, says the dialect' }
  const items = [
    { keyword: 'isEven', instancePath: '/a', params: {}, message: 'must be even' },
    { keyword: 'isOdd', instancePath: '/b', params: {}, message: 'must be odd' },
    { keyword: 'isOdd', instancePath: '/c', params: {}, message: 'must pass "isOdd" keyword validation' }
  ]
  const served: Served = { options: { dialect: problemDialect({ messages }) } }
  t.strictSame(await answerOf(t, () => ({ error: items }), served), failed(
    { detail: 'must be even, says the dialect', pointer: '#/a' }, { detail: 'must be odd', pointer: '#/b' }, { detail: 'is not valid', pointer: '#/c' }
  ))
  const issues = [{ code: 'custom', path: ['a'], message: 'Invalid input' }, { code: 'custom', path: ['b'], message: 'Choose another.' }]
  t.strictSame(await answerOf(t, () => ({ error: { issues } }), served), failed({ detail: 'is refused, says the dialect', pointer: '#/a' }, { detail: 'Choose another.', pointer: '#/b' }))
  const errors = [{ keyword: 'errorMessage', instancePath: '/a', schemaPath: '#', params: { errors: [{ keyword: 'isEven', instancePath: '/a', params: {}, message: 'must be even' }] }, message: 'Choose another.' }]
  t.strictSame(await answerOf(t, () => ({ error: errors }), served), failed({ detail: 'Choose another.', pointer: '#/a' }), 'the words of the author win')
})

t.test('problem({ validationStatus: 400 })', async (t) => {
  const types = 'https://api.example/problems/'
  const errors = [{ detail: 'must be of type integer', pointer: '#/n' }]
  const cases: Array<[options: object, status: number, type: string, title: string]> = [
    [{ validationStatus: 400 }, 400, 'about:blank', 'Bad Request'],
    [{ validationStatus: 400, types }, 400, `${types}validation_failed`, 'Bad Request'],
    [{ validationStatus: 422 }, 422, 'about:blank', 'Unprocessable Content'],
    [{ validationStatus: 422, types }, 422, `${types}validation_failed`, 'Unprocessable Content'],
    [{ types }, 422, `${types}validation_failed`, 'Unprocessable Content']
  ]
  for (const [options, status, type, title] of cases) {
    const port = await server(t, app => app.post('/', { schema: { body } }, async () => 1), { options: { dialect: problemDialect(options) } })
    t.strictSame(await exchange(port, wrong), json(status, { type, title, status, detail: 'Validation failed.', errors }, {}, 'application/problem+json'), JSON.stringify(options))
    t.match(JSON.parse((await exchange(port, { method: 'POST', json: { x: 1 } })).body), { status, title, errors: [unknown('x')] })
    t.match(await exchange(port, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{' }), { status: 400 }, 'another error keeps its own')
  }
  for (const validationStatus of [404, '400', null, true]) {
    t.throws(() => problemDialect({ validationStatus } as never), { name: 'TypeError', message: /validationStatus.*400 or 422/ }, String(validationStatus))
  }
})

t.test('a schema that a hook behind the plugin puts in the place of another', async (t) => {
  const replaced = { type: 'object', properties: { m: { type: 'string' } } }
  const declare = (replace: (options: { schema?: object }) => void): Declare => (app) => {
    app.addHook('onRoute', replace)
    app.post('/', { schema: { body } }, async (request) => request.body)
  }
  const hooks: Array<[name: string, replace: (options: { schema?: object }) => void]> = [
    ['as a whole', (options) => { options.schema = { body: replaced } }],
    ['in part', (options) => { Object.assign(options.schema as object, { body: replaced }) }]
  ]
  for (const [name, replace] of hooks) {
    const port = await server(t, declare(replace))
    t.strictSame(await exchange(port, { method: 'POST', json: { m: 'x' } }), success(200, { m: 'x' }), name)
    t.strictSame(await exchange(port, { method: 'POST', json: { m: {}, n: 1 } }), failed(unknown('n'), { detail: 'must be of type string', pointer: '#/m' }), name)
  }
  const list = (most: number): object => ({ type: 'array', maxItems: most })
  const tooMany = (limit: number): Answer => problem(413, `The request has more than ${limit} items.`)
  const sizes: Array<[name: string, declared: object, put: object, sent: number, answer: Answer]> = [
    ['a list that may be longer', body, list(120), 110, success(200, { sent: 110 })],
    ['and no longer than that', body, list(120), 121, tooMany(120)],
    ['none that may be longer any more', list(120), list(5), 110, tooMany(100)]
  ]
  for (const [name, declared, put, sent, answer] of sizes) {
    const port = await server(t, (app) => {
      app.addHook('onRoute', (options) => { options.schema = { body: put } })
      app.post('/', { schema: { body: declared } }, async ({ body }) => ({ sent: (body as unknown[]).length }))
    })
    t.strictSame(await exchange(port, { method: 'POST', json: Array.from({ length: sent }) }), answer, name)
  }
})

t.test('a schema that is asked for its value, as fluent-json-schema makes it', async (t) => {
  const port = await server(t, app => app.post('/', { schema: { body: fluent(body), querystring: fluent({ type: 'object', properties: { page: { type: 'integer' } } }) } }, async (request) => ({ body: request.body, query: request.query })))
  t.strictSame(await exchange(port, { method: 'POST', path: '/?page=2', json: { n: 1 } }), success(200, { body: { n: 1 }, query: { page: 2 } }))
  t.strictSame(await exchange(port, { method: 'POST', path: '/?page=x', json: { n: 'x', x: 1 } }), failed(unknown('x'), { detail: 'must be of type integer', pointer: '#/n' }, { detail: 'must be of type integer', parameter: 'page' }))
})

t.test('a schema that fails at the start names its route', async (t) => {
  const failing = zod4('object', { shape: throwing(new Error('There is no shape.')) })
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(conformant)
  app.route({ method: ['POST', 'PUT'], url: '/things', schema: { body: failing }, validatorCompiler: () => () => true, handler: async () => 1 })
  await t.rejects(async () => { await app.ready() }, { message: 'fastify-conformant: route POST, PUT /things: There is no shape.', cause: { message: 'There is no shape.' } })
})

t.test('what objects of Zod, Valibot and yup would take out without a word', async (t) => {
  const text = { type: 'string' }
  const inner = zod4('optional', { innerType: zod4('object', { shape: { a: zod4('string') } }) })
  const schemas: Array<[name: string, schema: object]> = [
    ['Zod 4', zod4('object', { shape: { n: zod4('number'), in: inner } })],
    ['Zod 3', zod3('ZodObject', { shape: () => ({ n: zod3('ZodNumber'), in: zod3('ZodObject', { shape: () => ({ a: zod3('ZodString') }) }) }), unknownKeys: 'strip' })],
    ['Valibot', valibot('object', { entries: { n: valibot('number'), in: valibot('object', { entries: { a: valibot('string') } }) } })],
    ['yup', yup('object', { fields: { n: text, in: yup('object', { fields: { a: text } }) } })]
  ]
  for (const [name, schema] of schemas) {
    const declare: Declare = app => app.post('/', { schema: { body: schema }, validatorCompiler: () => value => ({ value }) }, async (request) => request.body)
    const sent = { method: 'POST', json: { n: 1, x: 1, in: { a: 'x', y: 1 } } }
    t.strictSame(await exchange(await server(t, declare), sent), failed(unknown('x'), unknown('in/y')), name)
    t.strictSame(await exchange(await server(t, declare, { options: { unknownProperties: 'remove' } }), sent), success(200, { n: 1, in: { a: 'x' } }), `${name}, taken out`)
    t.strictSame(await exchange(await server(t, declare, { options: { unknownProperties: false } }), sent), success(200, sent.json), `${name}, left to the validator`)
    const byType: Declare = app => app.post('/', { schema: { body: { content: { 'application/json': { schema } } } } as never, validatorCompiler: () => value => ({ value }) }, async (request) => request.body)
    t.strictSame(await exchange(await server(t, byType), sent), failed(unknown('x'), unknown('in/y')), `${name}, by content type`)
  }
})
