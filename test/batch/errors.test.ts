import t from 'tap'
import { lineOverConstraint, lineTooLong, noArray, noRoom, outOfTime } from '../../lib/batch/errors.ts'
import type { ApiError } from '../../lib/errors/api-error.ts'

t.test('the errors of batches', async (t) => {
  const cause = new Error('ENOSPC')
  const cases: Array<[error: ApiError, kind: string, status: number, detail: string | undefined, retryAfter: number | undefined, cause: unknown]> = [
    [lineTooLong, 'payload_too_large', 413, 'Line is too long.', undefined, undefined],
    [lineOverConstraint, 'operational_constraint', 403, 'Line is too long.', undefined, undefined],
    [noArray, 'validation_failed', 422, 'The request body must be a JSON array.', undefined, undefined],
    [outOfTime, 'service_unavailable', 503, 'There was no time left for this item.', undefined, undefined],
    [noRoom(), 'insufficient_storage', 507, undefined, 10, undefined],
    [noRoom(cause), 'insufficient_storage', 507, undefined, 10, cause]
  ]
  for (const [error, ...told] of cases) t.strictSame([error.kind, error.status, error.detail, error.retryAfter, error.cause], told, told[0])
  t.not(noRoom(), noRoom(), 'each with its own cause')
})
