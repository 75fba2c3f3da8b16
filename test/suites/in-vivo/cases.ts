// What a case is: a small application with real plugins, and what is asked of it.
import type { FastifyInstance, FastifyServerOptions } from 'fastify'
import type { Sent } from '../../helpers/exchange.ts'

/** Documented rules that refuse what bare Fastify answers. */
type Rule = 'unknown property' | 'plain text' | 'over 100 items' | 'another type of a JSON value' | 'JSON that was not asked for' | '* with a schema of JSON'

export interface Ask extends Sent {
  /** The rule by which it is refused, though bare Fastify answers it. */
  readonly rule?: Rule
  /** JSON of nothing: bare Fastify refuses it. */
  readonly isNothing?: true
}

/** What the applications find around them. */
export interface World {
  /** The address of another server. */
  readonly upstream: string
  /** A folder of files. */
  readonly folder: string
}

export interface Case {
  readonly name: string
  app (app: FastifyInstance, world: World): unknown
  readonly asks: readonly Ask[]
  readonly own?: FastifyServerOptions
}

/** A package of this folder. It may not be installed where types are checked. */
export async function load (name: string): Promise<any> {
  const loaded = await import(name)
  return loaded.default ?? loaded
}

export const asJson = { 'content-type': 'application/json' }
export const asForm = { 'content-type': 'application/x-www-form-urlencoded' }
export const asParts = { 'content-type': 'multipart/form-data; boundary=B' }

export const post = (path: string, body: string | Buffer, type: string, more: Partial<Ask> = {}): Ask => ({ method: 'POST', path, body, ...more, headers: { 'content-type': type, ...more.headers } })

/** A body of multipart: text, or a file where there is a name for it. */
export function parts (...given: ReadonlyArray<readonly [name: string, content: string | Buffer, file?: string]>): Buffer {
  const pieces = given.flatMap(([name, content, file]) => [
    Buffer.from(`--B\r\nContent-Disposition: form-data; name="${name}"${file === undefined ? '' : `; filename="${file}"\r\nContent-Type: application/octet-stream`}\r\n\r\n`), Buffer.from(content), Buffer.from('\r\n')
  ])
  return Buffer.concat([...pieces, Buffer.from('--B--\r\n')])
}
