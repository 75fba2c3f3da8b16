import t from 'tap'
import { ApiError } from '../../lib/errors/api-error.ts'
import { kinds } from '../../lib/errors/catalog.ts'
import { conflict } from '../../lib/errors/constructors.ts'
import { isOfBody, ofBody } from '../../lib/errors/of-body.ts'

t.test('some kinds say by themselves that they are about a body', async (t) => {
  t.strictSame(kinds.filter(kind => isOfBody(new ApiError(kind))).sort(),
    ['insufficient_storage', 'malformed_json', 'operational_constraint', 'payload_too_large', 'too_many_items'])
})

t.test('of others it has to be said, of each error by itself', async (t) => {
  const said = conflict()
  t.equal(ofBody(said), said)
  t.ok(isOfBody(said))
  t.notOk(isOfBody(conflict()))
})
