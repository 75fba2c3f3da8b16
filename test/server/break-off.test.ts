import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { PassThrough } from 'node:stream'
import t from 'tap'
import { followPipes } from '../../lib/server/break-off.ts'
import { turns } from '../helpers/until.ts'

/** A body, what it is piped through, and the error that was heard there. */
function piped (options?: { end?: boolean }): { body: PassThrough, between: PassThrough, heard: unknown[] } {
  const body = new PassThrough()
  const between = new PassThrough()
  const heard: unknown[] = []
  followPipes(body as unknown as IncomingMessage)
  between.on('error', error => heard.push(error))
  body.pipe(between, options)
  return { body, between, heard }
}

t.test('what a body is piped through is told why it broke off', async (t) => {
  const reason = new Error('of the test')
  for (const [given, told] of [[reason, reason], [undefined, { message: 'aborted', code: 'ECONNRESET' }]] as const) {
    const { body, between, heard } = piped()
    body.on('error', () => {}).destroy(given)
    await new Promise(resolve => between.once('close', resolve))
    t.match(heard, [told])
    t.equal(heard.length, 1)
  }
})

t.test('where nobody listens it is closed', async (t) => {
  const { body, between } = piped()
  between.removeAllListeners('error')
  body.destroy()
  await new Promise(resolve => between.once('close', resolve))
  t.equal(between.errored, null)
})

t.test('what is whole, unpiped or not to be ended is left alone', async (t) => {
  const whole = piped()
  whole.between.resume()
  whole.body.end('whole')
  await once(whole.between, 'end')
  await turns()
  t.equal(whole.body.closed, true)
  t.strictSame(whole.heard, [])

  const unpiped = piped()
  unpiped.body.unpipe(unpiped.between)
  const kept = piped({ end: false })
  for (const { body, between, heard } of [unpiped, kept]) {
    body.destroy()
    await turns()
    t.equal(body.closed, true)
    t.equal(between.destroyed, false)
    t.strictSame(heard, [])
  }
})
