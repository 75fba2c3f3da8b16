/** A challenge as a client reads it. Names of parameters in lower case. */
export interface ReadChallenge {
  readonly scheme: string
  readonly params: Readonly<Record<string, string>>
}

// RFC 9110 §5.6.2, §5.6.4, §11.2
const token = /[\w!#$%&'*+.^`|~-]+/y
const token68 = /[\w.~+/-]+=*(?=[ \t]*(?:,|$))/y
const quotedString = /"((?:[\t \x21\x23-\x5B\x5D-\x7E\x80-\xFF]|\\[\t \x21-\x7E\x80-\xFF])*)"/y
const space = /[ \t]*/y

/**
 * Reads a WWW-Authenticate field by the grammar of RFC 9110 §11.6.1, written from its text and from nothing of the library.
 *
 * @throws SyntaxError for what the grammar does not allow, and for a parameter that is there twice
 */
export function readChallenges (field: string | readonly string[]): ReadChallenge[] {
  return [field].flat().flatMap(readLine)
}

function readLine (line: string): ReadChallenge[] {
  const challenges: ReadChallenge[] = []
  let at = 0
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = at
    const found = pattern.exec(line)
    if (found === null) return undefined
    at = pattern.lastIndex
    return found
  }
  /** True where there was a comma, or the end. */
  const skipCommas = (): boolean => {
    let isSeen = false
    for (take(space); line[at] === ','; take(space)) {
      isSeen = true
      at++
    }
    return isSeen || at === line.length
  }
  const param = (): [string, string] | undefined => {
    const start = at
    const name = take(token)?.[0].toLowerCase()
    take(space)
    if (name !== undefined && line[at] === '=' && ++at > 0) {
      take(space)
      const value = take(quotedString)?.[1]?.replace(/\\(.)/g, '$1') ?? take(token)?.[0]
      if (value !== undefined) return [name, value]
    }
    at = start
    return undefined
  }
  for (skipCommas(); at < line.length; skipCommas()) {
    const scheme = take(token)?.[0]
    if (scheme === undefined) throw new SyntaxError(`no scheme at ${at} of ${line}`)
    const params: Record<string, string> = {}
    challenges.push({ scheme, params })
    if (line[at] === ' ') take(space)
    else if (at < line.length && line[at] !== ',') throw new SyntaxError(`no space at ${at} of ${line}`)
    for (let found = param(); found !== undefined; found = param()) {
      if (Object.hasOwn(params, found[0])) throw new SyntaxError(`${found[0]} twice in ${line}`)
      params[found[0]] = found[1]
      if (!skipCommas()) throw new SyntaxError(`no comma at ${at} of ${line}`)
    }
    if (Object.keys(params).length === 0) {
      const text = take(token68)?.[0]
      if (text !== undefined) params[''] = text
      if (!skipCommas()) throw new SyntaxError(`no comma at ${at} of ${line}`)
    }
  }
  return challenges
}
