import type { Server } from 'node:http'
import Fastify, { type FastifyHttpOptions, type FastifyInstance } from 'fastify'
import conformant, { serverOptions } from '../../../lib/index.ts'
import type { ConformantOptions } from '../../../lib/plugin/options.ts'
import { listen } from '../../helpers/exchange.ts'
import { Readers } from '../../helpers/reader.ts'
import { dialects } from './provoke.ts'
import type { DialectName } from './words.ts'

interface Teardown { teardown: (task: () => unknown) => void }

export interface Setting {
  readonly options?: FastifyHttpOptions<Server> & Pick<ConformantOptions, 'drain' | 'maxConnections'>
  readonly declare?: (app: FastifyInstance) => unknown
}

/** A server of one dialect with the routes that every table knows: `GET /ok`, `GET /p/:id`, `POST /items` and `POST /strict`. */
export async function serve (t: Teardown, name: DialectName, { options = {}, declare }: Setting = {}): Promise<{ port: number, app: FastifyInstance }> {
  const dialect = dialects[name]()
  const app = Fastify(serverOptions({ dialect, forceCloseConnections: true, ...options })) as unknown as FastifyInstance
  // Torn down behind the server: by then whoever read, or waited, has been told the end.
  t.teardown(new Readers(app).ended)
  await app.register(conformant, { dialect })
  app.get('/ok', async () => ({ ok: true }))
  app.post('/items', async (_request, reply) => reply.code(201).send({ ok: true }))
  app.get('/p/:id', async () => ({ ok: true }))
  app.post('/strict', {
    schema: { body: { type: 'object', required: ['name'], properties: { name: { type: 'string' } } } }
  }, async () => ({ ok: true }))
  await declare?.(app)
  return { port: await listen(t, app), app }
}
