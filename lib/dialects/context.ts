import type { Kind } from '../errors/catalog.ts'
import type { Facts } from '../errors/facts.ts'
import type { Issue } from '../errors/issue.ts'

/** What a dialect may know about the request and its route: plain data, wherever the error leaves. */
export interface RenderContext {
  /** The status that goes out. */
  readonly status: number
  readonly method: string
  /** The path without the query, cleaned and cut: safe to repeat. */
  readonly path: string
  /** `https://host`, seen through trusted proxies. */
  readonly origin: string
  /** The pattern of the route, such as `/users/:id`. Undefined: no route takes the request. */
  readonly route?: string | undefined
  /** Fastify's id of the request, cleaned and cut at 200 characters. */
  readonly requestId?: string | undefined
  /** Of a `traceparent` field that is well-formed (W3C Trace Context §3.2): 32 hexadecimal digits. */
  readonly traceId?: string | undefined
  /** When it is answered, in milliseconds since 1970. */
  readonly time?: number | undefined
  /** The tag of the client's language, such as `de`. Undefined: the application has set no `messages`. */
  readonly language?: string | undefined
  /** The application's words in that language. */
  readonly words?: Words | undefined
  /** Where the route's documentation is, an absolute URL. */
  readonly documentation?: string | undefined
  /** Where the standard format of the route's resource is described, an absolute URL. Default: {@link documentation}. */
  readonly standardFormat?: string | undefined
  /** The value at the place of an issue, as it stands in the request; undefined where there is none. It is the client's: clean what you repeat. */
  readonly given?: ((issue: Issue) => unknown) | undefined
  /** The absolute URL of a location of the application: a URL, or a path as routes are written. */
  readonly locate?: ((location: string) => string) | undefined
}

/** Words an issue. */
export type IssueMessage = (issue: Issue, context: RenderContext) => string | undefined

/** Words by JSON Schema keyword; `default` for every keyword that is not named. */
export type Messages = Readonly<Record<string, IssueMessage>>

/** Words an error by its facts; undefined where they are not enough. */
export type KindMessage = (facts: Facts, context: RenderContext) => string | undefined

/** Sentences by kind. */
export type KindMessages = Readonly<Partial<Record<Kind, KindMessage>>>

/** All that is said in one wording, or one language: every table of words has this layout. */
export interface Words {
  readonly keywords: Messages
  readonly kinds: KindMessages
}
