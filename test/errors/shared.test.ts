import t from 'tap'
import { ApiError, isShared, share } from '../../lib/errors/api-error.ts'
import { comesAgain } from '../../lib/errors/shared.ts'

t.test('an error comes again from its second time on, or where that was said before', async (t) => {
  const error = new ApiError('conflict')
  t.strictSame([comesAgain(error), comesAgain(error), isShared(error)], [false, true, true])
  t.equal(comesAgain(share(new ApiError('conflict'))), true)
  t.equal(comesAgain(new ApiError('conflict')), false, 'each by itself')
})

t.test('nothing is known of an error of another copy of the package', async (t) => {
  const { ApiError: Foreign } = await import(`../../lib/errors/${'api-error.ts'}?copy`) as typeof import('../../lib/errors/api-error.ts')
  const error = new Foreign('conflict') as unknown as ApiError
  t.equal(ApiError.is(error), true)
  t.strictSame([comesAgain(error), comesAgain(error)], [false, false])
})
