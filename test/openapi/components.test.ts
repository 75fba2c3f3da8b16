import { Type } from '@sinclair/typebox'
import { z } from 'zod'
import t from 'tap'
import { Components, jsonOf } from '../../lib/openapi/components.ts'

const schemas: Record<string, object> = {
  Address: { $id: 'Address', type: 'object', properties: { city: { type: 'string' }, in: { $ref: '#/definitions/country' } }, definitions: { country: { type: 'string' } } },
  Person: { $id: 'Person', type: 'object', properties: { lives: { $ref: 'Address#' }, friend: { $ref: '#' } } }
}
const resolve = (id: string): unknown => schemas[id]
const convert = (schema: unknown): [made: unknown, schemas: unknown] => {
  const components = new Components('3.1.1')
  return [components.convert(schema, resolve), components.schemas]
}

t.test('what has an id, or is referred to, is a component', async (t) => {
  t.strictSame(convert({ type: 'array', items: { $ref: 'Person#' } }), [
    { type: 'array', items: { $ref: '#/components/schemas/Person' } },
    {
      Person: { type: 'object', properties: { lives: { $ref: '#/components/schemas/Address' }, friend: { $ref: '#/components/schemas/Person' } } },
      Address: { type: 'object', properties: { city: { type: 'string' }, in: { $ref: '#/components/schemas/country' } } },
      country: { type: 'string' }
    }
  ])
  t.strictSame(convert({ $ref: 'Address#/properties/city' }), [{ $ref: '#/components/schemas/city' }, { city: { type: 'string' } }])
  t.strictSame(convert({ type: 'object', properties: { a: { $ref: '#/definitions/a' } }, definitions: { a: { type: 'string' } } }), [{ type: 'object', properties: { a: { $ref: '#/components/schemas/a' } } }, { a: { type: 'string' } }])
  t.strictSame(convert({ $id: 'Book', type: 'object' }), [{ $ref: '#/components/schemas/Book' }, { Book: { type: 'object' } }])
})

t.test('what is no object is what it was', async (t) => {
  t.strictSame(convert(true), [true, {}])
})

t.test('a recursive schema of TypeBox, whatever number it has', async (t) => {
  const Node = Type.Recursive(self => Type.Object({ next: Type.Optional(self) }), { $id: 'T7' })
  t.strictSame(convert(Node), [{ $ref: '#/components/schemas/Tree' }, { Tree: { type: 'object', properties: { next: { $ref: '#/components/schemas/Tree' } } } }])
})

t.test('what refers to nothing', async (t) => {
  for (const $ref of ['Nowhere#', 'Address#/properties/street', '#/definitions/none']) t.strictSame(convert({ $ref }), [{}, {}], $ref)
  t.strictSame(convert({ $ref: '#' }), [{ $ref: '#/components/schemas/Schema' }, { Schema: { $ref: '#/components/schemas/Schema' } }])
})

t.test('names: one for one schema, and another for another', async (t) => {
  const components = new Components('3.1.1')
  const a = components.add('A b', () => ({ type: 'string' }))
  t.strictSame(a, { $ref: '#/components/schemas/A_b' })
  t.strictSame(components.add('A b', () => ({ type: 'string' })), a)
  t.strictSame(components.add('A b', () => ({ type: 'number' })), { $ref: '#/components/schemas/A_b2' })
  t.strictSame(components.add('A b', () => ({ type: 'number' }), 'key'), { $ref: '#/components/schemas/A_b3' })
  t.strictSame(components.add('other', () => ({}), 'key'), { $ref: '#/components/schemas/A_b3' })
  t.strictSame(Object.keys(components.schemas), ['A_b', 'A_b2', 'A_b3'])
})

t.test('JSON Schema, of what is none itself', async (t) => {
  t.match(jsonOf(z.object({ a: z.string() })), { type: 'object', properties: { a: { type: 'string' } } })
  t.strictSame(jsonOf(z.object({ a: z.date() })), {}, 'what JSON cannot say')
  t.strictSame(jsonOf({ '~standard': { validate: () => ({}) } }), {})
  t.strictSame(jsonOf({ isFluentSchema: true, valueOf: () => ({ type: 'string' }) }), { type: 'string' })
  t.strictSame(jsonOf({ isFluentJSONSchema: true, valueOf: () => ({ type: 'string' }) }), { type: 'string' })
  const plain = { type: 'string' }
  t.equal(jsonOf(plain), plain)
  t.equal(jsonOf(undefined), undefined)
})
