import t from 'tap'
import { Type } from '@sinclair/typebox'
import { ajvIssues } from '../../lib/validation/ajv-issues.ts'
import type { AjvItem } from '../../lib/validation/ajv-item.ts'
import { ajvItems } from '../fixtures/validators.ts'

type Found = object[]
const object = (properties: object, more?: object): object => ({ type: 'object', properties, ...more })
const limit = (keyword: string, value: number, comparison: string): object => ({ path: ['a'], keyword, params: { comparison, limit: value } })
const options = (...types: object[]): object => object({ a: { anyOf: types } })
const cat = object({ kind: { const: 'cat' }, lives: { type: 'integer' } }, { required: ['kind', 'lives'] })
const dog = object({ kind: { const: 'dog' }, name: { type: 'string' }, tail: { type: 'string' } }, { required: ['kind', 'name', 'tail'] })

const a = object({ kind: { const: 'a' }, a: { type: 'integer' } }, { required: ['kind', 'a'] })
const b = object({ kind: { const: 'b' }, b: { type: 'integer' } }, { required: ['kind', 'b'], additionalProperties: false })
const definitions = { a, b, text: { type: 'string' }, number: { type: 'integer' }, x: { const: 'x' }, values: { enum: ['y', 'z'] } }
const to = (...names: string[]): object[] => names.map(name => ({ $ref: `#/definitions/${name}` }))
const wrong = (path: Array<string | number>, type: unknown): object => ({ path, keyword: 'type', params: { type } })
const missing = (...path: Array<string | number>): object => ({ path, keyword: 'required' })
const additional = (...path: Array<string | number>): object => ({ path, keyword: 'additionalProperties' })
const items = (schema: object): object => object({ items: { type: 'array', items: schema } }, { definitions })

