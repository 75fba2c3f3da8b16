import t from 'tap'
import { batchIn, batchRefusals, describedBatch, type DescribedBatch } from '../../lib/batch/described.ts'
import { batchSettings, type BatchLimits } from '../../lib/batch/options.ts'
import { takingBody } from '../../lib/gates/takes-body.ts'

const batch = (limits: BatchLimits = {}): DescribedBatch => ({ settings: batchSettings({ method: 'POST', url: '/', key: 'code', item: {}, ...limits }), key: 'code', item: {}, isStandard: true })

t.test('a batch is known again in the config of its route', async (t) => {
  t.match(batchIn(takingBody({ own: 1 }, describedBatch(batch()))), { key: 'code', isStandard: true })
  t.equal(batchIn(takingBody({})), undefined)
  t.equal(batchIn({}), undefined)
  t.equal(batchIn(undefined), undefined)
})

t.test('what refuses it as a whole', async (t) => {
  const of = (limits: BatchLimits): unknown => batchRefusals(batch(limits)).map(({ error, type, body }) => [error.kind, type, body])
  t.strictSame(of({ lines: 1, types: ['application/x-ndjson'] }), [['too_many_items', 'application/x-ndjson', '{}\n{}'], ['insufficient_storage', undefined, undefined]])
  t.strictSame(of({ lines: 1, types: ['application/json'], excess: 403 }), [
    ['operational_constraint', 'application/json', '[{},{}]'], ['malformed_json', 'application/json', '['], ['validation_failed', 'application/json', '{}'], ['insufficient_storage', undefined, undefined]
  ])
})
