import t from 'tap'
import { forbidden, notFound, unauthorized } from '../../lib/errors/constructors.ts'
import type { ApiError } from '../../lib/errors/api-error.ts'
import { gitlab } from '../../lib/dialects/gitlab.ts'
import { textOf } from '../fixtures/render.ts'

t.test('the bodies of OAuth', async (t) => {
  const cases: Array<[error: ApiError, text: string]> = [
    [unauthorized(), '{"message":"401 Unauthorized"}'],
    [forbidden('No.'), '{"message":"403 Forbidden - No."}'],
    [notFound(), '{"message":"404 Not Found"}'],
    [unauthorized({ error: 'invalid_token' }), '{"error":"invalid_token","error_description":"The access token provided is expired, revoked, malformed, or invalid for other reasons."}'],
    [unauthorized({ error: 'invalid_token', description: 'Token was revoked.', message: 'M' }), '{"error":"invalid_token","error_description":"Token was revoked."}'],
    [unauthorized('M', { error: 'invalid_request', extra: { error: 'x', id: 7 } }), '{"error":"invalid_request","error_description":"M","id":7}'],
    [unauthorized({ error: 'other' }), '{"error":"other"}'],
    [forbidden({ scope: 'api read_api' }), '{"error":"insufficient_scope","error_description":"The request requires higher privileges than provided by the access token.","scope":"api read_api"}']
  ]
  for (const options of [{ oauth: true }, { oauth: true, wording: 'live' }] as const) {
    for (const [error, text] of cases) t.equal(textOf(error, gitlab(options)), text)
  }
  t.equal(textOf(unauthorized({ error: 'invalid_token' }), gitlab({ oauth: false })), '{"message":"401 Unauthorized"}')
})
