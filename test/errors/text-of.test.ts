import t from 'tap'
import { textOf } from '../../lib/errors/text-of.ts'

t.test('textOf', async (t) => {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  const cases: Array<[value: unknown, text: string | undefined]> = [
    ['a', 'a'], ['', ''], [7, '7'], [7n, '7'], [true, 'true'], [Symbol('x'), 'Symbol(x)'],
    [new Date(0), '1970-01-01T00:00:00.000Z'], [new URL('https://a.example/'), 'https://a.example/'], [['a', 7], 'a,7'],
    [undefined, undefined], [null, undefined], [() => 'x', undefined], [class {}, undefined], [{}, undefined], [Object.create(null), undefined],
    [new Date(NaN), undefined], [new Error('secret'), undefined], [{ toString () { throw new Error('x') } }, undefined], [{ toString: 5, valueOf: 5 }, undefined], [proxy, undefined]
  ]
  for (const [value, text] of cases) t.equal(textOf(value), text)
})
