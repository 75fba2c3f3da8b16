import t from 'tap'
import type { AjvValidator } from '../../lib/validation/second-pass.ts'
import { hasStrict, strictOf } from '../../lib/validation/strict-twins.ts'

t.test('the one that would stand there is made once, when it is asked for; the first that is said counts', async (t) => {
  const own = (): boolean => true
  const strict = (() => false) as unknown as AjvValidator
  let made = 0
  hasStrict(own, () => {
    made++
    return strict
  })
  hasStrict(own, () => { throw new Error('the second') })
  t.equal(made, 0)
  t.equal(strictOf(own), strict)
  t.equal(strictOf(own), strict)
  t.equal(made, 1)
  t.strictSame(strictOf({ 'a/b': own, 'c/d': () => true }), { 'a/b': strict, 'c/d': undefined }, 'by content type')
})

t.test('where there would be no other there is none', async (t) => {
  for (const own of [undefined, null, () => true]) t.notOk(strictOf(own))
})