const cases: Array<[name: string, schema: object, value: unknown, found: Found]> = [
  ['nothing', object({}), {}, []],
  ['required, each', object({}, { required: ['a', 'b'] }), {}, [{ path: ['a'], keyword: 'required' }, { path: ['b'], keyword: 'required' }]],
  ['required, inside', object({ a: object({}, { required: ['b'] }) }), { a: {} }, [{ path: ['a', 'b'], keyword: 'required' }]],
  ['additional, each', object({}, { additionalProperties: false }), { x: 1, 'y/z': 2 },
    [{ path: ['x'], keyword: 'additionalProperties' }, { path: ['y/z'], keyword: 'additionalProperties' }]],
  ['dependencies', object({}, { dependencies: { a: ['b', 'c'] } }), { a: 1 }, [{ path: ['b'], keyword: 'required' }, { path: ['c'], keyword: 'required' }]],
  ['type', object({ a: { type: 'string' } }), { a: 1 }, [{ path: ['a'], keyword: 'type', params: { type: 'string' } }]],
  ['types', object({ a: { type: ['string', 'null'] } }), { a: 1 }, [{ path: ['a'], keyword: 'type', params: { type: ['string', 'null'] } }]],
  ['the whole', object({}), [], [{ path: [], keyword: 'type', params: { type: 'object' } }]],
  ['maxLength', object({ a: { maxLength: 1 } }), { a: 'xx' }, [{ path: ['a'], keyword: 'maxLength', params: { limit: 1 } }]],
  ['minItems', object({ a: { minItems: 1 } }), { a: [] }, [{ path: ['a'], keyword: 'minItems', params: { limit: 1 } }]],
  ['minimum', object({ a: { minimum: 1 } }), { a: 0 }, [limit('minimum', 1, '>=')]],
  ['exclusiveMaximum', object({ a: { exclusiveMaximum: 1 } }), { a: 1 }, [limit('exclusiveMaximum', 1, '<')]],
  ['multipleOf', object({ a: { multipleOf: 5 } }), { a: 1 }, [{ path: ['a'], keyword: 'multipleOf', params: { multipleOf: 5 } }]],
  ['format', object({ a: { format: 'email' } }), { a: 'x' }, [{ path: ['a'], keyword: 'format', params: { format: 'email' } }]],
  ['pattern', object({ a: { pattern: '^x' } }), { a: 'y' }, [{ path: ['a'], keyword: 'pattern', params: { pattern: '^x' } }]],
  ['enum', object({ a: { enum: [1, 2] } }), { a: 3 }, [{ path: ['a'], keyword: 'enum', params: { allowedValues: [1, 2] } }]],
  ['const', object({ a: { const: 1 } }), { a: 3 }, [{ path: ['a'], keyword: 'const', params: { allowedValues: [1] } }]],
  ['several, at once', object({ a: { minLength: 3, pattern: '^x' }, b: { items: { type: 'integer' } } }), { a: 'y', b: [1, 'x', true] }, [
    { path: ['a'], keyword: 'minLength', params: { limit: 3 } }, { path: ['a'], keyword: 'pattern', params: { pattern: '^x' } },
    { path: ['b', 1], keyword: 'type', params: { type: 'integer' } }, { path: ['b', 2], keyword: 'type', params: { type: 'integer' } }]],
  ['names that are escaped', object({ 'a/b~c': object({ '': { type: 'null' } }) }), { 'a/b~c': { '': 1 } }, [{ path: ['a/b~c', ''], keyword: 'type', params: { type: 'null' } }]],
  ['if says nothing', { if: { required: ['a'] }, then: { required: ['b'] }, else: { required: ['c'] } }, { a: 1 }, [{ path: ['b'], keyword: 'required' }]],
  ['a union of values', options({ const: 'x' }, { enum: ['y', 'z'] }), { a: 1 }, [{ path: ['a'], keyword: 'enum', params: { allowedValues: ['x', 'y', 'z'] } }]],
  ['TypeBox, a union of values', Type.Object({ a: Type.Union([Type.Literal('x'), Type.Literal('y')]) }), { a: 'q' },
    [{ path: ['a'], keyword: 'enum', params: { allowedValues: ['x', 'y'] } }]],
  ['a union of types', options({ type: 'string' }, { type: ['integer', 'null'] }), { a: true }, [{ path: ['a'], keyword: 'type', params: { type: ['string', 'integer', 'null'] } }]],
  ['the branch of the value\'s type', options({ type: 'integer' }, { type: 'string', maxLength: 1 }), { a: 'xx' }, [{ path: ['a'], keyword: 'maxLength', params: { limit: 1 } }]],
  ['the nearest branch', options(dog, cat), { a: { kind: 'cat' } }, [{ path: ['a', 'lives'], keyword: 'required' }]],
  ['oneOf that several meet', { oneOf: [{ type: 'string' }, { minLength: 1 }] }, 'x', [{ path: [], keyword: 'oneOf', params: {} }]],
  ['a union without branches of its type', { anyOf: [false, false] }, 1, [{ path: [], keyword: 'false schema', params: {} }]],
  ['a union in a union', options({ anyOf: [{ const: 1 }, { const: 2 }] }, { const: 3 }), { a: 4 }, [{ path: ['a'], keyword: 'enum', params: { allowedValues: [1, 2, 3] } }]],
  ['a union beside others', object({ b: { type: 'string' }, a: { anyOf: [{ type: 'string' }, { type: 'null' }] } }), { a: 1, b: 1 },
    [{ path: ['b'], keyword: 'type', params: { type: 'string' } }, { path: ['a'], keyword: 'type', params: { type: ['string', 'null'] } }]],
  ['a demand that Ajv asks before a union, from another schema of the same place', { type: 'object', allOf: [{ properties: { a: { required: ['b'] } } }], properties: { a: { anyOf: [{ type: 'null' }, { type: 'array' }] } } }, { a: {} },
    [missing('a', 'b'), wrong(['a'], ['null', 'array'])]],
  ['a union for each item', items({ anyOf: [a, b] }), { items: [{ kind: 'a', a: '1' }, { kind: 'b' }] }, [wrong(['items', 0, 'a'], 'integer'), missing('items', 1, 'b')]],
  ['a union for each item, the right branch of each', items({ anyOf: [a, b] }), { items: [{ kind: 'b', b: 1, b2: 1 }, { kind: 'a' }, { kind: 'a', a: '2' }] },
    [additional('items', 0, 'b2'), missing('items', 1, 'a'), wrong(['items', 2, 'a'], 'integer')]],
  ['items 1 and 10', items({ anyOf: [a, b] }), { items: [...Array(10).fill({ kind: 'a', a: 1 }), { kind: 'b' }] }, [missing('items', 10, 'b')]],
  ['references: the nearest branch', items({ oneOf: to('a', 'b') }), { items: [{ kind: 'b', b: 1, b2: 1 }, { kind: 'a' }, { kind: 'b' }] },
    [additional('items', 0, 'b2'), missing('items', 1, 'a'), missing('items', 2, 'b')]],
  ['references: types', { definitions, ...object({ a: { anyOf: [...to('text', 'number'), { type: 'null' }] } }) }, { a: true }, [wrong(['a'], ['string', 'integer', 'null'])]],
  ['references: values', { definitions, ...object({ a: { anyOf: to('x', 'values') } }) }, { a: 1 }, [{ path: ['a'], keyword: 'enum', params: { allowedValues: ['x', 'y', 'z'] } }]],
  ['references: a union in a union', { definitions: { ...definitions, u: { anyOf: to('a', 'b') } }, ...object({ a: { anyOf: [...to('u'), { type: 'null' }] } }) }, { a: { kind: 'b' } }, [missing('a', 'b')]],
  ['references: what stands beside is kept', { definitions, ...object({ b: { type: 'string' }, a: { not: {}, minLength: 9, anyOf: to('number', 'x') } }) }, { b: 1, a: 'y' },
    [wrong(['b'], 'string'), { path: ['a'], keyword: 'not', params: {} }, { path: ['a'], keyword: 'const', params: { allowedValues: ['x'] } }, { path: ['a'], keyword: 'minLength', params: { limit: 9 } }]],
  ['references: two unions, one after the other', { definitions, allOf: [{ anyOf: to('a', 'b') }, { anyOf: to('a', 'b') }] }, { kind: 'b', b: true }, [wrong(['b'], 'integer'), wrong(['b'], 'integer')]],
  ['references: the same union twice', { definitions: { ...definitions, u: { anyOf: to('a', 'b') } }, allOf: to('u', 'u') }, { kind: 'b', b: true }, [wrong(['b'], 'integer'), wrong(['b'], 'integer')]],
  ['references in the branches too', {
    definitions: { ...definitions, c: object({ n: to('text')[0], k: { const: 'c' } }), d: object({ n: to('text')[0], k: { const: 'd' } }) }, anyOf: to('c', 'd')
  }, { n: 1, k: 'd' }, [wrong(['n'], 'string')]],
  ['references in a branch that is none', { definitions, anyOf: [object({ kind: { const: 'q' }, n: to('text')[0] }, { required: ['z'] }), { type: 'null' }] }, { kind: 'q', n: 1 }, [missing('z'), wrong(['n'], 'string')]],
  ['references: a recursive schema', { $id: 'node', ...object({ v: { type: 'integer' }, next: { anyOf: [{ $ref: '#' }, { type: 'null' }] } }) }, { next: { next: { v: 'x' } } }, [wrong(['next', 'next', 'v'], 'integer')]]
]

