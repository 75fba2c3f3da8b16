import t from 'tap'
import { excess } from '../../lib/gates/excess.ts'
import { itemsCheck } from '../../lib/gates/items.ts'
import { payloadCheck } from '../../lib/gates/payload.ts'
import { constraintOf } from '../../lib/dialects/operational.ts'

t.test('over a limit: a 413, or a constraint', async (t) => {
  const cases: Array<[error: ReturnType<typeof excess> | undefined, kind: string, status: number, facts: object]> = [
    [excess(5, 'items', 413), 'too_many_items', 413, { limit: 5 }],
    [excess(5, 'bytes', 413), 'payload_too_large', 413, { limit: 5 }],
    [excess(5, 'items', 403), 'operational_constraint', 403, { limit: 5, unit: 'items' }],
    [excess(5, 'bytes', 403), 'operational_constraint', 403, { limit: 5, unit: 'bytes' }],
    [itemsCheck(1, 403)({ body: [1, 2] }), 'operational_constraint', 403, { limit: 1, unit: 'items' }],
    [payloadCheck(1, 403)({ raw: { headers: { 'content-length': '2' } } }), 'operational_constraint', 403, { limit: 1, unit: 'bytes' }]
  ]
  for (const [error, kind, status, facts] of cases) t.strictSame([error?.kind, error?.status, error?.facts], [kind, status, facts])
})

t.test('what is said of a limit', async (t) => {
  t.equal(constraintOf({}), undefined)
  t.equal(constraintOf({ limit: 5 }), 'The request has more than 5 items. Send fewer items, or several smaller requests.')
  t.equal(constraintOf({ limit: 5, unit: 'bytes' }), 'The request body is larger than 5 bytes. Send fewer items, or several smaller requests.')
})
