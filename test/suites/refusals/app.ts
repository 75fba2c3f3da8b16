import Fastify, { type FastifyHttpOptions, type FastifyInstance } from 'fastify'
import type { Server } from 'node:http'
import conformant, { problem as problemDialect, serverOptions, unauthorized, type ServerOptions } from '../../../lib/index.ts'
import { noStore, problem, success } from '../../helpers/answers.ts'
import { Readers } from '../../helpers/reader.ts'
import type { Answer } from '../../helpers/raw.ts'

export type Options = ServerOptions & FastifyHttpOptions<Server>

const limit = 1024 * 1024

/** Who looks at the reader's side of a server. */
export const readersOf = new WeakMap<FastifyInstance, Readers>()

/** A server that refuses what is too large, of another type, without credentials, or for nobody. */
export async function build (options: Options = {}): Promise<FastifyInstance> {
  const dialect = options.dialect ?? problemDialect()
  const app = Fastify(serverOptions({ dialect, ...options }))
  readersOf.set(app, new Readers(app))
  await app.register(conformant, { dialect })
  app.get('/here', async () => ({ here: true }))
  app.post('/limited', { bodyLimit: limit }, async ({ body }) => ({ read: body }))
  app.post('/members', { onRequest: async () => { throw unauthorized() } }, async ({ body }) => ({ read: body }))
  return app
}

export interface Refusal {
  readonly name: string
  readonly path: string
  /** Its media type. */
  readonly type: string
  /** Without its length. */
  readonly chunked: boolean
  readonly told: Answer
}

const type = 'application/json'
const tooLarge = problem(413, `The request body is larger than ${limit} bytes.`)

/** How an upload of more than {@link limit} bytes is refused. */
export const refusals = {
  length: { name: '413 by its length', path: '/limited', type, chunked: false, told: tooLarge },
  chunks: { name: '413, counted', path: '/limited', type, chunked: true, told: tooLarge },
  type: {
    name: '415',
    path: '/limited',
    type: 'text/csv',
    chunked: false,
    told: problem(415, "The content type 'text/csv' is not supported. Supported: application/json.", { accept: type, 'accept-post': type })
  },
  unknown: { name: '404', path: '/nothing', type, chunked: false, told: problem(404, 'There is nothing at /nothing.', noStore) },
  members: {
    name: '401 of a hook', path: '/members', type, chunked: false, told: problem(401, 'Authentication is required.', { 'www-authenticate': 'Bearer realm="api"' })
  }
} satisfies Record<string, Refusal>

/** The answer to `GET /here`. */
export const here = success(200, { here: true })

/** An answer after which the connection ends. */
export function last (told: Answer): Answer {
  return { ...told, headers: { ...told.headers, connection: 'close' } }
}