t.test('with the real Ajv', async (t) => {
  for (const [name, schema, value, found] of cases) {
    t.strictSame(ajvIssues((ajvItems(schema, value, 'body', {}, { strict: false }) ?? []) as AjvItem[], value), found, name)
  }
})

t.test('items of TypeBox 1.x, which have several names', async (t) => {
  const items: AjvItem[] = [
    { keyword: 'required', instancePath: '', schemaPath: '#', params: { requiredProperties: ['a', 'b'] } },
    { keyword: 'additionalProperties', instancePath: '/c', schemaPath: '#/properties/c', params: { additionalProperties: ['d', 'e'] } },
    { keyword: 'unevaluatedProperties', instancePath: '', schemaPath: '#', params: { unevaluatedProperties: ['f'] } },
    { keyword: 'unevaluatedProperties', instancePath: '', schemaPath: '#', params: { unevaluatedProperty: 'g' } },
    { keyword: 'dependentRequired', instancePath: '/c', schemaPath: '#/properties/c', params: { missingProperty: 'h' } },
    { keyword: 'anyOf', instancePath: '/i', schemaPath: '#/properties/i', params: {} },
    { keyword: 'anyOf', instancePath: '/j', params: {} }
  ]
  t.strictSame(ajvIssues(items, { c: {} }), [
    { path: ['a'], keyword: 'required' },
    { path: ['b'], keyword: 'required' },
    { path: ['c', 'd'], keyword: 'additionalProperties' },
    { path: ['c', 'e'], keyword: 'additionalProperties' },
    { path: ['f'], keyword: 'additionalProperties' },
    { path: ['g'], keyword: 'additionalProperties' },
    { path: ['c', 'h'], keyword: 'required' },
    { path: ['i'], keyword: 'anyOf', params: {} },
    { path: ['j'], keyword: 'anyOf', params: {} }
  ])
})

const texts = (issues: Array<{ path?: unknown }>): number => issues.reduce((sum, { path }) => sum + (path as unknown[]).join('').length, 0)

