import type { HeaderFields } from '../errors/headers.ts'

/** What an application knows of the resource that a request is about. */
export interface ResourceState {
  /** With its quotes, as {@link strongEtag} and {@link weakEtag} make it. */
  readonly etag?: string | undefined
  /** A Date, or milliseconds since 1970. HTTP knows whole seconds: what is less is cut off. */
  readonly lastModified?: Date | number | undefined
  /** Default: true. */
  readonly exists?: boolean | undefined
  /**
   * What a 304 must repeat of the 200 (RFC 9110 §15.4.5): Cache-Control, Content-Location, Expires and Vary. On GET and HEAD
   * they are put on both.
   */
  readonly headers?: HeaderFields | undefined
}
