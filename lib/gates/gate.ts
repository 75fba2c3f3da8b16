import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import type { Dialect } from '../dialects/dialect.ts'
import type { ApiError } from '../errors/api-error.ts'
import type { RequestHead } from '../http/request-head.ts'
import type { Option } from '../options/option.ts'
import type { ServerValidators } from '../validation/server-validators.ts'
import type { Methods } from './methods.ts'
import type { Readers } from './readers.ts'

/** What a check says: an error refuses the request; `answered`: the check has sent the answer itself; undefined: it may go on. */
export type Verdict = ApiError | 'answered' | undefined

/**
 * Asked of each request, at once or later. What it throws is an error like any other.
 *
 * @param payload - of `onSend`: what is to be sent
 */
export type Check = (request: FastifyRequest, reply: FastifyReply, payload?: unknown) => Verdict | Promise<Verdict>

/** A check, and the gate that it is of. */
export interface Asked { readonly gate: string, readonly check: Check }

/** A pure check of what the head tells. */
export type HeadCheck = (request: { readonly raw: RequestHead }) => ApiError | undefined

/** Fastify's hooks in which checks run, in their order. */
const hooks = Object.freeze(['onRequest', 'preParsing', 'preValidation', 'preHandler', 'onSend'] as const)
export type HookName = typeof hooks[number]

/** Where checks run: in a hook, or right before Fastify validates, behind all hooks of the route. */
export const stages = Object.freeze([...hooks, 'validation'] as const)
export type Stage = typeof stages[number]

/** Checks by where they run. */
export type Checks = { readonly [Name in Stage]?: Check | undefined }

/**
 * A rule that requests have to meet, and the option that switches it. All that can be worked out at start is: a request runs
 * closures.
 */
export interface Gate<Given, Setting> {
  /** Where it stands: a hook of Fastify, or what Fastify does by itself between them. */
  readonly hook: HookName | 'parsing' | 'validation'
  /** What it answers. */
  readonly status: readonly number[]
  readonly option: Option<Given, Setting>
  /** @returns the checks of a route; undefined: it is off there, and no hook has to be there for it */
  arm (setting: Setting, route: RouteFacts): Check | Checks | undefined
}

/** A gate of which only the plugin and scopes may say something. */
export interface ScopeGate<Given, Setting> extends Gate<Given, Setting> { readonly level: 'scope' }

/** What a gate may know of a route when it is armed. */
export interface RouteFacts {
  readonly instance: FastifyInstance
  /** Undefined: this is for requests that no route takes. */
  readonly options: RouteOptions | undefined
  /** True where Fastify reads a body for one of its methods. */
  readonly hasBody: boolean
  /** The methods that Fastify reads a body for. */
  readonly bodyMethods: ReadonlySet<string>
  /** Who reads the bodies of the route's scope. */
  readonly readers: Readers
  readonly dialect: Dialect
  /** How many characters of a header value are repeated. */
  readonly echo: number
  readonly methods: Methods
  readonly validators: ServerValidators
  /** True where the gate refuses nothing, and its checks tell what they would have refused: they must change nothing. */
  readonly isReported: boolean
  /** What holds here of another option. */
  settingOf<Setting> (option: Option<never, Setting>): Setting
  /** Told when all routes and schemas are there. */
  whenReady (task: () => void): void
}

/** Makes a gate, with its types checked. */
export function gate<Given, Setting> (made: Gate<Given, Setting>): Gate<Given, Setting> {
  return Object.freeze(made)
}

export function scopeGate<Given, Setting> (made: Gate<Given, Setting>): ScopeGate<Given, Setting> {
  return Object.freeze({ ...made, level: 'scope' as const })
}
