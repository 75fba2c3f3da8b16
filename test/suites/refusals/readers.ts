import { once } from 'node:events'
import { Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { turns } from '../../helpers/until.ts'

/** Of what is uploaded to these routes. */
export const length = 2_000_000

/** Ways in which a handler comes to the bytes of a request. */
export const readers: ReadonlyArray<[name: string, read: (request: FastifyRequest) => Promise<number>]> = [
  ['for await', async ({ raw }) => {
    let size = 0
    for await (const chunk of raw) size += chunk.length
    return size
  }],
  ['data', async ({ raw }) => {
    let size = 0
    raw.on('data', chunk => { size += chunk.length })
    await once(raw, 'end')
    return size
  }],
  ['readable', async ({ raw }) => {
    let size = 0
    raw.on('readable', () => {
      for (let chunk = raw.read(); chunk !== null; chunk = raw.read()) size += chunk.length
    })
    await once(raw, 'end')
    return size
  }],
  ['pipeline', async ({ raw }) => {
    let size = 0
    await pipeline(raw, new Writable({
      write (chunk, _encoding, done) {
        size += chunk.length
        done()
      }
    }))
    return size
  }],
  ['a web stream', async ({ raw }) => {
    let size = 0
    for await (const chunk of Readable.toWeb(raw)) size += chunk.length
    return size
  }],
  ['late', async ({ raw }) => {
    await turns(100)
    let size = 0
    for await (const chunk of raw) size += chunk.length
    return size
  }],
  ['resume', async ({ raw }) => {
    raw.resume()
    await once(raw, 'end')
    return length
  }]
]

/** Routes that take uploads: parsed, read in one of these ways, or left unread. */
export function addReaders (app: FastifyInstance): void {
  app.register(async (scope) => {
    const config = { conformant: { contentType: 'application/octet-stream' } }
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null))
    readers.forEach(([, read], index) => {
      scope.post(`/${index}`, { config, bodyLimit: length }, async (request, reply) => reply.code(201).send({ read: await read(request) }))
    })
    scope.post('/unread', { config, bodyLimit: length }, async () => ({ here: true }))
  }, { prefix: '/streams' })
  app.post('/parsed', { bodyLimit: length }, async ({ body }) => ({ read: (body as string).length }))
  app.post('/validated', { bodyLimit: length, schema: { body: { type: 'object' } } }, async () => null)
}
