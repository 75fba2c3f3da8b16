// A key that cannot be counted is no outage, and a store that cannot write is one.
import t from 'tap'
import type { Counter, Tally } from '../../lib/limits/store.ts'
import { closed, down, provoked, settled, short } from './shared-counter.ts'

const ofKey = (): never => { throw Object.assign(new Error('WRONGTYPE of the test'), { ofKey: true }) }

t.test('a key that is wrong is that key\'s alone', async (t) => {
  for (const [policy, said] of [['local', [[true, 1], [true, 2], [false, 2]]], ['allow', ['allow', 'allow', 'allow']], ['refuse', ['refuse', 'refuse', 'refuse']]] as const) {
    const provoking = provoked(policy)
    const { shared, asked, told, health, answer } = provoking
    provoking.answer = (key, cost) => key === 'wrong' ? ofKey() : answer(key, cost)
    const takes: unknown[] = []
    for (let times = 0; times < 3; times++) takes.push(short(await shared.take('wrong', 1)))
    t.strictSame(takes, said, policy)
    t.equal(health.isUp, true)
    t.strictSame(short(await shared.take('right', 1)), [true, 1], 'counted by the store')
    t.equal(asked.length, 4)
    t.strictSame(told, ['key: WRONGTYPE of the test'])
  }
})

t.test('only an error is one of a key', async (t) => {
  for (const thrown of [{ ofKey: true }, Object.assign(new Error('x'), { ofKey: 'yes' }), null]) {
    const provoking = provoked()
    provoking.answer = () => { throw thrown }
    provoking.shared.take('a', 1)
    t.equal(provoking.health.isUp, false)
  }
})

t.test('a store is back when it can write, whatever it answers', async (t) => {
  let probed = 0
  let isFull = true
  const admitted: Tally = { admitted: true, used: 1, resetIn: 10, retryIn: 0 }
  let take: Counter['take'] = closed
  const { shared, clock, health } = provoked('local', {
    counter: {
      take: (key, cost) => take(key, cost),
      probe: async () => {
        probed++
        if (isFull) throw new Error('full')
      }
    }
  })
  shared.take('a', 1)
  // It answers again, from what it knows.
  take = () => ({ ...admitted, admitted: false, retryIn: 10 })
  for (const full of [true, true, false]) {
    isFull = full
    clock.now += 1000
    shared.take('a', 0)
    await settled()
    t.equal(health.isUp, !full)
    if (full) t.equal(health.value.error, 'full')
  }
  t.equal(probed, 3)
})

t.test('a probe that meets a wrong key finds the store well', async (t) => {
  const provoking = down()
  const { shared, clock, health } = provoking
  t.equal(health.isUp, false)
  provoking.answer = ofKey
  clock.now += 1000
  shared.take('a', 1)
  await settled()
  t.equal(health.isUp, true)
})
