import t from 'tap'
import { noteUntaken, takeUntaken, untaken } from '../../lib/errors/untaken.ts'

const say = (name: string): string => `there is ${name}`

t.test('what nobody takes is told once', async (t) => {
  const [one, other] = [{}, {}]
  noteUntaken(one, ['a', 'b'], say)
  noteUntaken(one, ['c\n'], say)
  noteUntaken(other, ['a'], say)
  t.ok(untaken.has(one) && untaken.has(other))
  t.strictSame(takeUntaken(one), ['there is a', 'there is b', 'there is c\uFFFD'])
  t.strictSame([takeUntaken(one), takeUntaken(other)], [[], []])
  noteUntaken(one, ['a', 'b'], say)
  t.notOk(untaken.has(one), 'nothing is kept any more')
})

t.test('of no end of names the first are told', async (t) => {
  const [one, other] = [{}, {}]
  noteUntaken(one, Array.from({ length: 200 }, (_, at) => `n${at}`), say)
  t.equal(takeUntaken(one).length, 97)
  noteUntaken(other, ['another'], say)
  t.notOk(untaken.has(other))
})
