import { Type } from '@sinclair/typebox'
import t from 'tap'
import { listOf, nearest, switchable } from '../../lib/options/option.ts'

const schema = Type.Any()
const said = { of: '', given: {}, around: {} }

t.test('nearest: what is said last holds', async (t) => {
  const option = nearest<number | string | boolean, number | string | boolean>(schema, 1)
  t.equal(option.default, 1)
  t.equal(option.schema, schema)
  const cases = [[undefined, 2, 2], [3, 2, 3], [0, 2, 0], ['', 2, ''], [false, true, false]] as const
  for (const [given, around, expected] of cases) t.equal(option.read(given, around, said), expected, `${String(given)} over ${String(around)}`)
})

t.test('switchable: off, on again, or something else', async (t) => {
  const option = switchable<number, number>(schema, 7, (given, around = 0) => given + around)
  t.equal(option.default, 7)
  t.equal(option.schema, schema)
  const cases: Array<[given: number | boolean | undefined, around: number | undefined, expected: number | undefined]> = [
    [undefined, undefined, undefined],
    [undefined, 2, 2],
    [false, undefined, undefined],
    [false, 2, undefined],
    [true, undefined, 7],
    [true, 2, 2],
    [true, 0, 0],
    [0, 2, 2],
    [3, undefined, 3],
    [3, 2, 5]
  ]
  for (const [given, around, expected] of cases) t.equal(option.read(given, around, said), expected, `${given} over ${around}`)
})

t.test('switchable, off where nothing is said', async (t) => {
  const option = switchable<number, number>(schema, 7, given => given, { isOff: true })
  t.equal(option.default, undefined)
  t.equal(option.read(undefined, undefined, said), undefined)
  t.equal(option.read(true, undefined, said), 7)
})

t.test('listOf: a list of its own, that nobody changes', async (t) => {
  const given = ['a', 'b']
  const list = listOf(given)
  given.push('c')
  t.strictSame(list, ['a', 'b'])
  t.ok(Object.isFrozen(list))
  t.strictSame(listOf('ab'), ['ab'])
  t.ok(Object.isFrozen(listOf('ab')))
})
