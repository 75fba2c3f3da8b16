import t from 'tap'
import { sentencesOf, type Version } from '../../lib/openapi/versions.ts'

const convert = (version: Version) => function inside (schema: unknown): unknown {
  return typeof schema === 'object' && schema !== null ? sentencesOf(schema as Record<string, unknown>, version, inside) : schema
}
const in31 = convert('3.1.1')
const in30 = convert('3.0.3')

t.test('OpenAPI 3.1: JSON Schema 2020-12', async (t) => {
  const cases: Array<[given: object, made: object]> = [
    [{ $id: 'a', $schema: 'b', $defs: {}, definitions: {}, type: 'string', of: () => 1, nothing: undefined }, { type: 'string' }],
    [{ const: 1, type: ['string', 'null'] }, { const: 1, type: ['string', 'null'] }],
    [{ type: 'object', patternProperties: { '^(.*)$': { $id: 'x', type: 'string' } } }, { type: 'object', additionalProperties: { type: 'string' } }],
    [{ patternProperties: { '^a': { type: 'string' } } }, { patternProperties: { '^a': { type: 'string' } } }],
    [{ properties: { a: {} }, patternProperties: { '.*': {} } }, { properties: { a: {} }, patternProperties: { '.*': {} } }],
    [{ type: 'array', items: [{ type: 'string', $id: 'a' }], additionalItems: false }, { type: 'array', prefixItems: [{ type: 'string' }], items: false }],
    [{ type: 'array', items: [{}] }, { type: 'array', prefixItems: [{}] }],
    [{ type: 'array', items: { $id: 'a' } }, { type: 'array', items: {} }],
    [{ anyOf: [{ $id: 'a' }], not: { $id: 'b' }, properties: { p: { $id: 'c' } } }, { anyOf: [{}], not: {}, properties: { p: {} } }]
  ]
  for (const [given, made] of cases) t.strictSame(in31(given), made, JSON.stringify(given))
})

t.test('OpenAPI 3.0: in its own words, and what it has no word for is left out', async (t) => {
  const cases: Array<[given: object, made: object]> = [
    [{ const: 1, type: 'integer' }, { enum: [1], type: 'integer' }],
    [{ examples: ['a', 'b'] }, { example: 'a' }],
    [{ type: ['string', 'null'] }, { type: 'string', nullable: true }],
    [{ type: ['string', 'integer', 'null'] }, { anyOf: [{ type: 'string', nullable: true }, { type: 'integer', nullable: true }] }],
    [{ type: ['string', 'integer'] }, { anyOf: [{ type: 'string' }, { type: 'integer' }] }],
    [{ type: 'null' }, { nullable: true, enum: [null] }],
    [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, { type: 'string', nullable: true }],
    [{ anyOf: [{ $ref: '#/a' }, { type: 'null' }] }, { nullable: true, allOf: [{ $ref: '#/a' }] }],
    [{ oneOf: [{ type: 'string' }, { type: 'integer' }, { type: 'null' }] }, { nullable: true, oneOf: [{ type: 'string' }, { type: 'integer' }] }],
    [{ anyOf: [{ type: 'string' }] }, { anyOf: [{ type: 'string' }] }],
    [{ exclusiveMinimum: 1, exclusiveMaximum: 5 }, { minimum: 1, exclusiveMinimum: true, maximum: 5, exclusiveMaximum: true }],
    [{ exclusiveMinimum: true, exclusiveMaximum: true }, { exclusiveMinimum: true, exclusiveMaximum: true }],
    [{ if: {}, then: {}, contains: {}, dependentRequired: {}, title: 'a' }, { title: 'a' }],
    [{ type: 'array', items: [{ type: 'string' }], additionalItems: false }, { type: 'array', items: { anyOf: [{ type: 'string' }] } }],
    [{ type: 'array' }, { type: 'array', items: {} }],
    [{ type: 'array', items: true }, { type: 'array', items: {} }],
    [{ not: false }, { not: { not: {} } }],
    [{ patternProperties: { '^a': { type: 'string' } } }, { additionalProperties: { anyOf: [{ type: 'string' }] } }],
    [{ additionalProperties: false, patternProperties: { '^a': { type: 'string' } } }, { additionalProperties: false }],
    [{ additionalProperties: true }, { additionalProperties: true }]
  ]
  for (const [given, made] of cases) t.strictSame(in30(given), made, JSON.stringify(given))
})
