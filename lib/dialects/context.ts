/** What a dialect may know about the request and its route. */
export interface RenderContext {
  /** The status that goes out. */
  readonly status: number
  readonly method: string
  /** The path without the query, cleaned and cut: safe to repeat. */
  readonly path: string
  /** `https://host`, seen through trusted proxies. */
  readonly origin: string
  /** Where the route's documentation is, an absolute URL. */
  readonly documentation?: string | undefined
  /** Where the standard format of the route's resource is described, an absolute URL. Default: {@link documentation}. */
  readonly standardFormat?: string | undefined
  /** The absolute URL of a location of the application: a URL, or a path as routes are written. */
  readonly locate?: ((location: string) => string) | undefined
}
