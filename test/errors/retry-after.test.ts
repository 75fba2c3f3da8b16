import t from 'tap'
import { ApiError } from '../../lib/errors/api-error.ts'
import { sendableHeaders } from '../../lib/errors/headers.ts'
import { retryAfterSeconds } from '../../lib/errors/retry-after.ts'

const now = Date.UTC(2030, 0, 1, 12, 0, 0, 1)

t.test('whole seconds, never too early (RFC 9110 §10.2.3)', async (t) => {
  const cases: Array<[value: string, seconds: number | undefined]> = [
    ['0', 0], ['15', 15], [' 15 ', 15], ['1.5', 2], ['0.001', 1],
    ['Tue, 01 Jan 2030 12:00:30 GMT', 30],
    ['Tue, 01 Jan 2030 11:00:00 GMT', 0],
    ['', undefined], ['-1', undefined], ['soon', undefined], ['1e30', undefined], ['Infinity', undefined], ['NaN', undefined]
  ]
  for (const [value, seconds] of cases) t.equal(retryAfterSeconds(value, now), seconds, value)
})

t.test('the field of a foreign error is made such, or left out', async (t) => {
  t.strictSame(sendableHeaders({ 'Retry-After': 1.5 }), { 'retry-after': '2' })
  t.strictSame(sendableHeaders({ 'Retry-After': 'soon', 'X-A': 'b' }), { 'x-a': 'b' })
  t.strictSame(new ApiError('service_unavailable', { headers: { 'retry-after': '0.2' } }).headers, { 'retry-after': '1' })
})
