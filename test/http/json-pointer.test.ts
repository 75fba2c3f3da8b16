import t from 'tap'
import { memberOf, toPointer, stepsOf } from '../../lib/http/json-pointer.ts'

t.test('stepsOf', async (t) => {
  const cases: Array<[pointer: string, value: unknown, steps: Array<string | number>]> = [
    ['', {}, []],
    ['/', {}, ['']],
    ['/a/b', { a: { b: 1 } }, ['a', 'b']],
    ['/items/0/name', { items: [{ name: 1 }] }, ['items', 0, 'name']],
    ['/items/0', { items: { 0: 1 } }, ['items', '0']],
    ['/0/1', [[1, 2]], [0, 1]],
    ['/a~1b/c~0d/~01', { 'a/b': { 'c~d': {} } }, ['a/b', 'c~d', '~1']],
    ['/nothing/0/there', {}, ['nothing', '0', 'there']],
    ['/a/0', { a: null }, ['a', '0']],
    ['/constructor/0', {}, ['constructor', '0']],
    ['/__proto__/0', JSON.parse('{"__proto__":[1]}'), ['__proto__', 0]]
  ]
  for (const [pointer, value, steps] of cases) t.strictSame(stepsOf(pointer, value), steps, pointer)
})

t.test('memberOf', async (t) => {
  t.equal(memberOf({ a: 1 }, 'a'), 1)
  t.equal(memberOf([5], '0'), 5)
  for (const name of ['constructor', 'toString', '__proto__']) t.equal(memberOf({}, name), undefined, name)
  for (const value of [null, undefined, 'abc', 5, () => {}]) t.equal(memberOf(value, 'length'), undefined)
})

t.test('toPointer', async (t) => {
  const cases: Array<[steps: unknown[], pointer: string]> = [[[], ''], [['a', 0], '/a/0'], [['a/b', 'c~d', '~/'], '/a~1b/c~0d/~0~1'], [[''], '/']]
  for (const [steps, pointer] of cases) {
    t.equal(toPointer(steps), pointer)
    t.strictSame(stepsOf(pointer, undefined), steps.map(String), 'and back')
  }
})
