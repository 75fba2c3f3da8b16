// One server under test: `node batch-server.mjs bare|conformant`.
import Fastify from 'fastify'
import ndjson from 'ndjson'
import split2 from 'split2'
import { count, item } from './batch-lines.mjs'

const app = Fastify({ bodyLimit: 2_000_000 })
const batches = 'application/x-ndjson'

if (process.argv[2] === 'conformant') {
  const { default: conformant, akeneo, noContent } = await import('../../.dist/index.js')
  await app.register(conformant, { dialect: akeneo() })
  app.batch({ method: 'POST', url: '/batch', key: 'identifier', item, lines: count }, () => noContent())
} else {
  app.addContentTypeParser(batches, (request, payload, done) => done(null, payload))
  for (const [url, lines] of [['/split2', () => split2(JSON.parse)], ['/ndjson', () => ndjson.parse()]]) {
    app.post(url, async (request, reply) => {
      const results = []
      for await (const { identifier } of request.body.pipe(lines())) {
        results.push(JSON.stringify({ line: results.length + 1, identifier, status_code: 204 }))
      }
      reply.type(batches)
      return results.join('\n')
    })
  }
}
app.post('/one', { schema: { body: item } }, async (request, reply) => reply.code(204).send())

await app.listen({ port: 0, host: '127.0.0.1' })
process.send({ port: app.server.address().port })
