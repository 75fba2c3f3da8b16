/** One challenge of a WWW-Authenticate field (RFC 9110 §11.6.1). */
export interface Challenge {
  /** Such as `Basic` or `DPoP`. Default: `Bearer`. */
  readonly scheme?: string | undefined
  /** What is protected, for people who are asked for a password. */
  readonly realm?: string | undefined
  /** RFC 6750 §3.1: why the credentials that were sent are no good. Leave it out where none were sent. */
  readonly error?: 'invalid_token' | 'invalid_request' | 'insufficient_scope' | (string & {}) | undefined
  /** The error in words, for developers. */
  readonly description?: string | undefined
  /** What a token must be good for: names, or names with spaces between them. */
  readonly scope?: string | readonly string[] | undefined
  /** Further parameters: `{ charset: 'UTF-8' }`. */
  readonly params?: Readonly<Record<string, string>> | undefined
}

// RFC 9110 §5.6.2
const token = /^[\w!#$%&'*+.^`|~-]+$/
// RFC 6750 §3: error, and a name in scope.
const errorCode = /^[\x20\x21\x23-\x5B\x5D-\x7E]+$/
const scopeName = /^[\x21\x23-\x5B\x5D-\x7E]+$/

/**
 * Writes one challenge. What a developer chose by name is refused where it cannot be written; text for people, which may
 * come from elsewhere, is cleaned.
 *
 * @throws TypeError for a scheme, the name of a parameter, an error or a scope with characters that the RFCs do not allow,
 *   for a parameter that is there twice, and for an error, a description or a scope of `Basic`, which knows none
 * @example serializeChallenge({ realm: 'api', error: 'invalid_token' }) // 'Bearer realm="api", error="invalid_token"'
 * @see RFC 9110 §11.6.1, RFC 6750 §3, RFC 7617 §2
 */
export function serializeChallenge (challenge: Challenge): string {
  const { scheme = 'Bearer', realm, error, description, scope, params = {} } = challenge
  if (!token.test(scheme)) throw wrong('scheme', 'a token such as Bearer', scheme)
  if (error !== undefined && !errorCode.test(error)) throw wrong('error', 'a code such as invalid_token', error)
  const isBasic = scheme.toLowerCase() === 'basic'
  if (isBasic && (error ?? description ?? scope) !== undefined) throw new TypeError('the scheme Basic has no error, description or scope')
  const fields: Array<[name: string, value: string]> = []
  if (realm !== undefined) fields.push(['realm', cleaned(realm)])
  if (error !== undefined) fields.push(['error', error])
  // RFC 6750 §3 leaves out what would have to be escaped.
  if (description !== undefined) fields.push(['error_description', cleaned(description).replaceAll('"', "'").replaceAll('\\', '/')])
  if (scope !== undefined) fields.push(['scope', scopeOf(scope)])
  const names = new Set(fields.map(([name]) => name))
  for (const [name, value] of Object.entries(params)) {
    if (!token.test(name)) throw wrong('the name of a parameter', 'a token such as charset', name)
    // RFC 9110 §11.2: once each, in any case.
    if (names.has(name.toLowerCase())) throw new TypeError(`a challenge has the parameter ${name} twice`)
    names.add(name.toLowerCase())
    fields.push([name, cleaned(value)])
  }
  if (fields.length === 0) return scheme
  return `${scheme} ${fields.map(([name, value]) => `${name}=${quoted(value)}`).join(', ')}`
}

/**
 * The challenges of a field that may have several, each as it is written.
 *
 * @param field - one value, or those of several lines
 * @example splitChallenges('Basic realm="a, b", Bearer') // ['Basic realm="a, b"', 'Bearer']
 */
export function splitChallenges (field: string | readonly string[]): string[] {
  const challenges: string[] = []
  for (const line of [field].flat()) {
    let current = ''
    for (const member of membersOf(line)) {
      const text = member.trim()
      if (text === '') continue
      // RFC 9110 §11.6.1: `name =` goes on with the challenge before it, everything else begins one.
      if (current !== '' && parameter.test(text)) current += `, ${text}`
      else {
        if (current !== '') challenges.push(current)
        current = text
      }
    }
    if (current !== '') challenges.push(current)
  }
  return challenges
}

/** What stands between commas, those in quotes not counted; a quote that does not end is text like any other. */
function * membersOf (line: string): Generator<string> {
  let start = 0
  for (const { from, to } of unquoted(line)) {
    for (let at = from; at < to; at++) {
      if (line[at] !== ',') continue
      yield line.slice(start, at)
      start = at + 1
    }
  }
  yield line.slice(start)
}

/** The stretches outside of quotes. Where one quote does not end no later one does: nothing is looked at twice. */
function * unquoted (text: string): Generator<{ from: number, to: number }> {
  let from = 0
  for (let quote = text.indexOf('"'); quote !== -1; quote = text.indexOf('"', from)) {
    const end = endOfQuoted(text, quote)
    if (end === -1) break
    yield { from, to: quote }
    from = end + 1
  }
  yield { from, to: text.length }
}

function endOfQuoted (text: string, quote: number): number {
  for (let at = quote + 1; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '"') return at
  }
  return -1
}
const parameter = /^[\w!#$%&'*+.^`|~-]+[ \t]*=(?!=*$)/

/** The scheme of a challenge, in lower case. */
export function schemeOf (challenge: string): string {
  return (challenge.split(/[ \t]/, 1)[0] as string).toLowerCase()
}

/** Where a challenge must have a realm: always (RFC 7617 §2, RFC 7616 §3.3), or where it has nothing else (RFC 6750 §3). */
const needsRealm: Readonly<Record<string, 'always' | 'alone'>> = { basic: 'always', digest: 'always', bearer: 'alone', dpop: 'alone' }

/**
 * A challenge with the realm, where it names none.
 *
 * @param realm - undefined: `api`, and only where the scheme cannot do without one
 * @example withRealm('Bearer', undefined) // 'Bearer realm="api"'
 */
export function withRealm (challenge: string, realm: string | undefined): string {
  const need = needsRealm[schemeOf(challenge)]
  const [scheme, rest] = [challenge.slice(0, schemeOf(challenge).length), challenge.slice(schemeOf(challenge).length).trim()]
  if (need === undefined || /(?:^|[\s,])realm[ \t]*=/i.test(withoutQuoted(rest))) return challenge
  if (realm === undefined && need === 'alone' && rest !== '') return challenge
  return `${scheme} realm=${quoted(cleaned(realm ?? 'api'))}${rest === '' ? '' : `, ${rest}`}`
}

function withoutQuoted (text: string): string {
  return Array.from(unquoted(text), ({ from, to }) => text.slice(from, to)).join('""')
}

function scopeOf (given: string | readonly string[]): string {
  const names = typeof given === 'string' ? given.split(' ').filter(name => name !== '') : given
  if (names.length > 0 && names.every(name => scopeName.test(name))) return names.join(' ')
  throw wrong('scope', 'names without spaces, quotes and backslashes', String(given))
}

/** Neither a new line nor anything that is read differently by different clients. */
function cleaned (text: string): string {
  return String(text).replace(/[^\x20-\x7E]+/g, '?')
}

function quoted (text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`
}

function wrong (what: string, right: string, got: string): TypeError {
  return new TypeError(`${what} of a challenge must be ${right}, got ${JSON.stringify(got)}`)
}
