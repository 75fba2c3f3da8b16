import t from 'tap'
import { Type } from '@sinclair/typebox'
import { ajvIssues, type AjvItem } from '../../lib/validation/ajv-issues.ts'
import { ajvItems } from '../fixtures/validators.ts'

type Found = object[]
const object = (properties: object, more?: object): object => ({ type: 'object', properties, ...more })
const limit = (keyword: string, value: number, comparison: string): object => ({ path: ['a'], keyword, params: { comparison, limit: value } })
const options = (...types: object[]): object => object({ a: { anyOf: types } })
const cat = object({ kind: { const: 'cat' }, lives: { type: 'integer' } }, { required: ['kind', 'lives'] })
const dog = object({ kind: { const: 'dog' }, name: { type: 'string' }, tail: { type: 'string' } }, { required: ['kind', 'name', 'tail'] })

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
    [{ path: ['b'], keyword: 'type', params: { type: 'string' } }, { path: ['a'], keyword: 'type', params: { type: ['string', 'null'] } }]]
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
