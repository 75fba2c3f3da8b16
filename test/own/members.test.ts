import { Type } from '@sinclair/typebox'
import t from 'tap'
import { z } from 'zod'
import { membersCheck } from '../../lib/own/members.ts'
import { schemaOf } from '../../lib/own/member-schema.ts'

const standard = (validate: (value: unknown) => unknown) => ({ '~standard': { version: 1, vendor: 'test', validate } })

t.test('what does not fit is left out', async (t) => {
  const box = Type.Object({ n: Type.Integer(), s: Type.Optional(Type.String({ format: 'uri' })), o: Type.Optional(Type.Object({ a: Type.Number() })) })
  const zod = z.object({ n: z.number(), when: z.date().transform(date => date.toISOString()).optional(), s: z.optional(z.string()) })
  const deep = { type: 'object', properties: { a: { type: 'object', properties: { b: { type: 'string' } }, required: ['b'] } } }
  const cases: Array<[name: string, schema: unknown, given: unknown, members: unknown, faults?: string[], omit?: string[]]> = [
    ['all fits', box, { n: 1, s: 'https://a.example/' }, { n: 1, s: 'https://a.example/' }],
    ['plain data', box, { n: 1, o: { a: 1, toJSON: () => ({ a: 2 }) } }, { n: 1, o: { a: 2 } }],
    ['another type', box, { n: '1' }, {}, ['its member "n" does not fit: must be integer']],
    ['no number', box, { n: NaN }, {}, ['its member "n" does not fit: must be integer']],
    ['a format', box, { n: 1, s: 'x' }, { n: 1 }, ['its member "s" does not fit: must match format "uri"']],
    ['one that may not be told of', box, { n: 1, s: 'x' }, { n: 1 }, ['its member "s" does not fit'], ['s']],
    ['one inside', box, { n: 1, o: { a: 'x' } }, { n: 1 }, ['its member "o" does not fit: must be number']],
    ['one that is not there', box, {}, {}, ['its member "n" is missing']],
    ['one inside that is not there', deep, { a: {} }, {}, ['its member "a" does not fit: must have required property \'b\'']],
    ['one that is not in it', box, { n: 1, x: 1 }, { n: 1 }, ['its member "x" is not in its definition']],
    ['none are known', undefined, { x: 1 }, {}, ['its member "x" is not in its definition']],
    ['what is no object', box, 7, {}, ['its member "n" is missing']],
    ['a closed schema', { ...box, additionalProperties: false }, { n: 1, x: 1 }, { n: 1 }, ['its member "x" does not fit: must NOT have additional properties', 'its member "x" is not in its definition']],
    ['too few', { type: 'object', properties: { a: {} }, minProperties: 2 }, { a: 1 }, {}, ['its members do not fit: must NOT have fewer than 2 properties']],
    ['a Standard Schema', zod, { n: 1, when: new Date(0) }, { n: 1, when: '1970-01-01T00:00:00.000Z' }],
    ['of which one does not fit', zod, { n: 1, s: 2 }, { n: 1 }, ['its member "s" does not fit: Invalid input: expected string, received number']],
    ['of which one is not in it', zod, { n: 1, x: 2 }, { n: 1 }],
    ['a function', Object.assign(() => {}, standard(value => ({ value }))), { a: 1 }, { a: 1 }],
    ['a path of keys', standard(() => ({ issues: [{ message: 'no', path: [{ key: 'a' }] }] })), { a: 1, b: 2 }, { b: 2 }, ['its member "a" does not fit: no']],
    ['no path', standard(() => ({ issues: [{ message: 'no' }] })), { a: 1 }, {}, ['its members do not fit: no']],
    ['no path, where one may not be told of', standard(() => ({ issues: [{ message: 'no' }] })), { a: 1 }, {}, ['its members do not fit'], ['a']],
    ['a promise', standard(async () => { throw new Error('late') }), { a: 1 }, {}, ['its members do not fit, for their schema answers with a promise']],
    ['one that throws', standard(() => { throw new Error('bug') }), { a: 1 }, {}, ['its members do not fit: Error: bug']]
  ]
  for (const [name, schema, given, members, faults, omit = []] of cases) {
    const { names } = schemaOf(schema)
    const checked = membersCheck(schema, names, omit)(given as never)
    t.strictSame({ ...checked.members }, members, name)
    if (faults === undefined) t.equal(checked.faults, undefined, name)
    else t.ok(checked.faults?.length === faults.length && faults.every((fault, at) => checked.faults?.[at]?.startsWith(fault)), `${name}: ${String(checked.faults)}`)
  }
})

t.test('schemas of one $id', async (t) => {
  const schemas = ['string', 'number'].map(type => ({ $id: 'https://a.example/same', type: 'object', properties: { a: { type } } }))
  const [text, number] = schemas.map(schema => membersCheck(schema, ['a'], []))
  t.strictSame([text?.({ a: 'x' }), number?.({ a: 1 })], [{ members: { a: 'x' } }, { members: { a: 1 } }])
  t.strictSame([text?.({ a: 1 }).members, number?.({ a: 'x' }).members], [{}, {}])
})

t.test('what is known of a schema', async (t) => {
  t.strictSame(schemaOf(undefined), { json: undefined, names: [] })
  t.strictSame(schemaOf(z.object({ a: z.string() })).names, ['a'])
  t.strictSame(schemaOf(z.object({ a: z.string() })).json?.type, 'object')
  const noJson = z.object({ a: z.bigint() })
  t.strictSame(schemaOf(noJson), { json: undefined, names: ['a'] }, 'of a schema that JSON Schema cannot say')
  t.strictSame(schemaOf({ ...standard(() => ({})), entries: { b: 1 } }).names, ['b'])
  t.strictSame(schemaOf(standard(() => ({}))), { json: undefined, names: undefined })
  t.throws(() => schemaOf(7), TypeError)
})
