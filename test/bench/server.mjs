// One server under test: `node server.mjs FOLDER [logger]`, with the package as it was built into the folder; `bare`: without it.
// Tells its port, and answers each message with the CPU time that it has used, or `held` with the bytes that it holds.
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { Type } from '@sinclair/typebox'
import Fastify from 'fastify'
import { ask } from './load.mjs'

const [folder, hasLogger] = process.argv.slice(2)
const logger = hasLogger === 'logger'
const body = {
  type: 'object',
  required: ['code'],
  properties: { code: { type: 'string', maxLength: 10 }, label: { type: 'string' }, position: { type: 'integer' } }
}

let app, thrown, own
if (folder === 'bare') {
  app = Fastify({ logger })
  thrown = () => Object.assign(new Error("Category 'master' does not exist."), { statusCode: 404 })
  own = () => Object.assign(new Error('Your current balance is 30, but that costs 50.'), { statusCode: 403 })
} else {
  const { conformant, akeneo, defineErrors, notFound, serverOptions } = createRequire(import.meta.url)(join(resolve(folder), 'index.cjs'))
  const dialect = akeneo()
  app = Fastify(serverOptions({ dialect, logger }))
  await app.register(conformant, { dialect, rateLimit: { limit: 1_000_000_000, window: '1h' } })
  thrown = () => notFound("Category 'master' does not exist.")
  const { outOfCredit } = defineErrors({
    outOfCredit: {
      status: 403,
      title: 'You do not have enough credit.',
      members: Type.Object({ balance: Type.Integer(), accounts: Type.Array(Type.String()) }),
      message: ({ balance }) => `Your current balance is ${balance}, but that costs 50.`
    }
  })
  own = () => outOfCredit({ balance: 30, accounts: ['/account/12345', '/account/67890'] })
}

const hello = async () => ({ hello: 'world' })
const create = async (request, reply) => {
  reply.code(201)
  return request.body
}
app.get('/', hello)
app.get('/declared', { config: { conformant: { accept: 'application/json' } } }, hello)
app.get('/reported', { config: { conformant: { accept: 'application/json', enforce: 'report' } } }, hello)
app.get('/exhausted', { config: { conformant: { rateLimit: { limit: 1, window: '1h' } } } }, hello)
app.post('/', { schema: { body } }, create)
app.post('/small', { bodyLimit: 10 }, create)
app.get('/thrown', async () => { throw thrown() })
app.get('/own', async () => { throw own() })

await app.listen({ port: 0, host: '127.0.0.1' })
// All that its limit allows. By a socket: behind requests of `inject`, which are of another class, the engine's code is slower for all others.
await ask(app.server.address().port, Buffer.from('GET /exhausted HTTP/1.1\r\nhost: localhost\r\n\r\n'))
process.on('SIGINT', () => process.exit())
process.on('message', asked => process.send(asked === 'held' ? { held: held() } : { cpu: process.cpuUsage() }))
process.send({ port: app.server.address().port })

/** Bytes that are held; with `--expose-gc` only. */
function held () {
  for (let time = 0; time < 3; time++) globalThis.gc()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}
