import type { IncomingHttpHeaders } from 'node:http'
import type { ApiError } from '../errors/api-error.ts'

/** What is known of a request before its body is read; Node's IncomingMessage is one. */
export interface RequestHead {
  readonly method?: string | undefined
  /** As it stands in the request line, with the query. */
  readonly url?: string | undefined
  readonly headers: IncomingHttpHeaders
}

/** A pure check of a request: an error refuses it. `Subject` is the head, or the body once it has been read. */
export type Gate<Subject = RequestHead> = (subject: Subject) => ApiError | undefined

/**
 * The gates that are on, as one: the first that refuses speaks.
 *
 * @param gates - in their order; what is undefined is off
 * @returns undefined where all are off, so that no hook has to be there
 */
export function inOrder (gates: ReadonlyArray<Gate | undefined>): Gate | undefined {
  const on = gates.filter(gate => gate !== undefined)
  if (on.length < 2) return on[0]
  return (head) => {
    for (const gate of on) {
      const refusal = gate(head)
      if (refusal !== undefined) return refusal
    }
    return undefined
  }
}

/** The path of a request line's URL, without the query. */
export function pathOf (url: string): string {
  const query = url.indexOf('?')
  return query === -1 ? url : url.slice(0, query)
}

/** True where the head announces a body (RFC 9112 §6.3). */
export function announcesBody (headers: IncomingHttpHeaders): boolean {
  if (headers['transfer-encoding'] !== undefined) return true
  const length = headers['content-length']
  return length !== undefined && length !== '0'
}
