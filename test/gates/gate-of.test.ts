import t from 'tap'
import { ofGate } from '../../lib/errors/stand-in.ts'
import { gateOf } from '../../lib/gates/gate-of.ts'
import { conflict } from '../../lib/index.ts'
import { unknownFailure, ValidationFailure } from '../../lib/validation/failure.ts'

t.test('the gate behind what was thrown', async (t) => {
  const revoked = Proxy.revocable({}, {})
  revoked.revoke()
  const cases: Array<[thrown: unknown, gate: string | undefined]> = [
    [ofGate(conflict(), 'accept'), 'accept'],
    [new ValidationFailure(), 'validation'],
    [unknownFailure([['a']]), 'unknownProperties'],
    [{ code: 'FST_ERR_CTP_BODY_TOO_LARGE' }, 'payload'],
    [{ code: 'FST_ERR_CTP_INVALID_MEDIA_TYPE' }, 'contentType'],
    [{ code: 'FST_ERR_CTP_EMPTY_JSON_BODY' }, 'json'],
    [{ code: 'toString' }, undefined],
    [{ code: 7 }, undefined],
    [conflict(), undefined],
    ['accept', undefined],
    [null, undefined],
    [revoked.proxy, undefined]
  ]
  for (const [thrown, gate] of cases) t.equal(gateOf(thrown), gate)
})
