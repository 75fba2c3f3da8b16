// What comes or goes piece by piece.
import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import { load, post, type Case } from './cases.ts'

const bytes = 'application/octet-stream'
const big = Buffer.alloc(2_500_000, 7)
const shaOf = async (stream: AsyncIterable<Buffer>): Promise<string> => {
  const hash = createHash('sha256')
  for await (const chunk of stream) hash.update(chunk)
  return hash.digest('hex')
}

export const streaming: readonly Case[] = [
  {
    name: 'fastify-sse-v2',
    async app (app) {
      await app.register((await load('fastify-sse-v2')).FastifySSEPlugin ?? await load('fastify-sse-v2'))
      app.get('/events', (_request, reply) => {
        (reply as unknown as { sse (source: AsyncIterable<object>): void }).sse((async function * () {
          yield { id: '1', data: 'a' }
          yield { id: '2', data: 'b' }
        })())
      })
    },
    asks: [{ path: '/events', headers: { accept: 'text/event-stream' } }]
  },
  {
    name: 'lines of JSON',
    app (app) { app.get('/lines', async (_request, reply) => reply.type('application/x-ndjson').send(Readable.from(['{"a":1}\n', '{"a":2}\n']))) },
    asks: [{ path: '/lines', headers: { accept: 'application/x-ndjson' } }, { path: '/lines' }, { method: 'HEAD', path: '/lines' }]
  },
  {
    name: 'an upload that its handler reads, larger than bodyLimit',
    app (app) {
      app.addContentTypeParser(bytes, (_request, payload, done) => done(null, payload))
      app.put('/', async ({ body }) => ({ sha: await shaOf(body as Readable) }))
    },
    asks: [{ method: 'PUT', path: '/', body: big, headers: { 'content-type': bytes } }, { method: 'PUT', path: '/', body: big, headers: { 'content-type': bytes }, chunked: true }, { method: 'PUT', path: '/', body: '', headers: { 'content-type': bytes } }]
  },
  {
    name: 'an upload that goes back as it comes',
    app (app) {
      app.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
      app.post('/', async ({ body }, reply) => reply.type(bytes).send(body))
    },
    asks: [post('/', 'a'.repeat(300_000), bytes), post('/', 'a', 'text/html', { chunked: true })]
  },
  {
    name: 'a body that a hook unpacks or counts',
    app (app) {
      app.addHook('preParsing', async (request, _reply, payload) => {
        if (request.method !== 'POST') return payload
        return Readable.from(async function * () {
          for await (const chunk of payload) yield chunk
        }())
      })
      app.post('/', async ({ body }) => ({ body }))
    },
    asks: [post('/', '{"a":1}', 'application/json', { chunked: true })]
  },
  {
    name: '@fastify/compress',
    async app (app) {
      await app.register(await load('@fastify/compress'), { threshold: 0 })
      app.get('/json', async () => ({ a: 'a'.repeat(2000) }))
      app.get('/page', async (_request, reply) => reply.type('text/html').send('a'.repeat(2000)))
    },
    asks: [{ path: '/json' }, { path: '/page', headers: { accept: 'text/html', 'accept-encoding': 'identity' } }, { path: '/json', headers: { 'accept-encoding': 'identity', accept: 'application/json' } }]
  },
  {
    name: 'streams and answers of the web',
    app (app) {
      app.get('/stream', async (_request, reply) => reply.type('text/csv').send(Readable.toWeb(Readable.from(['a,', 'b']))))
      app.get('/response', async () => new Response('<p>', { status: 201, headers: { 'content-type': 'text/html', 'x-own': 'a' } }))
      app.get('/json', async () => Response.json({ a: 1 }))
    },
    asks: [{ path: '/stream', headers: { accept: 'text/csv' } }, { path: '/response', headers: { accept: 'text/html' } }, { path: '/json' }]
  },
  {
    name: 'a long answer of JSON, from a stream and from a generator',
    app (app) {
      app.get('/stream', async (_request, reply) => reply.type('application/json').send(Readable.from(['[', '1', ']'])))
      app.get('/text', async (_request, reply) => reply.type('application/json').header('content-length', '3').send('[1]'))
    },
    asks: [{ path: '/stream', headers: { accept: 'application/json' } }, { path: '/text' }, { method: 'HEAD', path: '/stream' }]
  },
  {
    name: 'another server, piece by piece',
    async app (app, { upstream }) {
      await app.register(await load('@fastify/reply-from'), { base: upstream })
      app.get('/*', async (request: FastifyRequest, reply) => (reply as unknown as { from (path: string): unknown }).from(request.url))
    },
    asks: [{ path: '/page', headers: { accept: 'text/html' } }, { path: '/slow', headers: { accept: 'text/plain' } }, { path: '/missing' }]
  }
]
