import { clean, echo } from '../http/echo.ts'
import type { ApiError } from './api-error.ts'
import type { AnyKind } from './catalog.ts'
import { displayPath, type Issue } from './issue.ts'

/** Where an error came up: a gate, the application's own code, one line of a batch, or below the hooks. */
export type Where = 'gate' | 'handler' | 'line' | 'below'

/** What a log says of an error beside its words: nothing of a body, of credentials, or of whom a limit counts. */
export interface ErrorLine {
  readonly kind: AnyKind
  /** As it was sent. */
  readonly status: number
  readonly where: Where
  readonly gate?: string
  readonly method?: string
  /** The pattern of the route: `/categories/:code`. */
  readonly route?: string
  /** The path of a request that no route takes, without the query; cleaned, at most 200 characters. */
  readonly path?: string
  /** What was sent in its place, as where a 403 leaves as a 404. */
  readonly shown?: AnyKind
  /** Media types or codings that were refused, without their parameters; at most five. */
  readonly refused?: readonly string[]
  readonly allowed?: readonly string[]
  /** The limit that was passed: its name or where it was written, or a number of bytes or items. */
  readonly limit?: string | number
  /** Bytes, as the request said. */
  readonly size?: number
  readonly retryAfter?: number
  /** What validation found: at most ten findings. */
  readonly issues?: ReadonlyArray<{ readonly path: string, readonly keyword?: string, readonly part?: string }>
  /** How many there are, at least, where they are more. */
  readonly findings?: number
  /** How many of them are not in the answer, at least. */
  readonly omitted?: number
  /** The members of an error that the application has defined, without those that its definition keeps out, as far as they have room. */
  readonly members?: Readonly<Record<string, unknown>>
  /** So many errors of this kind and route have one line. */
  readonly sampled?: number
}

/** What is known of an error when it is answered. */
export interface Occurrence {
  readonly error: ApiError
  readonly shown: ApiError
  readonly status: number
  readonly where: Where
  readonly gate: string | undefined
  readonly method: string | undefined
  readonly route: string | undefined
  readonly path: string | undefined
  readonly contentLength: string | undefined
  readonly omitted: number | undefined
  readonly members: Readonly<Record<string, unknown>>
  readonly sampled: number
}

const mostIssues = 10
const mostTypes = 5
const longest = 200
const longestMembers = 2000

/** What is written of an error, of bounded length. */
export function errorLine ({ error, shown, status, where, gate, method, route, path, contentLength, omitted, members, sampled }: Occurrence): ErrorLine {
  const { kind, issues, facts, retryAfter } = error
  const isTooLarge = kind === 'payload_too_large' || (kind === 'operational_constraint' && facts.unit === 'bytes')
  const size = isTooLarge ? Number(contentLength) : NaN
  const findings = issues.length + (facts.omitted ?? 0)
  return defined({
    kind,
    status,
    where,
    gate,
    method: method === undefined || method === '' ? undefined : echo(method, 40),
    route,
    path: path === undefined || path === '' ? undefined : echo(path, longest),
    shown: shown.kind === kind ? undefined : shown.kind,
    refused: facts.value === undefined ? undefined : namesIn(facts.value, kind === 'unsupported_coding' ? coding : type),
    allowed: (facts.allow ?? facts.allowed)?.slice(0, 20),
    limit: facts.policy ?? facts.limit,
    size: Number.isFinite(size) ? size : undefined,
    retryAfter,
    issues: issues.length === 0 ? undefined : issues.slice(0, mostIssues).map(findingOf),
    findings: findings > mostIssues ? findings : undefined,
    omitted: omitted === undefined || omitted === 0 ? undefined : omitted,
    members: Object.keys(members).length === 0 ? undefined : bounded(members),
    sampled: sampled === 1 ? undefined : sampled
  })
}

/** The members that have room, in their order. */
function bounded (members: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  let room = longestMembers
  return Object.fromEntries(Object.entries(members).filter((member) => {
    const { length } = JSON.stringify(member)
    if (length > room) return false
    room -= length
    return true
  }))
}

function findingOf ({ path, keyword, part }: Issue): NonNullable<ErrorLine['issues']>[number] {
  return defined({ path: clean(displayPath(path), longest), keyword: keyword === undefined ? undefined : clean(keyword, 100), part })
}

// What looks like something else may be anything.
const type = /^[\w!#$&^.+*-]{1,60}\/[\w!#$&^.+*-]{1,60}$/
const coding = /^[\w-]{1,20}$/

function namesIn (value: string, pattern: RegExp): string[] | undefined {
  const types = value.split(',', mostTypes).map(one => (one.split(';', 1)[0] as string).trim()).filter(one => pattern.test(one))
  return types.length === 0 ? undefined : types
}

function defined<Given extends object> (given: Given): { [Name in keyof Given]: Exclude<Given[Name], undefined> } {
  const kept: Record<string, unknown> = {}
  for (const name in given) if (given[name] !== undefined) kept[name] = given[name]
  return kept as never
}
