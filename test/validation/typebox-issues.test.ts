import t from 'tap'
import { TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox'
import { FormatRegistry, Type, type TSchema } from '@sinclair/typebox'
import { typeboxIssues, type TypeBoxItem } from '../../lib/validation/typebox-issues.ts'

FormatRegistry.Set('email', value => value.includes('@'))

/** What the type provider's compiler reports. */
function itemsOf (schema: TSchema, value: unknown): TypeBoxItem[] {
  const validate = TypeBoxValidatorCompiler({ schema, method: 'POST', url: '/', httpPart: 'body' })
  const result = validate(value) as { error?: TypeBoxItem[] }
  return result.error ?? []
}

const at = (path: Array<string | number>, keyword: string, params?: object): object => ({ path, keyword, ...(params === undefined ? {} : { params }) })
const of = (schema: TSchema): TSchema => Type.Object({ a: schema })

const pets = Type.Union([
  Type.Object({ kind: Type.Literal('cat'), lives: Type.Integer() }), Type.Object({ kind: Type.Literal('dog'), owner: Type.Object({ age: Type.Integer() }) })
])

const cases: Array<[name: string, schema: TSchema, value: unknown, found: object[]]> = [
  ['nothing', of(Type.String()), { a: 'x' }, []],
  ['required', of(Type.String()), {}, [at(['a'], 'required')]],
  ['required, inside', of(of(Type.Integer())), { a: {} }, [at(['a', 'a'], 'required')]],
  ['additional', Type.Object({}, { additionalProperties: false }), { 'x/y': 1 }, [at(['x/y'], 'additionalProperties')]],
  ['maxLength', of(Type.String({ maxLength: 1 })), { a: 'xx' }, [at(['a'], 'maxLength', { limit: 1 })]],
  ['minLength', of(Type.String({ minLength: 3 })), { a: 'xx' }, [at(['a'], 'minLength', { limit: 3 })]],
  ['maxItems', of(Type.Array(Type.Any(), { maxItems: 1 })), { a: [1, 2] }, [at(['a'], 'maxItems', { limit: 1 })]],
  ['minItems', of(Type.Array(Type.Any(), { minItems: 3 })), { a: [1, 2] }, [at(['a'], 'minItems', { limit: 3 })]],
  ['uniqueItems', of(Type.Array(Type.Any(), { uniqueItems: true })), { a: [1, 1] }, [at(['a'], 'uniqueItems')]],
  ['maximum', of(Type.Number({ maximum: 1.5 })), { a: 2 }, [at(['a'], 'maximum', { limit: 1.5 })]],
  ['minimum', of(Type.Integer({ minimum: -1 })), { a: -2 }, [at(['a'], 'minimum', { limit: -1 })]],
  ['exclusiveMaximum', of(Type.Integer({ exclusiveMaximum: 1 })), { a: 1 }, [at(['a'], 'exclusiveMaximum', { limit: 1 })]],
  ['exclusiveMinimum', of(Type.Number({ exclusiveMinimum: 1 })), { a: 1 }, [at(['a'], 'exclusiveMinimum', { limit: 1 })]],
  ['multipleOf', of(Type.Integer({ multipleOf: 5 })), { a: 1 }, [at(['a'], 'multipleOf', { multipleOf: 5 })]],
  ['format', of(Type.String({ format: 'email' })), { a: 'x' }, [at(['a'], 'format', { format: 'email' })]],
  ['pattern', of(Type.String({ pattern: '^x' })), { a: 'y' }, [at(['a'], 'pattern')]],
  ['string', of(Type.String()), { a: 1 }, [at(['a'], 'type', { type: 'string' })]],
  ['number', of(Type.Number()), { a: 'x' }, [at(['a'], 'type', { type: 'number' })]],
  ['integer', of(Type.Integer()), { a: 1.5 }, [at(['a'], 'type', { type: 'integer' })]],
  ['boolean', of(Type.Boolean()), { a: 1 }, [at(['a'], 'type', { type: 'boolean' })]],
  ['object', of(Type.Object({})), { a: 1 }, [at(['a'], 'type', { type: 'object' })]],
  ['array', of(Type.Array(Type.Any())), { a: 1 }, [at(['a'], 'type', { type: 'array' })]],
  ['null', of(Type.Null()), { a: 1 }, [at(['a'], 'type', { type: 'null' })]],
  ['the whole', of(Type.Any()), 'x', [at([], 'type', { type: 'object' })]],
  ['a value', of(Type.Literal('x')), { a: 'y' }, [at(['a'], 'const', { allowedValues: ['x'] })]],
  ['a value with a line break', of(Type.Literal('x\ny')), { a: 'y' }, [at(['a'], 'const', { allowedValues: ['x\ny'] })]],
  ['a number', of(Type.Literal(-1.5)), { a: 'y' }, [at(['a'], 'const', { allowedValues: [-1.5] })]],
  ['true', of(Type.Literal(true)), { a: 'y' }, [at(['a'], 'const', { allowedValues: [true] })]],
  ['a union of values', of(Type.Union([Type.Literal('x'), Type.Literal(2)])), { a: 'y' }, [at(['a'], 'enum', { allowedValues: ['x', 2] })]],
  ['a union of values in a list', of(Type.Array(of(Type.Union([Type.Literal('x'), Type.Literal('z')])))), { a: [{ a: 'x' }, { a: 'y' }] },
    [at(['a', 1, 'a'], 'enum', { allowedValues: ['x', 'z'] })]],
  ['a union of values as a whole', Type.Union([Type.Literal('x'), Type.Literal('y')]), 'z', [at([], 'enum', { allowedValues: ['x', 'y'] })]],
  ['a union of types', of(Type.Union([Type.String(), Type.Null()])), { a: true }, [at(['a'], 'type', { type: ['string', 'null'] })]],
  ['a union of a type and a value', of(Type.Union([Type.String(), Type.Literal(2)])), { a: true }, [at(['a'], 'const', { allowedValues: [2] })]],
  ['a union of objects that a value tells apart', of(pets), { a: { kind: 'cat', lives: 'x' } }, [at(['a', 'lives'], 'type', { type: 'integer' })]],
  ['of which one lacks a property', of(pets), { a: { kind: 'dog' } }, [at(['a', 'owner'], 'required')]],
  ['of which one has a fault inside', of(pets), { a: { kind: 'dog', owner: { age: 1.5 } } }, [at(['a', 'owner', 'age'], 'type', { type: 'integer' })]],
  ['a value that is none of them', of(pets), { a: { kind: 'cow' } }, [at(['a', 'kind'], 'enum', { allowedValues: ['cat', 'dog'] })]],
  ['one property in place of another', of(Type.Union([Type.Object({ x: Type.Any() }), Type.Object({ y: Type.Any() })])), { a: {} }, [at(['a'], 'requiredAny', { missingProperties: ['x', 'y'] })]],
  ['in a tuple', of(Type.Tuple([Type.Boolean(), Type.Union([Type.Literal(1), Type.Literal(2)])])), { a: [true, 3] }, [at(['a', 1], 'enum', { allowedValues: [1, 2] })]],
  ['a list that has a fault inside', of(Type.Union([Type.Array(Type.Integer()), Type.Object({})])), { a: [1, 1.5] }, [at(['a', 1], 'type', { type: 'integer' })]],
  ['a tuple that has one', of(Type.Union([Type.Tuple([Type.Null(), Type.String()]), Type.Object({})])), { a: [null, 1] }, [at(['a', 1], 'type', { type: 'string' })]],
  ['where it is not plain what is wrong', of(Type.Union([Type.String({ minLength: 3 }), Type.Object({})])), { a: 'x' }, [at(['a'], 'anyOf')]],
  ['nor deep inside', of(Type.Union([of(of(of(of(of(Type.String()))))), Type.Null()])), { a: { a: { a: { a: { a: { a: 1 } } } } } }, [at(['a'], 'anyOf')]],
  ['what is rare', of(Type.Date()), { a: 'x' }, [{ ...at(['a'], 'unknown'), words: 'Expected Date' }]],
  ['several', Type.Object({ a: Type.String(), b: Type.Array(Type.Integer()) }), { b: ['x', 1, 'y'] },
    [at(['a'], 'required'), at(['b', 0], 'type', { type: 'integer' }), at(['b', 2], 'type', { type: 'integer' })]]
]

t.test('with the real compiler', async (t) => {
  for (const [name, schema, value, found] of cases) t.strictSame(typeboxIssues(itemsOf(schema, value), value, schema), found, name)
})

t.test('words of an application, and no schema', async (t) => {
  t.strictSame(typeboxIssues([{ message: 'No.', instancePath: '/a/b' }], { a: 1 }, undefined), [{ ...at(['a', 'b'], 'unknown'), words: 'No.' }])
  t.strictSame(typeboxIssues([{ message: 'Expected union value', instancePath: '/a' }], { a: 1 }, undefined), [at(['a'], 'anyOf')])
  t.strictSame(typeboxIssues([{ message: "Expected 'x'", instancePath: '/a' }], { a: 1 }, undefined), [at(['a'], 'const')])
  t.strictSame(typeboxIssues([], {}, undefined), [])
  const bare = { properties: { a: { anyOf: [{ type: 'object' }, { type: 'null' }] } } }
  t.strictSame(typeboxIssues([{ message: 'Expected union value', instancePath: '/a' }], { a: {} }, bare), [at(['a'], 'anyOf')], 'objects that ask for nothing')
})

t.test('the text of all paths has a bound', async (t) => {
  const items = Array.from({ length: 1000 }, (_, index) => ({ message: 'Expected string', instancePath: `${'/next'.repeat(250)}/${index}` }))
  const found = typeboxIssues(items, {}, undefined)
  t.ok(found.length > 40 && found.length < 60, `${found.length} findings`)
})