t.test('the text of all paths has a bound', async (t) => {
  const issues = (pointer: (index: number) => string, count = 1000): ReturnType<typeof ajvIssues> =>
    ajvIssues(Array.from({ length: count }, (_, index) => ({ keyword: 'x', instancePath: pointer(index), params: {} })), {})
  t.equal(issues(index => `/short/${index}`).length, 1000)
  const deep = issues(index => `${'/next'.repeat(250)}/${index}`)
  t.ok(deep.length > 40 && texts(deep) <= 65_536, `${deep.length} findings`)
  const [long] = issues(() => `/a/${'n'.repeat(1800)}/b`, 1)
  t.strictSame(long?.path, ['a', 'n'.repeat(199) + '…', 'b'], 'a long name')
  const [cut, ...none] = issues(() => '/1800'.repeat(100_000))
  t.equal(none.length, 0)
  t.ok(texts([cut as object]) <= 65_536)
  t.equal((cut?.path as string[]).at(-1), '…', 'a path that was cut says so')
  t.strictSame(issues(() => '/' + 'n'.repeat(100_000), 1)[0]?.path, ['n'.repeat(199) + '…', '…'])
  const names = ajvIssues([{ keyword: 'required', instancePath: '/short'.repeat(5000), params: { requiredProperties: ['a', 'b', 'c'] } }], {})
  t.equal(names.length, 2, 'several names in one item')
  const { items, reads } = counted(Array.from({ length: 1000 }, (_, index) => ({ keyword: 'x', instancePath: `${`/${'n'.repeat(1800)}`.repeat(500)}/${index}`, params: {} })), 'instancePath')
  const { length } = ajvIssues(items, {})
  t.equal(reads(), length + 1, 'what has no room is not read')
})

/** Items, and how often they are asked for a member, or for any. */
function counted (given: readonly AjvItem[], member?: string): { items: AjvItem[], reads: () => number } {
  let reads = 0
  const get = (item: AjvItem, name: string | symbol): unknown => {
    if (member === undefined || name === member) reads++
    return Reflect.get(item, name)
  }
  return { items: given.map(item => new Proxy(item, { get })), reads: () => reads }
}

t.test('a name that is not allowed is found once, at the property', async (t) => {
  const schema = object({ a: object({}, { propertyNames: { pattern: '^x', maxLength: 2 } }) }, { propertyNames: { maxLength: 5 } })
  const value = { a: { yyy: 1, x: 2, zzz: 3 }, 'too long': 1 }
  t.strictSame(ajvIssues(ajvItems(schema, value, 'body', {}, { allErrors: true }) as AjvItem[], value).map(({ path, keyword }) => [path, keyword]), [
    [['too long'], 'propertyNames'], [['a', 'yyy'], 'propertyNames'], [['a', 'zzz'], 'propertyNames']
  ])
})

t.test('many unions in each other', async (t) => {
  const schema = { $id: 'deep', ...object({ next: { anyOf: [{ $ref: '#' }, { type: 'null' }] } }), additionalProperties: { type: 'string' } }
  const readsOf = (depth: number): number => {
    const leaf = Object.fromEntries(Array.from({ length: 4 * depth }, (_, index) => [`x${index}`, 1]))
    const value: unknown = JSON.parse(`${'{"next":'.repeat(depth)}${JSON.stringify(leaf)}${'}'.repeat(depth)}`)
    const { items, reads } = counted(ajvItems(schema, value, 'body', {}, { allErrors: true }) as AjvItem[])
    t.ok(ajvIssues(items, value).length > 10)
    return reads()
  }
  const [some, many] = [readsOf(125), readsOf(250)]
  t.ok(many < 2 * some, `twice as much takes ${many} instead of ${some} looks`)
})

t.test('a discriminator, and what TypeBox 1.x says twice', async (t) => {
  const item = (keyword: string, params: object, more: object = {}): AjvItem => ({ keyword, instancePath: '/a', params: params as AjvItem['params'], ...more })
  const found = (given: AjvItem): object[] => ajvIssues([given], { a: {} })
  t.strictSame(found(item('discriminator', { error: 'mapping', tag: 'kind', tagValue: 'cow' })), [{ path: ['a', 'kind'], keyword: 'enum' }])
  t.strictSame(found(item('discriminator', { error: 'tag', tag: 'kind' })), [{ path: ['a', 'kind'], keyword: 'required' }])
  t.strictSame(found(item('boolean', {}, { schemaPath: '#/additionalProperties' })), [])
  t.strictSame(found(item('boolean', {}, { schemaPath: '#/properties/a' })), [{ path: ['a'], keyword: 'boolean', params: {} }])
  t.strictSame(found(item('boolean', {})), [{ path: ['a'], keyword: 'boolean', params: {} }])
})

t.test('what ajv-errors has replaced', async (t) => {
  const inside = { keyword: 'maximum', instancePath: '/a', params: { limit: 3 }, message: 'must be <= 3' }
  const worded: AjvItem = { keyword: 'errorMessage', instancePath: '/a', params: { errors: [inside] }, message: 'Less.' }
  t.strictSame(ajvIssues([worded], { a: 5 }), [{ path: ['a'], keyword: 'maximum', params: { limit: 3 }, message: 'Less.' }])
})
