import t from 'tap'
import { captureFrames, withoutStack } from '../../lib/errors/stack.ts'

t.test('an error has no stack, and those behind it have theirs', async (t) => {
  const before = Error.stackTraceLimit
  const error = withoutStack('aborted')
  t.strictSame([error.message, error.stack], ['aborted', 'Error: aborted'])
  t.equal(Error.stackTraceLimit, before)
  t.match(new Error('x').stack, /\n {4}at /)
})

t.test('what has been captured so far is told', async (t) => {
  const before = captureFrames(3)
  t.teardown(() => captureFrames(before))
  t.equal(captureFrames(before), 3)
  t.equal(Error.stackTraceLimit, before)
})
