// One server under test: `node server.mjs bare|conformant`. Answers to messages with the CPU time it has used.
import Fastify from 'fastify'

const kind = process.argv[2]
const body = {
  type: 'object',
  required: ['code'],
  properties: { code: { type: 'string', maxLength: 10 }, label: { type: 'string' } }
}

let app, thrown
if (kind === 'conformant') {
  const { default: conformant, akeneo, notFound, serverOptions } = await import('../../.dist/index.js')
  const dialect = akeneo()
  app = Fastify(serverOptions({ dialect }))
  await app.register(conformant, { dialect })
  thrown = () => notFound("Category 'master' does not exist.")
} else {
  app = Fastify()
  thrown = () => Object.assign(new Error("Category 'master' does not exist."), { statusCode: 404 })
}

app.get('/', async () => ({ hello: 'world' }))
app.get('/declared', { config: { conformant: { accept: 'application/json' } } }, async () => ({ hello: 'world' }))
app.post('/', { schema: { body } }, async (request, reply) => {
  reply.code(201)
  return request.body
})
app.get('/thrown', async () => { throw thrown() })

await app.listen({ port: 0, host: '127.0.0.1' })
process.on('message', () => process.send({ cpu: process.cpuUsage() }))
process.send({ port: app.server.address().port })
