import type { ConformantErrors } from 'fastify'
import { entryOf, type AnyKind, type CatalogEntry, type Kind, type OwnKind } from './catalog.ts'
import { sendableHeaders, type HeaderFields } from './headers.ts'
import { factsOf, type Facts } from './facts.ts'
import { issuesOf, type Issue, type IssueInit } from './issue.ts'
import { mapped, plainOf, readable } from './plain-data.ts'
import { wholeSeconds } from './retry-after.ts'
import { textOf } from './text-of.ts'
import { looked, noteUntaken } from './untaken.ts'
import { captureFrames } from './stack.ts'

export type { Facts } from './facts.ts'

/** What an {@link ApiError} is made of; all of it is optional. */
export interface ApiErrorInit {
  /** The message for the client. Empty or none: the catalog's meaning, or what the dialect says of the facts. */
  readonly message?: string
  /** Another status of the same class, for kinds that stand for several; 400 to 599. Default: the catalog's. */
  readonly status?: number
  readonly issues?: readonly IssueInit[]
  /** Links for the client by relation: `{ documentation: 'https://…' }`. */
  readonly links?: Readonly<Record<string, string>>
  /** Header fields of the answer. What cannot be sent is left out. */
  readonly headers?: HeaderFields
  /** After how many seconds to try again; rounded up, never earlier (RFC 9110 §10.2.3). What is no number from 0 is left out. */
  readonly retryAfter?: number
  /**
   * Further members of the body, as JSON says them, where the dialect has room for them. Names of the dialect's own members are
   * not replaced.
   */
  readonly extra?: Readonly<Record<string, unknown>>
  readonly facts?: Facts
  /** What identifies this very occurrence, a URI reference (RFC 9457 §3.1.5): `/account/12345/msgs/abc`. */
  readonly instance?: string
  /** For the log only; never shown. */
  readonly cause?: unknown
}

const brand = Symbol.for('fastify-conformant.ApiError')

/** Says of an error that it comes again and again: what is made of it may be kept. The error itself has it, as a set would hold each for some collections. */
export let share: (error: ApiError) => ApiError
/** True for such an error; never for one of another copy of this package. */
export let isShared: (error: ApiError) => boolean

/**
 * The one neutral error: everything that refuses a request becomes one, and a dialect writes it down.
 * Immutable. Captures no stack when a client caused it (status below 500): the stack is nearly the whole cost of an error.
 * Whatever stands in its members, there is an error with this status: what has no text is left out.
 *
 * @throws TypeError for a kind that is not in the catalog or a status of another class
 * @example throw new ApiError('conflict', { message: 'The name is taken.' })
 */
export class ApiError extends Error {
  readonly #kind: AnyKind
  readonly #entry: CatalogEntry
  readonly #status: number
  readonly #detail: string | undefined
  readonly #issues: readonly Issue[]
  readonly #links: Readonly<Record<string, string>> | undefined
  readonly #headers: Readonly<Record<string, string | string[]>>
  readonly #retryAfter: number | undefined
  readonly #extra: Readonly<Record<string, unknown>> | undefined
  readonly #facts: Facts
  readonly #instance: string | undefined
  #isShared = false

