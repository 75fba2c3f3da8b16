import t from 'tap'
import { capacityOf } from '../../lib/limits/store.ts'

t.test('the units that may be taken at once', async (t) => {
  const rule = { id: '*', limit: 5, window: 1000 }
  t.equal(capacityOf({ ...rule, burst: undefined }), 5, 'of a window')
  t.equal(capacityOf({ ...rule, burst: 3 }), 3, 'of a bucket that is smaller')
  t.equal(capacityOf({ ...rule, burst: 50 }), 50, 'of one that is larger')
})
