import type { ApiError } from '../errors/api-error.ts'

/** What RFC 6750 §3.1 and the product say where the application says nothing. */
const descriptions: Readonly<Record<string, string>> = {
  invalid_token: 'The access token provided is expired, revoked, malformed, or invalid for other reasons.',
  insufficient_scope: 'The request requires higher privileges than provided by the access token.',
  invalid_request: 'The request is missing a required parameter, or is otherwise malformed.'
}

/**
 * The body of OAuth for credentials that were sent and are no good; undefined where none were sent.
 *
 * @example oauthBody(unauthorized({ error: 'invalid_token', description: 'Token was revoked.' }))
 *   // { error: 'invalid_token', error_description: 'Token was revoked.' }
 */
export function oauthBody ({ detail, facts: { challenge } }: ApiError): object | undefined {
  if (challenge === undefined) return undefined
  const { error, scope } = challenge
  const description = challenge.description ?? detail ?? descriptions[error]
  return {
    error,
    ...(description === undefined ? undefined : { error_description: description }),
    ...(scope === undefined ? undefined : { scope })
  }
}
