import t from 'tap'
import { durationPattern, millisecondsOf, type Duration } from '../../lib/options/duration.ts'

t.test('durations in milliseconds', async (t) => {
  const cases: Array<[given: Duration, milliseconds: number]> = [
    [1, 1000], [0.001, 1], [1.5, 1500], [60, 60_000], [31_622_400, 31_622_400_000],
    ['100ms', 100], ['1s', 1000], ['1.5s', 1500], ['0.25s', 250], ['15m', 900_000], ['1h', 3_600_000], ['1d', 86_400_000],
    ['007s', 7000], ['9999999999d', 9_999_999_999 * 86_400_000]
  ]
  for (const [given, milliseconds] of cases) t.equal(millisecondsOf(given), milliseconds, String(given))
})

t.test('what a text must look like', async (t) => {
  const pattern = new RegExp(durationPattern)
  const right = ['1s', '0.001ms', '10.5m', '1234567890ms', '0.5d', '00.1s']
  const wrong = [
    '', 's', '1', '1 s', ' 1s', '1s ', '1s\n', '-1s', '+1s', '0s', '0.0s', '0.000d', '.5s', '1.s', '1.2345s', '12345678901ms', '1e3s', '1,5s', '1S', '1sec', '1w', '1M', '1y', '1µs', 'Infinitys', 'NaNs', '1s1s', '١s'
  ]
  t.strictSame(right.filter(text => !pattern.test(text)), [])
  t.strictSame(wrong.filter(text => pattern.test(text)), [])
})

t.test('a long text is judged at once', async (t) => {
  const pattern = new RegExp(durationPattern)
  // A pattern that goes back would need more than the time of all tests for so many.
  for (const text of ['0'.repeat(2_000_000), '1'.repeat(2_000_000), '0.'.repeat(1_000_000), `${'.'.repeat(2_000_000)}1s`]) t.notOk(pattern.test(text))
})
