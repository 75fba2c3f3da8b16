import t from 'tap'
import { isList, itemsOf, membersOf, plainMembers, plainOf, readable } from '../../lib/errors/plain-data.ts'

const fails = (): never => { throw new Error('no') }
const revoked = (target: object): object => {
  const { proxy, revoke } = Proxy.revocable(target, {})
  revoke()
  return proxy
}
const cyclic: Record<string, unknown> = {}
cyclic.self = cyclic
let deep: unknown = 'inside'
for (let level = 0; level < 20_000; level++) deep = { deep }

t.test('plainOf', async (t) => {
  const cases: Array<[name: string, value: unknown, plain: unknown]> = [
    ['scalars', ['a', 1, true, null], ['a', 1, true, null]],
    ['a bigint', 7n, '7'],
    ['bigints inside', { a: [7n] }, { a: ['7'] }],
    ['a Date', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['what JSON leaves out', { a: undefined, b: () => {}, c: Symbol('x'), d: 1 }, { d: 1 }],
    ['lists of scalars', ['a', -0, 1.5, NaN, Infinity, true, null], ['a', 0, 1.5, null, null, true, null]],
    ['a negative zero in a list', [-0], [0]],
    ['a list with nothing in it', [], []],
    ['a list with holes', Array(2), [null, null]],
    ['what a list leaves out', [undefined, () => {}, Symbol('x'), 1], [null, null, null, 1]],
    ['a list that says itself what it is', Object.assign(['a'], { toJSON: () => 'b' }), 'b'],
    ['a list with more than its items', Object.assign(['a'], { more: 1 }), ['a']],
    ['a list whose item throws', Object.defineProperty(['a'], 0, { get: fails }), undefined],
    ['null', null, null],
    ['undefined', undefined, undefined],
    ['a function', () => {}, undefined],
    ['a symbol', Symbol('x'), undefined],
    ['toJSON gives nothing', { toJSON: () => undefined }, undefined],
    ['toJSON throws', { toJSON: fails }, undefined],
    ['what contains itself', cyclic, undefined],
    ['what is too deep', deep, undefined],
    ['a revoked proxy', revoked({}), undefined]
  ]
  for (const [name, value, plain] of cases) t.strictSame(plainOf(value), plain, name)
  t.strictSame(plainOf({ a: ['b', 1] }, text => text.toUpperCase()), { a: ['B', 1] })
  t.equal(plainOf('b', text => text.toUpperCase()), 'B')
})

t.test('members', async (t) => {
  const half = { get a () { return fails() }, b: 1 }
  t.strictSame(membersOf(half as object), { b: 1 })
  t.strictSame(membersOf({ a: 1 }), { a: 1 })
  for (const none of [undefined, null, 5, 'abc', revoked({})]) t.strictSame(membersOf(none as object), {})
  t.strictSame(readable(half as { a: unknown, b: unknown, c?: unknown }, ['a', 'b', 'c']), { b: 1, c: undefined })
  t.strictSame(plainMembers({ limit: 5, type: null }), { limit: 5, type: null })
  t.strictSame(plainMembers({ limit: 5n, of: ['a'], no: Symbol('x') }), { limit: '5', of: ['a'] })
})

t.test('lists', async (t) => {
  t.strictSame([[], {}, revoked([])].map(isList), [true, false, false])
  t.strictSame(itemsOf(Array(2)), [undefined, undefined])
  t.strictSame(itemsOf(Object.defineProperty(['a'], 0, { get: fails })), [])
})
