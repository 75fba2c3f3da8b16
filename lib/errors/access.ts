import { serializeChallenge, type Challenge } from '../http/challenge.ts'
import { ApiError, type ApiErrorInit, type ErrorOf, type Facts } from './api-error.ts'
import type { Kind } from './catalog.ts'
import type { Identifier } from './facts.ts'
import { given, type NamedErrorOptions } from './given.ts'
import { sendableHeaders } from './headers.ts'
import { membersOf } from './plain-data.ts'
import { textOf } from './text-of.ts'

/** What {@link unauthorized} takes beside the message: one challenge by its parts, several, or one that is written already. */
export interface UnauthorizedOptions extends NamedErrorOptions, Challenge {
  /** The value of WWW-Authenticate, such as `Basic realm="api"`. */
  readonly challenge?: string
  /** One for each way to authenticate, in place of the parts of one. */
  readonly challenges?: readonly Challenge[]
}

/** What {@link forbidden} takes: `scope` says what a token is needed for, `resource` and `id` what may not be seen. */
export interface ForbiddenOptions extends NamedErrorOptions, Challenge {
  readonly resource?: string
  readonly id?: Identifier
}

/** RFC 6750 §3.1: the error decides the status. */
type KindOfError<Code> = [Code] extends [never] ? 'unauthorized' : Code extends 'invalid_request' ? 'bad_request' : Code extends 'insufficient_scope' ? 'forbidden' : 'unauthorized'

const kindOfError: Readonly<Record<string, Kind>> = { invalid_request: 'bad_request', insufficient_scope: 'forbidden' }

/**
 * 401. Always carries a challenge (RFC 9110 §15.5.2): `WWW-Authenticate: Bearer` with the realm of the options, unless
 * another is given. Give no `error` where no credentials were sent (RFC 6750 §3.1); `invalid_request` makes it a 400,
 * `insufficient_scope` a 403.
 *
 * @throws TypeError for a challenge that cannot be written
 * @example throw unauthorized()
 * @example throw unauthorized({ realm: 'catalog', error: 'invalid_token', description: 'The token has expired.' })
 * @example throw unauthorized({ challenges: [{ realm: 'catalog' }, { scheme: 'Basic', realm: 'catalog', params: { charset: 'UTF-8' } }] })
 * @example throw unauthorized('The access token has expired.', { challenge: 'Bearer error="invalid_token"' })
 */
export function unauthorized<const Code extends string = never> (
  first?: string | (UnauthorizedOptions & { readonly message?: string, readonly error?: Code | undefined }), options?: UnauthorizedOptions & { readonly error?: Code | undefined }
): ErrorOf<KindOfError<Code>> {
  const { challenge, challenges, ...rest } = given(first, options)
  const [parts, init] = partsOf(rest)
  if (challenges !== undefined && !Array.isArray(challenges)) throw new TypeError(`challenges must be a list, got ${String(challenges)}`)
  const all = challenges ?? (parts === undefined ? [] : [parts])
  const failed = all.find(({ error }) => error !== undefined)
  return withChallenge(kindOfError[failed?.error ?? ''] ?? 'unauthorized', init, all, failed, challenge) as ErrorOf<KindOfError<Code>>
}

/**
 * 403: the client is known and may not. With a `scope` it says what a token is needed for, as RFC 6750 §3.1 asks:
 * `WWW-Authenticate: Bearer error="insufficient_scope", scope="…"`. Where `maskForbidden` is on, nobody learns of it.
 *
 * @throws TypeError for a challenge that cannot be written
 * @example throw forbidden('You can only change yourself')
 * @example throw forbidden({ scope: ['api', 'read_api'] })
 * @example throw forbidden({ resource: 'Project', id: '7' }) // masked: notFound({ resource: 'Project', id: '7' })
 */
export function forbidden (first?: string | (ForbiddenOptions & { readonly message?: string }), options?: ForbiddenOptions): ErrorOf<'forbidden'> {
  const { resource, id, ...rest } = given(first, options)
  const [parts, init] = partsOf(rest)
  const facts = { ...membersOf(init.facts), ...(resource === undefined ? {} : { resource }), ...(id === undefined ? {} : { id: id as string }) }
  const challenge = parts && { error: 'insufficient_scope', ...parts }
  return withChallenge('forbidden', { ...init, facts }, challenge === undefined ? [] : [challenge], challenge) as ErrorOf<'forbidden'>
}

/** Takes the parts of a challenge out of the options. */
function partsOf ({ scheme, realm, error, description, scope, params, ...init }: ApiErrorInit & Challenge): [parts: Challenge | undefined, init: ApiErrorInit] {
  const parts = Object.entries({ scheme, realm, error, description, scope, params }).filter(([, value]) => value !== undefined)
  return [parts.length === 0 ? undefined : Object.fromEntries(parts), init]
}

function withChallenge (kind: Kind, init: ApiErrorInit, challenges: readonly Challenge[], failed: Challenge | undefined, written?: string): ApiError {
  const [first, ...others] = written === undefined ? challenges.map(challenge => serializeChallenge(withTexts(challenge))) : [written]
  return new ApiError(kind, {
    ...init,
    ...(first === undefined ? {} : { headers: { 'www-authenticate': others.length === 0 ? first : [first, ...others], ...sendableHeaders(init.headers) } }),
    ...(failed === undefined ? {} : { facts: { ...membersOf(init.facts), challenge: factsOf(failed) } })
  })
}

/** What is for people is of whatever type somebody had: of errors and functions nothing is told, as in all other places. */
function withTexts ({ realm, description, params, ...rest }: Challenge): Challenge {
  const texts = Object.entries(membersOf(params)).map(([name, value]) => [name, textOf(value)] as const)
  return { ...rest, realm: textOf(realm), description: textOf(description), params: Object.fromEntries(texts.filter((text): text is readonly [string, string] => text[1] !== undefined)) }
}

function factsOf ({ error, description, scope }: Challenge): NonNullable<Facts['challenge']> {
  return {
    error: error as string,
    ...(description === undefined ? {} : { description }),
    ...(scope === undefined ? {} : { scope: [scope].flat().join(' ').split(/ +/).filter(Boolean).join(' ') })
  }
}
