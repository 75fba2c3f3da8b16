import t from 'tap'
import { log } from '../../lib/answer/log-option.ts'

const none = { level: undefined, sample: undefined }
const said = { of: '', given: {}, around: {} }

t.test('what is sampled by kind is of the catalog', async (t) => {
  log.check?.({ sample: 5 }, '')
  log.check?.({ sample: { conflict: 2 } }, '')
  log.check?.({}, '')
  t.throws(() => log.check?.({ sample: { conflcit: 2 } as never }, ' of GET /'), new TypeError('fastify-conformant: option "log.sample.conflcit" of GET / must be of a kind of the catalog; got "conflcit"'))
})

t.test('the nearest word holds, of the level and of the sample by itself', async (t) => {
  const level = (): 'info' => 'info'
  t.strictSame(log.read(undefined, none, said), none)
  t.strictSame(log.read({ sample: 3 }, { level, sample: 2 }, said), { level, sample: 3 })
  t.strictSame(log.read({ level }, { level: undefined, sample: 2 }, said), { level, sample: 2 })
})
