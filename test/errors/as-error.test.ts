import t from 'tap'
import { ApiError, conflict } from '../../lib/index.ts'
import { asError } from '../../lib/errors/as-error.ts'

t.test('what a hook can pass on stays what it is', async (t) => {
  for (const fault of [new Error('no'), conflict(), {}, [], Object.create(null) as object]) t.equal(asError(fault), fault)
})

t.test('what a hook would take for none, or cannot carry, is the server\'s fault', async (t) => {
  for (const fault of [undefined, null, 0, 404, '', 'no', false, 5n, Symbol('no'), () => {}]) {
    const error = asError(fault) as ApiError
    t.ok(ApiError.is(error), String(fault))
    t.strictSame([error.kind, error.status], ['internal', 500], String(fault))
    t.equal(error.cause, fault, String(fault))
  }
})
