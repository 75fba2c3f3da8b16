import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ApiError } from '../errors/api-error.ts'
import type { Tally } from '../errors/counts.ts'
import type { SentFields } from '../errors/headers.ts'
import type { Mapper } from '../errors/normalize.ts'
import type { Methods } from '../gates/methods.ts'
import type { RequestHead } from '../http/request-head.ts'
import type { AnswerSettings } from './options.ts'

/** What answers at a place, a scope or a route, are made with. */
export interface Place {
  readonly settings: AnswerSettings
  /** Asked in order for what was thrown. */
  readonly mappers: ReadonlyArray<Mapper<FastifyRequest>>
  /** Where its errors are counted; undefined where nobody asks for it. */
  readonly tally?: Tally | undefined
  /** What others see to when an error leaves with a reply, in their order. Known when the server is ready. */
  settlers: readonly Settler[]
  /** What is said where @fastify/basic-auth alone asks for credentials: `hides` where it names no challenge. Known when the server is ready. */
  basicOnly: 'asks' | 'hides' | undefined
  /** What the server's router knows; undefined where there is none. */
  readonly methods: Methods | undefined
  /** True where one of this plugin's checks sees what the route sends. */
  hasOnSend: boolean
  /** Undefined where @fastify/cors is not there. Known when the server is ready. */
  cors?: CorsHook | undefined
}

/** The hook of @fastify/cors, for answers that no hook has seen. */
export interface CorsHook {
  /** @param go - not called where the hook has answered itself, as it does a preflight */
  run (request: FastifyRequest, reply: FastifyReply, go: () => void): void
  /**
   * The same where there is no reply to put fields on.
   *
   * @param tell - told all that it says, at once or later
   * @returns what it has said at once
   */
  ask (head: RequestHead, tell: (fields: SentFields) => void): SentFields
  /** What it says whatever the request. */
  readonly fixed: SentFields
}

/** Somebody who has to see to something when an error leaves with a reply. */
export interface Settler {
  /** True where it takes the request's body from whoever reads it: not where the application has answered by itself. */
  readonly takesBody?: true
  /** Before the fields of the error are put on the reply. */
  before? (reply: FastifyReply, request: FastifyRequest, error: ApiError, status: number): void
  /** Behind that. */
  after? (reply: FastifyReply, request: FastifyRequest): void
}