  static {
    share = (error) => { if (#isShared in error) error.#isShared = true; return error }
    isShared = error => #isShared in error && error.#isShared
  }

  constructor (kind: Kind, given: ApiErrorInit = noInit) {
    const isPlain = given === plain
    plain = undefined
    const entry = entryOf(kind)
    if (entry === undefined) throw new TypeError(`There is no kind ${JSON.stringify(kind)} in the catalog`)
    const init = isPlain ? given : readableInit(given)
    const status = init.status === undefined ? entry.status : checkedStatus(init.status, entry.status)
    const detail = init.message === undefined ? undefined : textOf(init.message) || undefined
    const options = init.cause === undefined ? undefined : { cause: init.cause }
    const frames = captureFrames(status < 500 ? 0 : Error.stackTraceLimit)
    super(undefined, options)
    captureFrames(frames)
    this.#kind = kind
    this.#entry = entry
    this.#status = status
    this.#detail = detail
    this.#issues = init.issues === undefined ? noIssues : issuesOf(init.issues)
    this.#links = init.links ? mapped(init.links, textOf) : undefined
    this.#retryAfter = init.retryAfter === undefined ? undefined : wholeSeconds(init.retryAfter)
    this.#headers = init.headers === undefined && this.#retryAfter === undefined ? noHeaders : headersOf(init.headers, this.#retryAfter)
    this.#extra = init.extra ? isPlain ? init.extra : mapped(init.extra, value => plainOf(value)) : undefined
    this.#instance = init.instance === undefined ? undefined : textOf(init.instance) || undefined
    if (given !== noInit && !isPlain) noteUnknown(this, kind, given)
    // Freezing costs as much as the rest of an error, and facts come with every refusal of a gate.
    this.#facts = init.facts ? factsOf(init.facts) : noFacts
  }

  /** True for an `ApiError` of any copy of this package. */
  static is (value: unknown): value is KnownError {
    return (value as Record<symbol, unknown> | null | undefined)?.[brand] === true
  }

  override get name (): string { return 'ApiError' }
  /** Not a property of the instance, as an Error's is: that one could be written. V8 puts it into the stack nevertheless. */
  override get message (): string { return this.#detail ?? this.#entry.meaning }
  get [brand] (): true { return true }
  get kind (): AnyKind { return this.#kind }
  get status (): number { return this.#status }
  /** The same as {@link status}: what Fastify, loggers and scopes without this plugin look for. */
  get statusCode (): number { return this.#status }
  /** The application's own message; undefined where it gave none and the dialect has the word. */
  get detail (): string | undefined { return this.#detail }
  get issues (): readonly Issue[] { return this.#issues }
  get links (): Readonly<Record<string, string>> | undefined { return this.#links }
  get headers (): Readonly<Record<string, string | string[]>> { return this.#headers }
  /** Whole seconds. */
  get retryAfter (): number | undefined { return this.#retryAfter }
  get extra (): Readonly<Record<string, unknown>> | undefined {
    looked.at = true
    return this.#extra
  }

  get facts (): Facts { return this.#facts }
  get instance (): string | undefined { return this.#instance }
  /** What the catalog says of its kind. */
  get definition (): CatalogEntry { return this.#entry }
  /** The members of an error that the application has defined; none of any other. */
  get members (): Readonly<Record<string, unknown>> { return this.#entry.own === undefined ? noMembers : this.extra ?? noMembers }
}

/**
 * An error, as a dialect, a mapper or a test meets it: where the application has told its types of its own errors (`ConformantErrors`), its `kind` tells
 * which members it has.
 */
export type KnownError = [OwnKind] extends [never]
  ? ApiError
  : (ApiError & { readonly kind: Kind, readonly members: Readonly<Record<never, never>> }) | { [Name in OwnKind]: ApiError & { readonly kind: Name, readonly members: ConformantErrors[Name] } }[OwnKind]

/** An error of which the types know the kind. */
export type ErrorOf<Name extends string> = ApiError & { readonly kind: Name }

/** What is no {@link ApiError}. */
export interface NoApiError { readonly [brand]?: never }

/** What an error is made of, to make another one that says something else in part. */
export function initOf ({ detail, status, issues, links, headers, retryAfter, extra, facts, instance, cause }: ApiError): ApiErrorInit {
  return { message: detail, status, issues, links, headers, retryAfter, extra, facts, instance, cause } as ApiErrorInit
}

const noInit: ApiErrorInit = Object.freeze({})
const noFacts: Facts = Object.freeze({})
const noIssues: readonly Issue[] = Object.freeze([])
const noHeaders = Object.freeze({})
const noMembers: Readonly<Record<string, unknown>> = Object.freeze({})

/** What the next error is made of, where that is plain data. */
let plain: ApiErrorInit | undefined

/** An error of members that are plain data, by whoever has seen to it: they are not looked at again. A set of such members would have to be gone through by the engine whenever it collects. */
export function plainError (kind: Kind, message: string | undefined, extra: Readonly<Record<string, unknown>>, headers: HeaderFields | undefined): ApiError {
  // All names, so that the engine knows it as what others make.
  plain = { message, status: undefined, issues: undefined, links: undefined, headers, retryAfter: undefined, extra, facts: undefined, instance: undefined, cause: undefined } as object
  return new ApiError(kind, plain)
}

function checkedStatus (status: number, ofKind: number): number {
  if (Number.isInteger(status) && Math.floor(status / 100) === Math.floor(ofKind / 100)) return status
  throw new TypeError(`status must be an integer of the same class as ${ofKind}, got ${String(status)}`)
}

const names = ['message', 'status', 'issues', 'links', 'headers', 'retryAfter', 'extra', 'facts', 'instance', 'cause'] as const

const known: ReadonlySet<string> = new Set(names)

function noteUnknown (error: ApiError, kind: Kind, given: ApiErrorInit): void {
  let unknown: string[] | undefined
  try {
    if (typeof given === 'object') for (const name of Object.keys(given)) if (!known.has(name) && given[name as 'facts'] !== undefined) (unknown ??= []).push(name)
  } catch {} // a proxy, or an accessor
  if (unknown !== undefined) noteUntaken(error, unknown, name => `the error ${kind} was given "${name}", which it does not take`)
}

/** A member may be an accessor, and it may throw. */
function readableInit (given: ApiErrorInit): ApiErrorInit {
  try {
    const { message, status, issues, links, headers, retryAfter, extra, facts, instance, cause } = given ?? noInit
    return { message, status, issues, links, headers, retryAfter, extra, facts, instance, cause } as ApiErrorInit
  } catch {
    return readable(given, names)
  }
}

function headersOf (given: HeaderFields | undefined, retryAfter: number | undefined): Readonly<Record<string, string | string[]>> {
  const headers = sendableHeaders(given)
  return retryAfter === undefined ? headers : Object.freeze({ ...headers, 'retry-after': String(retryAfter) })
}
