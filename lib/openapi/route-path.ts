import type { KnownRoute } from '../plugin/known-routes.ts'

/** The parts of a pattern: names of parameters stand for themselves, and what is between them is text. */
interface Part { readonly text?: string, readonly name?: string }

/** The pattern that was read last: a route is asked about again and again. */
let last: { readonly url: string, readonly parts: readonly Part[] } | undefined

function partsOf (url: string): readonly Part[] {
  if (last?.url !== url) last = { url, parts: readPattern(url) }
  return last.parts
}

/** As find-my-way reads it: `:name`, `:name(pattern)`, `:name?`, `::` for a colon, `*` for the rest. */
function readPattern (url: string): Part[] {
  const parts: Part[] = []
  let text = ''
  for (let at = 0; at < url.length; at++) {
    const character = url[at] as string
    if (character === ':' && url[at + 1] === ':') {
      text += ':'
      at++
    } else if (character === ':' || character === '*') {
      parts.push({ text })
      text = ''
      const name = character === '*' ? '*' : /^[^-./(:?*]*/.exec(url.slice(at + 1))?.[0] as string
      let end = at + 1 + (character === '*' ? 0 : name.length)
      if (url[end] === '(') end = closing(url, end) + 1
      if (character === ':' && url[end] === '?') end++
      parts.push({ name })
      at = end - 1
    } else text += character
  }
  parts.push({ text })
  return parts.filter(part => part.text !== '')
}

/** Where the pattern of a parameter ends: patterns may have brackets of their own. */
function closing (url: string, start: number): number {
  let depth = 0
  for (let at = start; at < url.length; at++) {
    if (url[at] === '\\') at++
    else if (url[at] === '(') depth++
    else if (url[at] === ')' && --depth === 0) return at
  }
  return url.length - 1
}

/**
 * The path of a route as OpenAPI writes it.
 *
 * @example templateOf('/users/:id(^\\d+$)/files/*') // '/users/{id}/files/{*}'
 */
export function templateOf (url: string): string {
  const path = partsOf(url).map(({ text, name }) => text ?? `{${name as string}}`).join('')
  return path.startsWith('/') ? path : `/${path}`
}

/** The names of a route's parameters, in their order. */
export function parametersOf (url: string): string[] {
  return partsOf(url).flatMap(({ name }) => name ?? [])
}

/**
 * A path that the router gives to a route.
 *
 * @param values - by name of the parameter, the likely first
 * @returns undefined where none of these values is for it
 */
export function pathOf ({ url, place, options }: KnownRoute, method: string, headers: Readonly<Record<string, string>>, values: (name: string) => readonly string[]): string | undefined {
  const parts = partsOf(url)
  const choices = parts.map(({ name }) => name === undefined ? undefined : values(name))
  const most = Math.max(1, ...choices.map(one => one?.length ?? 0))
  const isUncertain = options.constraints !== undefined && Object.keys(options.constraints).length > 0
  for (let at = 0; at < most; at++) {
    const path = pathWith(parts, choices, at)
    const params = place.methods?.paramsAt(method, path, { method, url: path, headers })
    if (isUncertain || (params !== undefined && isOf(parts, params))) return path
  }
  return undefined
}

function pathWith (parts: readonly Part[], choices: ReadonlyArray<readonly string[] | undefined>, at: number): string {
  let path = ''
  for (let index = 0; index < parts.length; index++) {
    const of = choices[index]
    path += of === undefined ? parts[index]?.text : encodeURIComponent(of[Math.min(at, of.length - 1)] as string)
  }
  return path.startsWith('/') ? path : `/${path}`
}

function isOf (parts: readonly Part[], params: object): boolean {
  for (const { name } of parts) if (name !== undefined && !(name in params)) return false
  return true
}
