import t from 'tap'
import { isSchema, itemSchemas, memberSchemas, rulesOf, type Rules } from '../../lib/validation/rules.ts'

const root = { $id: 'root' }
const of = (schema: unknown, isSure = true): Rules => rulesOf({ schema, root, isSure })
const [one, other, third] = [{ type: 'string' }, { type: 'null' }, { type: 'array' }]

t.test('the schemas of a property', async (t) => {
  const cases: Array<[name: string, schema: unknown, property: string, found: unknown[]]> = [
    ['named', { properties: { a: one, b: other } }, 'a', [one]],
    ['not named', { properties: { a: one } }, 'b', []],
    ['of the prototype', { properties: { a: one } }, 'constructor', []],
    ['named as one of the prototype', { properties: { constructor: one } }, 'constructor', [one]],
    ['by a pattern', { patternProperties: { '^a': one } }, 'ab', [one]],
    ['by no pattern', { patternProperties: { '^a': one } }, 'b', []],
    ['by two patterns and its name', { properties: { ab: third }, patternProperties: { '^a': one, b$: other } }, 'ab', [one, other, third]],
    ['patterns are those of Unicode', { patternProperties: { '^.$': one } }, '😀', [one]],
    ['a pattern that only `unicodeRegExp: false` takes', { patternProperties: { '^\\-a': one } }, '-a', [one]],
    ['one of the others', { properties: { a: one }, additionalProperties: other }, 'b', [other]],
    ['none of the others: named', { properties: { a: one }, additionalProperties: other }, 'a', [one]],
    ['none of the others: by a pattern', { patternProperties: { '^a': one }, additionalProperties: other }, 'ab', [one]],
    ['unevaluated', { unevaluatedProperties: other }, 'b', [other]],
    ['additional before unevaluated', { additionalProperties: one, unevaluatedProperties: other }, 'b', [one]],
    ['others that are refused', { additionalProperties: false }, 'b', []],
    ['others that are let pass', { additionalProperties: true, unevaluatedProperties: other }, 'b', []],
    ['named, whatever it is', { properties: { a: true } }, 'a', [true]],
    ['of a schema that says nothing', {}, 'a', []],
    ['of no object', true, 'a', []]
  ]
  for (const [name, schema, property, found] of cases) {
    t.strictSame(memberSchemas(of(schema), property), found.map(schema => ({ schema, root, isSure: true })), name)
    t.strictSame(memberSchemas(of(schema, false), property), found.map(schema => ({ schema, root, isSure: false })), `${name}, in a branch`)
  }
})

t.test('the schemas of an item', async (t) => {
  const cases: Array<[name: string, schema: unknown, index: number, found: unknown[]]> = [
    ['all alike', { items: one }, 5, [one]],
    ['a tuple of draft 7', { items: [one, other] }, 1, [other]],
    ['behind it', { items: [one], additionalItems: other }, 1, [other]],
    ['behind it nothing is said', { items: [one] }, 1, []],
    ['a tuple of 2020-12', { prefixItems: [one, other] }, 0, [one]],
    ['behind that', { prefixItems: [one], items: other }, 1, [other]],
    ['a tuple of both: draft 7', { items: [one], prefixItems: [other] }, 0, [one]],
    ['additional items beside items that are all alike', { items: one, additionalItems: other }, 9, [one]],
    ['items that are refused', { items: false }, 0, []],
    ['one of a tuple that may be anything', { prefixItems: [true], items: other }, 0, []],
    ['of no object', false, 0, []]
  ]
  for (const [name, schema, index, found] of cases) {
    t.strictSame(itemSchemas(of(schema), index), found.map(schema => ({ schema, root, isSure: true })), name)
    t.strictSame(itemSchemas(of(schema, false), index), found.map(schema => ({ schema, root, isSure: false })), `${name}, in a branch`)
  }
})

t.test('what is a schema', async (t) => {
  t.strictSame([{}, [], true, false, null, undefined, 'a'].map(isSchema), [true, true, false, false, false, false, false])
})
