import t from 'tap'
import { isFew, isSmall, sizeOf } from '../../lib/validation/size.ts'

const text = (length: number): string => 'x'.repeat(length)
const members = (count: number): object => Object.fromEntries(Array.from({ length: count }, (_, index) => [index, 0]))
const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth))

t.test('what is small weighs as many values as it has, what is not weighs nothing', async (t) => {
  const cases: Array<[name: string, value: unknown, weight: number]> = [
    ['null', null, 1],
    ['nothing', undefined, 1],
    ['a number', 5, 1],
    ['a text', text(1024), 1],
    ['a text that is longer', text(1025), 0],
    ['an empty list', [], 1],
    ['an empty object', {}, 1],
    ['values inside of values', { a: [1, { b: null }], c: 'd' }, 6],
    ['100 items', Array(100).fill(0), 101],
    ['101 items', Array(101).fill(0), 0],
    ['100 items in two lists', [Array(50).fill(0), Array(48).fill(0)], 101],
    ['101 items in two lists', [Array(50).fill(0), Array(49).fill(0)], 0],
    ['100 members', members(100), 101],
    ['101 members', members(101), 0],
    ['texts of 1,024 characters together', [text(1000), text(24)], 3],
    ['texts of 1,025 characters together', [text(1000), text(25)], 0],
    ['names count as text', { [text(1000)]: text(24) }, 2],
    ['a name of 1,024 characters', { [text(1024)]: 1 }, 2],
    ['names that are too long', { [text(1000)]: text(25) }, 0],
    ['one name that is too long', { [text(1025)]: 1 }, 0],
    ['100 levels', nested(101), 101],
    ['101 levels', nested(102), 0]
  ]
  for (const [name, value, weight] of cases) t.equal(isSmall(value), weight, name)
})

t.test('what is far too large is not gone through', async (t) => {
  const huge = new Proxy(Array(1_000_000).fill(0), { get: (target, name) => name === 'length' ? target.length : t.fail(`asked for ${String(name)}`) })
  t.equal(isSmall(huge), 0)
  t.equal(isSmall(nested(5000)), 0, 'deeper than is small')
})

t.test('few', async (t) => {
  t.strictSame([0, 1, 100, 101, 1000].map(length => isFew(Array(length))), [true, true, true, false, false])
})

t.test('sizes', async (t) => {
  const cases: Array<[name: string, value: unknown, size: number]> = [
    ['null', null, 1],
    ['nothing', undefined, 1],
    ['a number', 5, 1],
    ['a text', text(63), 1],
    ['a longer text', text(64), 2],
    ['a long text', text(1_000_000), 15_626],
    ['a list', [1, 'a', null], 4],
    ['a list with holes', Array(3), 4],
    ['an object, its names not counted', { [text(1000)]: 1, b: text(64) }, 4],
    ['inside of each other', [{ a: [{}] }, []], 5],
    ['1,000 levels', nested(1000), 1000],
    ['what is deeper than 1,000 levels', nested(5000), 1001],
    ['objects that are deeper', JSON.parse(`${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`), 1001]
  ]
  for (const [name, value, size] of cases) t.equal(sizeOf(value), size, name)
})
