import t from 'tap'
import { isThenable } from '../lib/thenable.ts'

t.test('whatever can be awaited', async (t) => {
  class Query {
    then (): void {}
  }
  const callable = Object.assign(() => {}, { then () {} })
  for (const value of [Promise.resolve(), (async () => {})(), { then () {} }, new Query(), callable] as unknown[]) t.equal(isThenable(value), true)
})

t.test('and nothing else', async (t) => {
  for (const value of [undefined, null, 0, '', 'then', true, 5n, Symbol('then'), {}, [], () => {}, { then: true }, { then: {} }, { catch () {} }]) {
    t.equal(isThenable(value), false, String(typeof value))
  }
})

t.test('who only asks begins nothing', async (t) => {
  let begun = 0
  t.ok(isThenable<unknown>({ then () { begun++ } } as never))
  t.equal(begun, 0)
})
