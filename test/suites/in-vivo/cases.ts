// What a case is: a small application with real plugins, and what is asked of it.
import type { FastifyInstance, FastifyServerOptions } from 'fastify'
import type { ConformantOptions } from '../../../lib/index.ts'
import type { Sent } from '../../helpers/exchange.ts'

/** Documented rules that refuse what bare Fastify answers. */
type Rule = 'unknown property' | 'plain text' | 'over 100 items' | 'another type of a JSON value' | 'JSON that was not asked for' | '* with a schema of JSON'

export interface Ask extends Sent {
  /** The rule by which it is refused, though bare Fastify answers it. */
  readonly rule?: Rule
  /** JSON of nothing: bare Fastify refuses it. */
  readonly isNothing?: true
  /** The documented status of what bare Fastify answers with another one, in which the plugin has no rule: an error that a mapper knows. */
  readonly mapped?: number
  /** True where the application answers by itself: the plugin has nothing to say, though it be a refusal. */
  readonly isOwn?: true
  /** True of an OpenAPI document: the errors of the plugin are added to what is there. */
  readonly isDocument?: true
  /** In place of the request: what somebody says to the application, and what is seen of its answers. */
  talk? (port: number): Promise<unknown>
}

/** What the applications find around them. */
export interface World {
  /** The address of another server. */
  readonly upstream: string
  /** The address of a server that nobody listens at. */
  readonly dead: string
  /** A folder of files. */
  readonly folder: string
  /** A database of PostgreSQL, with nothing in the way. */
  readonly database: string
}

export interface Case {
  readonly name: string
  app (app: FastifyInstance, world: World): unknown
  readonly asks: readonly Ask[]
  readonly own?: FastifyServerOptions
  /** True where the plugin is registered behind the application. */
  readonly isBehind?: true
  /** Options of the plugin, where an application would have some. */
  readonly options?: ConformantOptions
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
