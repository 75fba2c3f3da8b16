import t from 'tap'
import { Denials } from '../../lib/limits/denials.ts'

const refused = { admitted: false, used: 3, resetIn: 600, retryIn: 400 }

t.test('while a refusal is sure', async (t) => {
  const denials = new Denials(10)
  t.equal(denials.find('a', 1, 0), undefined)
  denials.add('a', 1, refused, 100, 120)
  const cases: Array<[name: string, cost: number, now: number, found: unknown]> = [
    ['at once', 1, 120, { admitted: false, used: 3, resetIn: 600, retryIn: 400 }],
    ['later', 1, 499, { admitted: false, used: 3, resetIn: 221, retryIn: 21 }],
    ['from when it was asked', 1, 500, undefined],
    ['less', 0, 120, undefined],
    ['more', 2, 120, undefined]
  ]
  for (const [name, cost, now, found] of cases) t.strictSame(denials.find('a', cost, now), found, name)
  denials.delete('a')
  t.equal(denials.find('a', 1, 120), undefined, 'deleted')
})

t.test('at most a second, and told what is left of the whole time', async (t) => {
  const denials = new Denials(10)
  denials.add('a', 1, { ...refused, resetIn: 60_000, retryIn: 50_000 }, 0, 0)
  t.strictSame(denials.find('a', 1, 999), { admitted: false, used: 3, resetIn: 59_001, retryIn: 49_001 })
  t.equal(denials.find('a', 1, 1000), undefined)
})

t.test('the last one counts', async (t) => {
  const denials = new Denials(10)
  denials.add('a', 1, refused, 0, 0)
  denials.add('a', 2, refused, 0, 0)
  t.equal(denials.find('a', 1, 1), undefined)
  t.match(denials.find('a', 2, 1), { used: 3 })
})

t.test('two tables take turns', async (t) => {
  const denials = new Denials(2)
  const long = { ...refused, retryIn: 5000 }
  denials.add('a', 1, long, 0, 0)
  denials.add('b', 1, long, 900, 900)
  denials.add('c', 1, long, 910, 910)
  t.strictSame(['a', 'b', 'c'].map(key => denials.find(key, 1, 950) !== undefined), [true, true, false], 'a full one takes no more')
  denials.add('c', 1, long, 1000, 1000)
  t.strictSame(['a', 'b', 'c'].map(key => denials.find(key, 1, 1000) !== undefined), [false, true, true], 'the old one is still known')
  denials.delete('b')
  t.equal(denials.find('b', 1, 1000), undefined, 'deleted from the old one')
  denials.add('d', 1, long, 2000, 2000)
  denials.add('e', 1, long, 3000, 3000)
  t.strictSame(['c', 'd', 'e'].map(key => denials.find(key, 1, 2900) !== undefined), [false, true, true])
})
