import { Type } from '@sinclair/typebox'
import t from 'tap'
import { sampleOf, textsFor } from '../../lib/openapi/samples.ts'

const shared: Record<string, unknown> = { Code: { type: 'string', minLength: 3 } }
const resolve = (id: string): unknown => shared[id]

t.test('what a schema names itself, else the least of its type', async (t) => {
  const cases: Array<[schema: unknown, sample: unknown]> = [
    [{ const: 'a' }, 'a'],
    [{ type: 'string', default: 'b' }, 'b'],
    [{ example: 'c' }, 'c'],
    [{ examples: ['d', 'e'] }, 'd'],
    [{ enum: ['f', 'g'] }, 'f'],
    [{ $ref: 'Code' }, 'aaa'],
    [{ anyOf: [{ type: 'integer' }, { type: 'string' }] }, 1],
    [{ oneOf: [{ type: 'boolean' }] }, true],
    [{ allOf: [{ type: 'object', properties: { a: { type: 'integer' } }, required: ['a'] }, { type: 'object', properties: { b: { const: 2 } }, required: ['b'] }] }, { a: 1, b: 2 }],
    [Type.Object({ a: Type.String(), b: Type.Optional(Type.String()) }), { a: 'a' }],
    [{ properties: {} }, {}],
    [{ type: 'object' }, {}],
    [{ type: 'object', required: 'a', properties: { a: { type: 'boolean' } } }, { a: true }],
    [{ type: 'array', items: { type: 'integer' } }, []],
    [{ type: 'array', minItems: 2, items: { type: 'integer' } }, [1, 1]],
    [{ type: 'integer', minimum: 5 }, 5],
    [{ type: 'number', exclusiveMinimum: 5 }, 6],
    [{ type: 'integer', maximum: -3 }, -3],
    [{ type: ['null', 'string'] }, 'a'],
    [{ type: 'string', format: 'date' }, '2030-01-31'],
    [{ type: 'string', format: 'nothing' }, 'a'],
    [{ type: 'null' }, null],
    [{}, null],
    [undefined, null],
    [true, null]
  ]
  for (const [schema, sample] of cases) t.strictSame(sampleOf(schema, resolve), sample, JSON.stringify(schema))
})

t.test('a schema of itself has an end', async (t) => {
  shared['Tree'] = { type: 'object', required: ['child'], properties: { child: { $ref: 'Tree' } } }
  t.match(JSON.stringify(sampleOf({ $ref: 'Tree' }, resolve)), /^\{"child":.*null/)
})

t.test('texts for a parameter', async (t) => {
  t.equal(textsFor({ type: 'integer' }, 'id', resolve)[0], '1')
  t.equal(textsFor(undefined, 'id', resolve)[0], 'id')
  t.equal(textsFor({ type: 'string' }, 'id', resolve)[0], 'id')
  t.equal(textsFor({ type: 'object' }, 'id', resolve)[0], 'id')
  t.equal(textsFor({}, 'id', resolve)[0], 'id')
})
