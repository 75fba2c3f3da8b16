import t from 'tap'
import { Health } from '../../lib/limits/health.ts'
import { memoryStore } from '../../lib/limits/memory-store.ts'
import { SharedCounter } from '../../lib/limits/shared-counter.ts'
import type { Rule } from '../../lib/limits/store.ts'

const rule: Rule = { id: '*', limit: 1, window: 60_000, burst: undefined }

t.test('a key that is reset is forgotten here too, whether the store can forget it or not', async (t) => {
  for (const reset of [async () => {}, async () => { throw new Error('away') }, undefined]) {
    const now = (): number => 0
    const counter = { take: () => { throw new Error('away') }, ...(reset === undefined ? {} : { reset }) }
    const shared = new SharedCounter({ counter, health: new Health({ name: 'own' }, () => {}), timeout: 1000, otherwise: memoryStore({ now }).open(rule), maxKeys: 9, now })
    t.match([await shared.take('a', 1), await shared.take('a', 1), await shared.take('b', 1)], [{ admitted: true }, { admitted: false }, { admitted: true }])
    await shared.reset('a').catch(({ message }) => t.equal(message, 'away'))
    t.match([await shared.take('a', 1), await shared.take('b', 1)], [{ admitted: true, used: 1 }, { admitted: false }], 'and no other key')
  }
})
