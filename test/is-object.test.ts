import t from 'tap'
import { isObject } from '../lib/is-object.ts'

t.test('what can have members is an object', async (t) => {
  for (const value of [{}, [], new Date(), Object.create(null), Object(1n)]) t.equal(isObject(value), true)
})

t.test('nothing else is', async (t) => {
  for (const value of [null, undefined, '', 'a', 0, 1n, true, Symbol('a'), () => ({})]) t.equal(isObject(value), false)
})
