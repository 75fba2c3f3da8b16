// What is made here is what TypeBox makes, and TypeBox takes it for its own.
import assert from 'node:assert/strict'
import * as typebox from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import t from 'tap'
import { akeneoSchema } from '../../lib/dialects/akeneo.ts'
import { gitlabSchema } from '../../lib/dialects/gitlab.ts'
import { problemSchema } from '../../lib/dialects/problem.ts'
import { Type } from '../../lib/options/type.ts'

const theirs = typebox.Type
const said = { description: 'a description' }

t.test('the same schemas, with the same symbols', async () => {
  const pairs: Array<[ours: unknown, theirs: unknown]> = [
    [Type.Any(), theirs.Any()], [Type.Any(said), theirs.Any(said)],
    [Type.Array(Type.String(), { minItems: 1, ...said }), theirs.Array(theirs.String(), { minItems: 1, ...said })],
    [Type.Boolean(), theirs.Boolean()], [Type.Null(), theirs.Null()], [Type.Undefined(), theirs.Undefined()], [Type.Unknown(said), theirs.Unknown(said)],
    [Type.Integer({ minimum: 1 }), theirs.Integer({ minimum: 1 })], [Type.Number({ exclusiveMinimum: 0 }), theirs.Number({ exclusiveMinimum: 0 })],
    [Type.String({ pattern: 'a' }), theirs.String({ pattern: 'a' })],
    [Type.Literal('a', said), theirs.Literal('a', said)], [Type.Literal(4), theirs.Literal(4)], [Type.Literal(true), theirs.Literal(true)],
    [Type.Union([Type.Literal(1), Type.String()], said), theirs.Union([theirs.Literal(1), theirs.String()], said)],
    [Type.Optional(Type.String()), theirs.Optional(theirs.String())],
    [Type.Object({}), theirs.Object({})],
    [Type.Object({ a: Type.String(), b: Type.Optional(Type.Number()) }, { additionalProperties: false }), theirs.Object({ a: theirs.String(), b: theirs.Optional(theirs.Number()) }, { additionalProperties: false })],
    [Type.Partial(Type.Object({ a: Type.String() }, { minProperties: 1 }), said), theirs.Partial(theirs.Object({ a: theirs.String() }, { minProperties: 1 }), said)],
    [Type.Composite([Type.Object({ a: Type.String() }), Type.Partial(Type.Object({ b: Type.String() }))], said), theirs.Composite([theirs.Object({ a: theirs.String() }), theirs.Partial(theirs.Object({ b: theirs.String() }))], said)],
    [Type.Record(Type.String(), said), theirs.Record(theirs.String(), theirs.String(), said)]
  ]
  for (const [ours, their] of pairs) assert.deepStrictEqual(ours, their)
})

t.test('a record of itself', async (t) => {
  const ours = Type.RecursiveRecord(self => Type.Union([Type.String(), self]))
  assert.deepStrictEqual({ ...ours, $id: 0, patternProperties: 0 }, { ...theirs.Recursive(self => theirs.Record(theirs.String(), theirs.Union([theirs.String(), self]))), $id: 0, patternProperties: 0 })
  for (const right of [{}, { a: 'b' }, { a: { b: { c: 'd' } } }]) t.ok(Value.Check(ours, right), JSON.stringify(right))
  for (const wrong of [1, { a: 1 }, { a: { b: { c: null } } }]) t.notOk(Value.Check(ours, wrong), JSON.stringify(wrong))
  t.not(ours['$id'], Type.RecursiveRecord(self => self)['$id'])
})

t.test('what leaves the package can be put into schemas of TypeBox', async (t) => {
  const any = theirs.Union([akeneoSchema(404), problemSchema(404), gitlabSchema()])
  t.ok(typebox.KindGuard.IsObject(akeneoSchema(404)))
  t.ok(typebox.TypeGuard.IsSchema(any))
  for (const body of [{ code: 404, message: 'No.' }, { type: 'about:blank', title: 'Not Found', status: 404 }, { message: { name: ['is bad'] } }]) t.ok(Value.Check(any, body))
  t.notOk(Value.Check(any, { code: 405, message: 'No.' }) && Value.Check(akeneoSchema(404), { code: 405, message: 'No.' }))
  t.notOk(Value.Check(akeneoSchema(404), { code: 404, message: '' }))
})
