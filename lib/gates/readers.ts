/** Who would read a body, and how. */
export interface Reader {
  /**
   * `json`: what reads JSON where the application says nothing, ours or Fastify's; `text`: Fastify's own for text/plain; `any`: the
   * application's for `*`; `own`: another of the application's.
   */
  readonly by: 'json' | 'text' | 'any' | 'own'
  /** It is given the body as it comes, and counts for itself. */
  readonly isStream: boolean
  /** Bytes; holds where the route says nothing. */
  readonly bodyLimit: number | undefined
}

/** What the parsers of a scope read. Asked when all of them are there. */
export interface Readers {
  /** @param contentType - the value of the field */
  of (contentType: string): Reader | undefined
  /** The media types that somebody reads and that have a name, JSON first; patterns and `*` have none. */
  types (): readonly string[]
}
