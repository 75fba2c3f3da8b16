/** A request that is refused: what its answer is documented with. */
export interface Provocation {
  readonly method: string
  /** The path, and the query, as they are sent. */
  readonly url: string
  /** By lower-case name. What credentials and hooks of the application need beside is theirs to know. */
  readonly headers: Readonly<Record<string, string>>
  /** Undefined: there is none. */
  readonly body?: string | undefined
  /** True where the application has a word in it: its handler answers first, or an error handler or a hook of its own is told of the refusal. */
  readonly isLate?: true
}

/** A request to a route with one thing changed. */
export function changed (sent: Provocation, { headers, ...others }: Partial<Provocation>): Provocation {
  return { ...sent, ...others, headers: { ...sent.headers, ...headers } }
}
