import { Value } from '@sinclair/typebox/value'
import t from 'tap'
import { faultsOf } from '../../lib/options/faults.ts'
import { Type, type TSchema } from '../../lib/options/type.ts'

const pathsOf = (schema: TSchema, value: unknown): string[] => faultsOf(schema, value).map(({ path }) => path)

t.test('right or wrong as TypeBox says it', async (t) => {
  const member = Type.Object({ a: Type.String() }, { additionalProperties: false })
  const cases: Array<[schema: TSchema, right: unknown[], wrong: unknown[]]> = [
    [Type.Any(), [undefined, null, 1, () => {}], []],
    [Type.Unknown(), [undefined, null, 1], []],
    [Type.Boolean(), [true, false], [0, null, undefined, 'true']],
    [Type.Undefined(), [undefined], [null, 0, '']],
    [Type.Function(), [() => {}, class {}], [{}, null, undefined]],
    [Type.Literal('a'), ['a'], ['b', 1, undefined, null]],
    [Type.Literal(false), [false], [true, undefined, 0]],
    [Type.String(), ['', 'a'], [1, null, undefined, ['a']]],
    [Type.String({ minLength: 2, pattern: '^a' }), ['ab', 'abc'], ['a', 'ba', '', 5]],
    [Type.Number({ exclusiveMinimum: 0, maximum: 2 }), [0.5, 2], [0, 2.1, NaN, Infinity, '1', 1n]],
    [Type.Number(), [-1, 0, 1e300], [NaN, -Infinity, '1']],
    [Type.Integer({ minimum: 1 }), [1, 5], [0, 1.5, NaN, Infinity, '1', 1n, null]],
    [Type.Array(Type.String(), { minItems: 1 }), [['a'], ['a', 'a']], [[], [1], 'a', { 0: 'a', length: 1 }]],
    [Type.Array(Type.String(), { uniqueItems: true }), [[], ['a', 'b']], [['a', 'a']]],
    [member, [{ a: 'b' }], [{}, { a: 1 }, { a: 'b', c: 1 }, [], null, 5, () => {}]],
    [Type.Partial(member, { minProperties: 1 }), [{ a: 'b' }], [{}, { c: 1 }]],
    [Type.Partial(member), [{}, { a: undefined }], [{ a: null }, { c: undefined }]],
    [Type.Record(Type.String()), [{}, { a: 'b', 'c/d': 'e' }], [{ a: 1 }, [], null]],
    [Type.Union([Type.Boolean(), member]), [true, { a: 'b' }], [1, {}, { a: 1 }]]
  ]
  for (const [schema, right, wrong] of cases) {
    for (const value of right) t.strictSame([pathsOf(schema, value), Value.Check(schema, value)], [[], true])
    for (const value of wrong) t.strictSame([pathsOf(schema, value).length > 0, Value.Check(schema, value)], [true, false])
  }
})

t.test('where it is wrong, and what would be right there', async (t) => {
  const text = Type.String({ description: 'a text' })
  const schema = Type.Object({ 'a/b~': text, list: Type.Array(text), any: Type.Union([text, Type.Array(text)]) })
  t.strictSame(faultsOf(schema, { 'a/b~': 1, list: ['a', 2], any: 3 }).map(({ path, schema, value }) => [path, schema['description'], value]), [
    ['/a~1b~0', 'a text', 1], ['/list/1', 'a text', 2], ['/any', undefined, 3]
  ])
  t.strictSame(pathsOf(schema, {}), ['/a~1b~0', '/list', '/any'])
  t.strictSame(pathsOf(schema, { 'a/b~': '', list: [], any: ['a', 1] }), ['/any/1'])
  t.strictSame(pathsOf(Type.Record(text), { a: 'b', c: 1 }), ['/c'])
})

t.test('a property that is not named', async (t) => {
  const [fault, ...others] = faultsOf(Type.Object({}, { additionalProperties: false }), { toString: 1 })
  t.match(fault, { path: '/toString', isUnknown: true, value: 1 })
  t.strictSame(others, [])
})

t.test('what an instance has of its class is there', async (t) => {
  class Store { name = 'a'; open (): void {} }
  t.strictSame(faultsOf(Type.Object({ name: Type.String(), open: Type.Function() }), new Store()), [])
})
