import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { rateLimitSettings } from '../../lib/limits/limit-options.ts'
import { memoryStore } from '../../lib/limits/memory-store.ts'
import { registryOf } from '../../lib/limits/registry.ts'
import type { Store } from '../../lib/limits/store.ts'
import { stopClock } from '../helpers/clock.ts'
import { turns } from '../helpers/until.ts'

const clock = stopClock(t)

function instanceWith (lines: unknown[][] = [], server: object = {}): FastifyInstance {
  const at = (level: string) => (line: string) => lines.push([level, line])
  return { server, log: { info: at('info'), warn: at('warn'), error: at('error') } } as unknown as FastifyInstance
}

/** A store that counts in memory, or fails with what it is told. */
function storeOf (): { store: Store, fails: { with: Error | undefined } } {
  const fails: { with: Error | undefined } = { with: undefined }
  const memory = memoryStore()
  const store: Store = {
    name: 'mine',
    open (rule) {
      const counter = memory.open(rule)
      return {
        take (key, cost) {
          if (fails.with !== undefined) throw fails.with
          return counter.take(key, cost)
        }
      }
    }
  }
  return { store, fails }
}

t.test('all scopes of a server count with the same, and servers by themselves', async (t) => {
  const server = {}
  const one = registryOf(instanceWith([], server))
  t.equal(registryOf(instanceWith([], server)), one)
  const other = registryOf(instanceWith())
  t.not(other, one)
  t.not(other.limiters, one.limiters)
  t.not(other.concurrency, one.concurrency)
})

t.test('how a store does is said in the log', async (t) => {
  const lines: unknown[][] = []
  const { store, fails } = storeOf()
  const limiter = registryOf(instanceWith(lines)).limiters.open(rateLimitSettings({ limit: 9, window: '1m', store }), '*')
  const said = async (error: Error | undefined, milliseconds = 0): Promise<unknown[][]> => {
    fails.with = error
    clock.pass(milliseconds)
    await limiter.take('k', 1)
    await turns()
    return lines.splice(0)
  }
  t.strictSame(await said(undefined), [])
  t.strictSame(await said(Object.assign(new Error('wrong type'), { ofKey: true })),
    [['error', 'the store "mine" of the rate limits cannot count a key: wrong type; its limit does what its storeFailure says']])
  t.strictSame(await said(new Error('away')), [['error', 'the store "mine" of the rate limits fails: away; they do what their storeFailure says until it is back']])
  t.strictSame(await said(undefined, 1000), [], 'a probe finds it')
  t.strictSame(await said(undefined, 10_000), [['info', 'the store "mine" of the rate limits is back']])
})
