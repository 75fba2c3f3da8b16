import type { Heard } from './heard.ts'

/** Fields by their names in lower case. */
export type Fields = Readonly<Record<string, string | number | readonly string[] | undefined>>

/** An answer as a client sees it, with the request that it belongs to. */
export interface Answer {
  readonly method: string
  /** As it was asked for, with the query; empty where no request could be read. */
  readonly url: string
  readonly status: number
  readonly headers: Fields
  /** Undefined: nobody has seen it, or it is longer than what is kept. */
  readonly body: Buffer | undefined
  /** Bytes of the body; undefined: nobody has counted them. */
  readonly length: number | undefined
  /** What the plugin has said of it on its channels. */
  readonly heard: Heard | undefined
}

/** What is kept of a body, in bytes: errors are short. */
export const longestBody = 1 << 20

/** One field, several lines of it as one (RFC 9110 §5.3). */
export function fieldOf ({ headers }: Pick<Answer, 'headers'>, name: string): string | undefined {
  const value = headers[name]
  return value === undefined ? undefined : Array.isArray(value) ? value.join(', ') : String(value)
}

/** RFC 9110 §9.3.2, §15.3.5, §15.3.6, §15.4.5: whatever such an answer says, nothing follows. */
export function isBodyless ({ method, status }: Pick<Answer, 'method' | 'status'>): boolean {
  return method === 'HEAD' || status === 204 || status === 205 || status === 304
}

/** Reads the head of an HTTP/1.1 answer. Undefined: it is none. */
export function readHead (text: string): Pick<Answer, 'status' | 'headers'> | undefined {
  const [first = '', ...lines] = text.split('\r\n')
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(first)?.[1]
  if (status === undefined) return undefined
  const headers: Record<string, string> = {}
  for (const line of lines) {
    const colon = line.indexOf(':')
    const name = line.slice(0, Math.max(colon, 0)).toLowerCase()
    const value = line.slice(colon + 1).trim()
    if (name !== '') headers[name] = headers[name] === undefined ? value : `${headers[name]}, ${value}`
  }
  return { status: Number(status), headers }
}
