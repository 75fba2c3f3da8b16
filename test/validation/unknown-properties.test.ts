import t from 'tap'
import { Type } from '@sinclair/typebox'
import { compileUnknownProperties } from '../../lib/validation/unknown-properties.ts'
import { combinations, places, references } from '../fixtures/unknown-properties.ts'

const added: Record<string, unknown> = {
  address: { $id: 'address', type: 'object', properties: { city: {}, country: { $ref: '#/definitions/country' } }, definitions: { country: { properties: { code: {} } } } },
  tree: { $id: 'tree', properties: { children: { items: { $ref: 'tree#' } } } },
  named: { $id: 'named', $defs: { part: { $anchor: 'part', properties: { p: {} } }, old: { $id: '#old', properties: { o: {} } } } }
}
const resolve = (id: string): unknown => added[id]

for (const [group, cases] of Object.entries({ places, references, combinations })) {
  t.test(group, async (t) => {
    for (const [name, schema, body, found] of cases) {
      t.strictSame(compileUnknownProperties(schema, resolve)?.(body) ?? [], found, name)
    }
  })
}

t.test('undefined where nothing can be unknown', async (t) => {
  const free: unknown[] = [
    undefined, null, true, {}, { type: 'object' }, { type: 'string' }, { type: 'array', items: {} }, { properties: { a: {} }, additionalProperties: true },
    { properties: { a: {} }, additionalProperties: false }, { properties: { a: {} }, unevaluatedProperties: false }, Type.Record(Type.String(), Type.Any()),
    { patternProperties: { '^a': {} } }, { $ref: '#' }, { $ref: 'nowhere' }, { items: { $ref: '#' } }
  ]
  for (const schema of free) t.equal(compileUnknownProperties(schema, resolve), undefined, JSON.stringify(schema))
  const closed: unknown[] = [
    { properties: {} }, { items: { properties: {} } }, { items: [{}, { properties: {} }] }, { patternProperties: { '^a': { properties: {} } } },
    { additionalProperties: { properties: {} } }, { properties: { a: { properties: {} } }, additionalProperties: false }, { anyOf: [true, { properties: {} }] },
    Type.Record(Type.String(), Type.Object({})), Type.Object({ a: Type.Tuple([Type.Object({})]) }, { additionalProperties: false })
  ]
  for (const schema of closed) t.type(compileUnknownProperties(schema, resolve), 'function', JSON.stringify(schema))
})

t.test('the limit', async (t) => {
  const schema = { properties: { a: { properties: {} } } }
  const body = { x: 1, a: { y: 1, z: 1 }, w: 1 }
  t.strictSame(compileUnknownProperties(schema, resolve)?.(body), [['x'], ['w'], ['a', 'y'], ['a', 'z']])
  t.strictSame(compileUnknownProperties(schema, resolve, 3)?.(body), [['x'], ['w'], ['a', 'y']])
  t.strictSame(compileUnknownProperties(schema, resolve, 1)?.(body), [['x']])
})

t.test('bodies deeper than the stack', async (t) => {
  const schema = Type.Recursive(Self => Type.Object({ next: Type.Optional(Self), list: Type.Optional(Type.Array(Self)) }))
  const unknown = compileUnknownProperties(schema, resolve)
  const depth = 100_000
  const read = (open: string, close: string): unknown => JSON.parse(`${open.repeat(depth)}{"extra":1}${close.repeat(depth)}`)
  for (const body of [read('{"next":', '}'), read('{"list":[', ']}')]) {
    const [path, ...none] = unknown?.(body) as string[][]
    t.strictSame([none, path?.at(-1)], [[], '…'])
    t.ok((path as string[]).length > 10_000 && (path as string[]).join('').length <= 65_536, 'the path is cut')
  }
})

t.test('a body with more unknown properties than anyone reads', async (t) => {
  const unknown = compileUnknownProperties(Type.Recursive(Self => Type.Object({ next: Type.Optional(Self) })), resolve, 10)
  const leaf = JSON.stringify(Object.fromEntries(Array.from({ length: 50_000 }, (_, index) => [`x${index}`, 1])))
  const body: unknown = JSON.parse(`${'{"next":'.repeat(1000)}${leaf}${'}'.repeat(1000)}`)
  t.equal(unknown?.(body).length, 10)
})

t.test('the text of all paths has a bound', async (t) => {
  const unknown = compileUnknownProperties(Type.Recursive(Self => Type.Object({ next: Type.Optional(Self) })), resolve, 1000)
  const leaf = JSON.stringify(Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`x${index}`, 1])))
  const found = unknown?.(JSON.parse(`${'{"next":'.repeat(250)}${leaf}${'}'.repeat(250)}`)) ?? []
  t.ok(found.length > 40 && found.flat().join('').length <= 65_536, `${found.length} findings`)
  t.strictSame(unknown?.({ ['n'.repeat(1800)]: 1 }), [['n'.repeat(199) + '…']], 'a long name')
})

t.test('a body with a schema for each content type', async (t) => {
  const content = { 'application/json': { schema: { properties: { a: {} } } }, 'application/xml': { schema: { properties: { b: {} } } }, 'text/plain': { schema: {} }, 'text/csv': {} }
  const unknown = compileUnknownProperties({ content }, resolve)
  const body = { a: 1, b: 1 }
  t.strictSame(unknown?.(body, 'Application/JSON; charset=utf-8'), [['b']])
  t.strictSame(unknown?.(body, 'application/xml'), [['a']])
  for (const other of ['text/plain', 'text/csv', 'image/png', 'constructor', undefined]) t.strictSame(unknown?.(body, other), [], String(other))
  t.equal(compileUnknownProperties({ content: { 'text/plain': { schema: {} } } }, resolve), undefined)
})
