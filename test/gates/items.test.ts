import t from 'tap'
import { itemsCheck } from '../../lib/gates/items.ts'

t.test('items', async (t) => {
  const gate = itemsCheck(2)
  const cases: Array<[name: string, body: unknown, isRefused: boolean]> = [
    ['none', [], false],
    ['as many as are allowed', [1, 2], false],
    ['one more', [1, 2, 3], true],
    ['an object', { length: 3 }, false],
    ['text', 'abc', false],
    ['null', null, false],
    ['no body', undefined, false]
  ]
  for (const [name, body, isRefused] of cases) {
    const error = gate({ body })
    t.strictSame(error && [error.kind, error.status, error.facts], isRefused ? ['too_many_items', 413, { limit: 2 }] : undefined, name)
  }
})
