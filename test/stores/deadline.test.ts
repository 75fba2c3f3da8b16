import { setImmediate } from 'node:timers/promises'
import t from 'tap'
import { within } from '../../lib/stores/deadline.ts'

t.test('an answer, a rejection, and neither', async (t) => {
  const late: unknown[] = []
  t.equal(await within(Promise.resolve(1), 1000, answer => late.push(answer)), 1)
  await t.rejects(within(Promise.reject(new Error('closed')), 1000), { message: 'closed' })
  await t.rejects(within(new Promise(() => {}), 5), { message: 'no answer within 5 ms' })
  t.strictSame(late, [])
})

t.test('too late', async (t) => {
  const late: unknown[] = []
  let answer: (value: number) => void = () => {}
  let fail: (error: Error) => void = () => {}
  await t.rejects(within(new Promise<number>(resolve => { answer = resolve }), 1, value => late.push(value)), { message: 'no answer within 1 ms' })
  await t.rejects(within(new Promise<number>((_resolve, reject) => { fail = reject }), 1, value => late.push(value)))
  answer(1)
  fail(new Error('closed'))
  await setImmediate()
  t.strictSame(late, [1], 'an error that nobody waits for is dropped')
  await t.rejects(within(new Promise<number>(resolve => { answer = resolve }), 1))
  answer(2)
  await setImmediate()
  t.strictSame(late, [1], 'nobody has to be told')
})

t.test('a process that was busy reads what came in time', async (t) => {
  let answer: (value: string) => void = () => {}
  // Behind this come the timers, and reading behind them.
  await setImmediate()
  const asked = within(new Promise<string>(resolve => { answer = resolve }), 5)
  // A message of a port is read when sockets are.
  const { port1, port2 } = new MessageChannel()
  t.teardown(() => port1.close())
  port1.on('message', answer)
  port2.postMessage('in time')
  const end = performance.now() + 50
  while (performance.now() < end);
  t.equal(await asked, 'in time')
})

t.test('the time begins when a command can have left: node-redis sends it a turn later', async (t) => {
  const { port1, port2 } = new MessageChannel()
  t.teardown(() => port1.close())
  // Behind this come the timers, then reading, and then what was put off for a turn.
  await setImmediate()
  const asked = within(new Promise<string>(resolve => {
    port1.once('message', resolve)
    globalThis.setImmediate(() => port2.postMessage('in time'))
  }), 5)
  const end = performance.now() + 50
  while (performance.now() < end);
  t.equal(await asked, 'in time')
})
