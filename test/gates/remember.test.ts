import t from 'tap'
import { ApiError } from '../../lib/errors/api-error.ts'
import { remember } from '../../lib/gates/remember.ts'

function counting (): { judge: (value: string) => string | undefined, judged: string[] } {
  const judged: string[] = []
  return { judged, judge: remember(value => judged.push(value) > 0 && value === 'none' ? undefined : value.toUpperCase()) }
}

t.test('a value that comes again is not judged again, whatever came of it', async (t) => {
  const { judge, judged } = counting()
  t.strictSame(['a', 'none', 'a', 'none'].map(judge), ['A', undefined, 'A', undefined])
  t.strictSame(judged, ['a', 'none'])
})

t.test('long values are not kept', async (t) => {
  const { judge, judged } = counting()
  for (const length of [256, 256, 257, 257]) judge('a'.repeat(length))
  t.strictSame(judged.map(({ length }) => length), [256, 257, 257])
})

t.test('after 100 values it begins anew', async (t) => {
  const { judge, judged } = counting()
  for (let i = 0; i < 100; i++) judge(String(i))
  judge('0')
  t.equal(judged.length, 100)
  judge('100')
  judge('0')
  t.equal(judged.length, 102)
})

t.test('of errors, which are larger, ten are kept', async (t) => {
  let judged = 0
  const judge = remember((value) => {
    judged++
    return value.startsWith('good') ? undefined : new ApiError('not_acceptable')
  })
  for (let i = 0; i < 10; i++) judge(String(i))
  for (let i = 0; i < 20; i++) judge(`good ${i}`)
  t.equal(judge('0'), judge('0'))
  t.equal(judged, 30)
  judge('10')
  judge('0')
  t.equal(judged, 32)
})
