import t from 'tap'
import { constraintOf } from '../../lib/dialects/operational.ts'
import type { Facts } from '../../lib/errors/api-error.ts'

t.test('what the limit is, and what to do', async (t) => {
  const cases: Array<[facts: Facts, told: string | undefined]> = [
    [{ limit: 100, unit: 'items' }, 'The request has more than 100 items. Send fewer items, or several smaller requests.'],
    [{ limit: 100, unit: 'bytes' }, 'The request body is larger than 100 bytes. Send fewer items, or several smaller requests.'],
    [{ limit: 1 }, 'The request has more than 1 items. Send fewer items, or several smaller requests.'],
    [{ limit: 0, unit: 'bytes' }, 'The request body is larger than 0 bytes. Send fewer items, or several smaller requests.'],
    [{ unit: 'bytes' }, undefined],
    [{}, undefined]
  ]
  for (const [facts, told] of cases) t.equal(constraintOf(facts), told, JSON.stringify(facts))
})
