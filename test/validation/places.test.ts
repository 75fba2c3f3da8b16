import t from 'tap'
import { Places, type Place } from '../../lib/validation/places.ts'

const placeOf = (schema: unknown): Place => new Places(() => undefined).of(schema)
const named = (...names: string[]): object => ({ properties: Object.fromEntries(names.map(name => [name, {}])) })

t.test('a recursive schema comes back to the same place', async (t) => {
  const place = placeOf({ properties: { next: { $ref: '#' }, other: { allOf: [{ $ref: '#' }] } }, items: { $ref: '#' } })
  t.equal(place.member('next')?.member('next'), place.member('next'))
  t.equal(place.item(0)?.item(5), place.item(3))
  let walked = 0
  const seen = new Set([place])
  for (const one of seen) {
    walked++
    for (const inside of one.inside()) seen.add(inside)
  }
  t.ok(walked <= 4, `${walked} places`)
})

t.test('what schemas say of names and items', async (t) => {
  const place = placeOf({ properties: { a: named('b') }, patternProperties: { '^x': named('c') } })
  t.equal(place.isClosed, true)
  t.equal(place.member('a')?.isClosed, true)
  t.equal(place.member('a'), place.member('a'))
  t.equal(place.member('x1'), place.member('x2'), 'names that match the same patterns have one place')
  t.equal(place.member('y'), undefined)
  t.equal(place.item(0), undefined)
  t.strictSame([...place.inside()], [place.member('a'), place.member('x')])
  t.equal(placeOf({ items: [{}, true] }).item(1), undefined)
  t.equal(placeOf({ items: [{}] }).item(1), undefined)
  t.equal(placeOf(true).isClosed, false)
})

t.test('a set of schemas has one place, in whatever order they are met', async (t) => {
  const $defs = { a: named('a'), b: named('b') }
  const [a, b] = [{ $ref: '#/$defs/a' }, { $ref: '#/$defs/b' }]
  const place = placeOf({ $defs, allOf: [{ properties: { x: a, y: b, z: a } }, { properties: { x: b, y: a, z: b } }] })
  t.equal(place.member('x'), place.member('z'))
  t.ok(place.member('y')?.member('a'))
})

t.test('places that names in bodies lead to are not kept for ever', async (t) => {
  const count = 12
  const patternProperties = Object.fromEntries(Array.from({ length: count }, (_, index) => [`^.{${index}}1`, named(`p${index}`, 'same')]))
  const place = placeOf({ properties: { named: named('a') }, patternProperties })
  const name = (bits: number): string => bits.toString(2).padStart(count, '0')
  const first = place.member(name(3))
  t.equal(place.member(name(3)), first, 'they are for a while')
  const inside = first?.member('same')
  t.equal(first?.member('same'), inside)
  for (let bits = 1; bits < 2 ** count; bits++) place.member(name(bits))?.member('same')
  t.not(place.member(name(3)), first)
  t.equal(place.member('named'), place.member('named'))
})
