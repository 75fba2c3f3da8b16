import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import conformant, { akeneo, ApiError, defineDialect, problem, serverOptions, type Dialect } from '../../lib/index.ts'
import { remember, repeatedOf } from '../../lib/validation/repeated.ts'

async function serve (dialect: Dialect, schema: object, options: object = {}): Promise<FastifyInstance> {
  const app = Fastify(serverOptions({ dialect, ...options }))
  await app.register(conformant, { dialect })
  app.post('/', { schema }, async () => ({}))
  return app
}

async function errorsOf (app: FastifyInstance, payload: unknown, url = '/'): Promise<unknown> {
  const { body, statusCode } = await app.inject({ method: 'POST', url, payload: JSON.stringify(payload), headers: { 'content-type': 'application/json' } })
  return statusCode === 200 ? 200 : (JSON.parse(body) as { errors?: unknown }).errors
}

const body = {
  type: 'object',
  required: ['code'],
  properties: {
    code: { type: 'string', maxLength: 3 }, size: { type: 'integer', minimum: 1 }, kind: { enum: ['a', 'b'] }, tags: { type: 'array', items: { type: 'string' } }
  },
  patternProperties: { '^x-': { type: 'string' } }
}

const bodies = [
  { code: 'long' }, { code: 1 }, {}, { code: 'long', size: 0 }, { code: 'a', size: 0 }, { code: 'a', size: 'b' }, { code: 'long', kind: 'c' },
  { code: 'a', 'x-a': 1 }, { code: 'a', 'x-b': 1 }, { code: 'a', 'x-0': 1 }, { code: 'a', tags: [1] }, { code: 'a', tags: ['b', 1] }, { code: 'a', tags: [1, 2] },
  { code: 'a', 'x-__proto__': 1 }, { code: 'a', other: 1 }, { code: 'a', more: 1 }, { code: 'a', size: 2, kind: 'a' }, []
]

t.test('whatever was asked before, an answer is what a server says that has heard nothing', async (t) => {
  for (const dialect of [akeneo(), problem({ messages: { maxLength: () => 'too long' } })]) {
    const right = new Map<unknown, unknown>()
    for (const sent of bodies) right.set(sent, await errorsOf(await serve(dialect, { body }), sent))
    const app = await serve(dialect, { body })
    for (const sent of [...bodies, ...bodies, ...[...bodies].reverse()]) t.strictSame(await errorsOf(app, sent), right.get(sent), `${dialect.name}: ${JSON.stringify(sent)}`)
  }
})

t.test('what has come twice is not rendered any more, where the dialect is pure', async (t) => {
  const cases: Array<[pure: boolean, sent: unknown, renders: number]> = [
    [true, { code: 'long' }, 2], [false, { code: 'long' }, 5], [true, { code: 'long', size: 0, kind: 'c' }, 2],
    // A name or an index of the client's is in it.
    [true, { code: 'a', tags: [1] }, 5], [true, { code: 'a', other: 1 }, 5]
  ]
  for (const [pure, sent, renders] of cases) {
    let count = 0
    const dialect = defineDialect({ name: 'own', mediaType: 'application/json', pure, render: ({ issues }) => ({ errors: issues, count: ++count }), schema: () => ({}) })
    const app = await serve(dialect, { body })
    for (let time = 0; time < 5; time++) await errorsOf(app, sent)
    t.equal(count, renders, JSON.stringify([pure, sent]))
  }
})

t.test('what a value asks for itself, and what is wrong elsewhere, is said each time', async (t) => {
  const $data = { type: 'object', properties: { max: { type: 'number' }, size: { type: 'number', maximum: { $data: '1/max' } } } }
  const app = await serve(akeneo(), { body: $data, querystring: { type: 'object', properties: { page: { type: 'integer' } } } }, { ajv: { customOptions: { $data: true } } })
  const of = (max: number): unknown => [{ property: 'size', message: `This value should be ${max} or less.` }]
  const page = { property: 'page', message: 'This value should be of type integer.' }
  for (const max of [5, 5, 6, 5]) t.strictSame(await errorsOf(app, { max, size: 9 }), of(max))
  t.strictSame(await errorsOf(app, { max: 5, size: 9 }, '/?page=x'), [...of(5) as object[], page])
  t.strictSame(await errorsOf(app, { max: 5, size: 9 }), of(5))
  t.strictSame(await errorsOf(app, { max: 5, size: 1 }, '/?page=x'), [page])
})

t.test('mistakes that take turns are kept beside each other', async (t) => {
  let count = 0
  const dialect = defineDialect({ name: 'own', mediaType: 'application/json', pure: true, render: ({ issues }) => ({ errors: issues, count: ++count }), schema: () => ({}) })
  const app = await serve(dialect, { body })
  const turns = [{ code: 'long' }, { code: 'long', size: 0 }, { code: 'long', size: 0, kind: 'c' }]
  for (let time = 0; time < 6; time++) for (const sent of turns) await errorsOf(app, sent)
  t.equal(count, 2 * turns.length)
})

t.test('a few are kept of each validator', async (t) => {
  const validator = (): void => {}
  const error = new ApiError('validation_failed')
  const item = (index: number, more: object = {}): object => ({ keyword: 'type', instancePath: '/a', schemaPath: `#/${index}`, params: { type: 'string' }, ...more })
  for (let index = 0; index <= 50; index++) {
    remember(validator, [item(index)], error)
    remember(validator, [item(index)], error)
  }
  t.strictSame([0, 49, 50].map(index => repeatedOf(validator, [item(index)])), [undefined, undefined, error])
  const others = [
    item(50, { params: { type: 'string', more: 1 } }), item(50, { params: {} }), item(50, { instancePath: '/b' }), item(50, { keyword: 'enum' }), item(50, { author: 'x' }), null,
    { get schemaPath () { throw new Error('secret') } }
  ]
  for (const other of others) t.equal(repeatedOf(validator, [other]), undefined)
  const unfit: unknown[][] = [[], Array(9).fill(item(1)), [null], [item(1, { author: 'x' })], [item(1, { words: 'x' })], [item(1, { propertyName: 'x' })], [item(1, { keyword: 'own' })], [item(1, { instancePath: '/0' })], [item(1, { instancePath: `/${'a'.repeat(100)}` })], [item(1, { params: null })], [item(1, { schemaPath: undefined })]]
  for (const items of unfit) {
    remember(validator, items, error)
    remember(validator, items, error)
    t.equal(repeatedOf(validator, items), undefined, JSON.stringify(items)?.slice(0, 60))
  }
  t.equal(repeatedOf(undefined, [item(1)]), undefined)
})

t.test('places that are written alike are no reason to take others for the same', async (t) => {
  const item = (schemaPath: string): object => ({ keyword: 'type', instancePath: '/a', schemaPath, params: { type: 'string' } })
  const validator = (): boolean => false
  const error = new ApiError('validation_failed')
  for (let time = 0; time < 3; time++) remember(validator, [item('#/a #/b')], error)
  t.ok(repeatedOf(validator, [item('#/a #/b')]))
  t.equal(repeatedOf(validator, [item('#/a'), item('#/b')]), undefined)
})
