import t from 'tap'
import { References } from '../../lib/validation/references.ts'

const part = { $anchor: 'part', type: 'string' }
const nested = { $id: 'nested', $defs: { deep: { type: 'null' } } }
const root = { $id: 'root', $defs: { part, nested, old: { $id: '#old' }, 'a/b~c': { type: 'integer' } } }
const other = { $id: 'other', $defs: { part: { $anchor: 'there', type: 'array' } } }

t.test('follow', async (t) => {
  const references = new References(id => id === 'other' ? other : undefined)
  const nowhere = { additionalProperties: true }
  const cases: Array<[reference: string, schema: unknown, document: unknown]> = [
    ['#', root, root],
    ['', root, root],
    ['root', root, root],
    ['root#', root, root],
    ['root#/$defs/part', part, root],
    ['#/$defs/part', part, root],
    ['#/$defs/a~1b~0c', { type: 'integer' }, root],
    ['#/$defs/a%7E1b~0c', { type: 'integer' }, root],
    ['#part', part, root],
    ['root#part', part, root],
    ['#old', { $id: '#old' }, root],
    ['nested', nested, root],
    ['nested#/$defs/deep', { type: 'null' }, root],
    ['other', other, other],
    ['other#/$defs/part', other.$defs.part, other],
    ['other#there', other.$defs.part, other],
    ['other#nothing', nowhere, other],
    ['#/nothing/here', nowhere, root],
    ['#/constructor', nowhere, root],
    ['#nothing', nowhere, root],
    ['unheard-of', nowhere, undefined],
    ['unheard-of#part', nowhere, undefined]
  ]
  for (const [reference, schema, document] of cases) {
    const found = references.follow(reference, root)
    t.strictSame(found.schema, schema, reference)
    t.equal(found.root, document, `${reference}: the document that it is in`)
  }
})

t.test('documents that refer to themselves as values, or are none', async (t) => {
  const cyclic: Record<string, unknown> = { $id: 'cyclic' }
  cyclic.self = cyclic
  const references = new References(() => undefined)
  t.equal(references.follow('cyclic', cyclic).schema, cyclic)
  t.strictSame(references.follow('#/a', true).schema, { additionalProperties: true })
})

t.test('references that are relative to the id of the document', async (t) => {
  const b = { type: 'string' }
  const added: Record<string, unknown> = { 'http://x.test/s/b.json': b, 'http://x.test/s/a%20b.json': b, 'urn:x': b }
  const references = new References(id => added[id])
  const c = { $id: 'c.json', $defs: { d: {} } }
  const absolute = { $id: 'http://x.test/s/a.json', $defs: { c } }
  for (const reference of ['b.json', './b.json#', '/s/b.json', 'a b.json', 'urn:x', 'http://x.test/s/b.json']) {
    t.strictSame(references.follow(reference, absolute), { schema: b, root: b }, reference)
  }
  for (const reference of ['c.json', './c.json', 'http://x.test/s/c.json']) t.strictSame(references.follow(reference, absolute), { schema: c, root: absolute }, reference)
  t.equal(references.follow('http://x.test/s/a.json#/$defs/c', absolute).schema, c)
  t.strictSame(references.follow('http://[', absolute).schema, { additionalProperties: true })
  t.strictSame(references.follow('b.json', { $id: 'relative' }).schema, { additionalProperties: true })
})
