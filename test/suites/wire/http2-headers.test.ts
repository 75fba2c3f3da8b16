import type { ClientHttp2Session } from 'node:http2'
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import conformant, { conflict, serverOptions } from '../../../lib/index.ts'
import { internalError, noStore, problem, success } from '../../helpers/answers.ts'
import { listen } from '../../helpers/exchange.ts'
import { answerOf, open } from '../../helpers/http2.ts'
import type { Answer } from '../../helpers/raw.ts'

/** RFC 9113 §8.2.2: what is about a connection has no place in HTTP/2, and Node throws where it stands. */
const ofConnections = ['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade', 'http2-settings', 'te']

async function ask (session: ClientHttp2Session, path: string, name: string): Promise<Answer> {
  const stream = session.request({ ':path': path, 'x-name': name })
  stream.setTimeout(30_000, () => stream.destroy(new Error(`${path} with ${name} was never answered`)))
  return await answerOf(stream)
}

t.test('fields that HTTP/2 does not have', async (t) => {
  const app = Fastify(serverOptions({ http2: true })) as unknown as FastifyInstance
  app.addHook('onRequest', async ({ headers: { 'x-name': name }, url }, reply) => {
    if (url !== '/brought') reply.header(name as string, 'a')
  })
  await app.register(conformant)
  app.get('/thrown', async () => { throw conflict('Taken.', { headers: { 'x-kept': 'b' } }) })
  app.get('/brought', async ({ headers }) => { throw conflict('Taken.', { headers: { [headers['x-name'] as string]: 'a' } }) })
  app.get('/sent', async () => ({}))
  const session = open(t, await listen(t, app))
  for (const name of ofConnections) {
    t.strictSame(await ask(session, '/brought', name), problem(409, 'Taken.'), `${name}: left out of what an error brings`)
    t.strictSame(await ask(session, '/none', name), problem(404, 'There is nothing at /none.', noStore), `${name}: left out of a refusal`)
    t.strictSame(await ask(session, '/thrown', name), problem(409, 'Taken.', { 'x-kept': 'b' }), `${name}: left out of the answer to an error`)
    // This one Node leaves out by itself.
    const told = name === 'connection' ? success(200, {}) : internalError
    t.strictSame(await ask(session, '/sent', name), told, `${name}: an answer that cannot be sent is an error`)
  }
})
