import t from 'tap'
import { schemaCheck } from '../../lib/check/schemas.ts'

const Problem = { $id: 'Problem', $schema: 'x', type: 'object', required: ['type'], properties: { type: { type: 'string' }, inner: { $ref: '#/components/schemas/Inner' } } }
const Inner = { type: 'object', properties: { nullable: { type: 'integer', minimum: 0, exclusiveMinimum: true } } }
const check = schemaCheck({ components: { schemas: { Problem, Inner } } })
const reference = { $ref: '#/components/schemas/Problem' }

t.test('components, and what they refer to', async (t) => {
  t.equal(check(reference, { type: 'a', inner: { nullable: 1 } }), undefined)
  t.equal(check(reference, { type: 'a' }), undefined, 'again')
  t.equal(check(reference, {}), "the body must have required property 'type'")
  t.equal(check(reference, { type: 7 }), '/type must be string', 'nothing is made a string of')
  t.equal(check(reference, { type: 'a', inner: { nullable: 0 } }), '/inner/nullable must be > 0')
})

t.test('several kinds of one status', async (t) => {
  const kind = (name: string): object => ({ type: 'object', required: ['kind'], properties: { kind: { const: name } } })
  const oneOf = { oneOf: [kind('a'), kind('b')], discriminator: { propertyName: 'kind' } }
  t.equal(check(oneOf, { kind: 'b' }), undefined)
  t.equal(check(oneOf, { kind: 'c' }), '/kind must be equal to constant; /kind must be equal to constant; the body must match exactly one schema in oneOf')
})

t.test('what OpenAPI 3.0 says in words of its own', async (t) => {
  const schema = {
    type: 'object',
    properties: {
      a: { type: 'string', nullable: true },
      b: { nullable: true, allOf: [{ $ref: '#/components/schemas/Inner' }] },
      c: { type: 'number', maximum: 3, exclusiveMaximum: true, minimum: 1, exclusiveMinimum: false, example: { $ref: 7 } },
      d: { enum: [{ $ref: 'kept' }], 'x-more': null }
    }
  }
  t.equal(check(schema, { a: null, b: null, c: 1, d: { $ref: 'kept' } }), undefined)
  t.equal(check(schema, { c: 3 }), '/c must be < 3')
  t.equal(check(schema, { c: 0 }), '/c must be >= 1')
  t.match(check(schema, { b: 1 }), '/b must be')
})

t.test('what 3.1 says in words of its own', async (t) => {
  t.equal(check({ type: ['string', 'null'] }, null), undefined)
  const pair = { type: 'array', prefixItems: [{ type: 'string' }, { type: 'number' }], items: false }
  t.equal(check(pair, ['a', 1]), undefined)
  t.equal(check(pair, ['a', 1, 2]), 'the body must NOT have more than 2 items')
  t.equal(check({ prefixItems: [{ type: 'string' }] }, ['a', 1]), undefined)
  t.equal(check({ prefixItems: [{ type: 'string' }] }, [1]), '/0 must be string')
})

t.test('a format that nobody knows is none', async (t) => {
  t.equal(check({ type: 'string', format: 'of-our-own' }, 'a'), undefined)
  t.equal(check({ type: 'string', format: 'date' }, 'a'), 'the body must match format "date"')
})

t.test('a schema that cannot be read', async (t) => {
  const broken = { $ref: '#/components/schemas/None' }
  const said = "the schema cannot be read: can't resolve reference http://localhost/openapi.json#/components/schemas/None from id #"
  t.equal(check(broken, {}), said)
  t.equal(check(broken, {}), said, 'again')
})

t.test('a document without components', async (t) => {
  t.equal(schemaCheck({})({ type: 'string' }, 1), 'the body must be string')
})
