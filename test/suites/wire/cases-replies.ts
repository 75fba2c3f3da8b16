import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteShorthandOptions } from 'fastify'
import { head } from './bytes.ts'
import type { Provoked, Told } from './provoke.ts'

type Handler = (request: FastifyRequest, reply: FastifyReply) => unknown
type Case = readonly [handler: Handler, options?: RouteShorthandOptions, told?: Told]
type Done = (error: Error | null, payload?: unknown) => void

const secret = (): Error => Object.assign(new Error('secret'), { headers: { 'x-secret': 'secret' } })
const internal: Told = { kind: 'internal' }
const fine: Handler = async () => ({ ok: true })
const failing: Handler = async () => { throw secret() }
const schema = (properties: object): RouteShorthandOptions => ({ schema: { response: { 200: { type: 'object', required: ['id'], properties } } } })

/** On the answer that the handler gave, and not on the error. */
function once (hook: (...all: unknown[]) => unknown): (...all: unknown[]) => unknown {
  const seen = new WeakSet()
  const first = (request: object): boolean => !seen.has(request) && seen.add(request) !== undefined
  // Fastify tells hooks with a callback by their number of parameters.
  if (hook.length < 4) return async (...all: unknown[]) => first(all[0] as object) ? hook(...all) : all[2]
  return (request, reply, payload, done) => first(request as object) ? hook(request, reply, payload, done) : (done as Done)(null, payload)
}

const onSends: Readonly<Record<string, (...all: never[]) => unknown>> = {
  rejects: async () => { throw secret() },
  'rejects-null': async () => { throw null }, // eslint-disable-line no-throw-literal
  throws: (_request, _reply, _payload, _done) => { throw secret() },
  'calls-back': (_request: unknown, _reply: unknown, _payload: unknown, done: Done) => done(secret()),
  'calls-back-later': (_request: unknown, _reply: unknown, _payload: unknown, done: Done) => { setImmediate(done, secret()) },
  number: async () => 1,
  object: async () => ({ secret: true }),
  symbol: async () => Symbol('secret'),
  'calls-back-number': (_request: unknown, _reply: unknown, _payload: unknown, done: Done) => done(null, 1)
}

function onSendCases (): Record<string, Case> {
  return Object.fromEntries(Object.entries(onSends).flatMap(([name, hook]): Array<[string, Case]> => [
    [`on-send/once/${name}`, [fine, { onSend: once(hook as never) as never }]],
    [`on-send/always/${name}`, [fine, { onSend: hook as never }]],
    [`on-send/error/${name}`, [failing, { onSend: hook as never }]]
  ]))
}

function failingStream (): Readable {
  return new Readable({ read () { this.destroy(secret()) } })
}

function destroyedStream (): Readable {
  const stream = new Readable({ read () {} })
  stream.on('error', () => {}).destroy(secret())
  return stream
}

function webStream (): ReadableStream {
  return new ReadableStream({ start (controller) { controller.error(secret()) } })
}

function lockedStream (): ReadableStream {
  const stream = new ReadableStream()
  stream.getReader()
  return stream
}

const asyncOnSend: RouteShorthandOptions = { onSend: async (_request, _reply, payload) => payload }

const replies: Readonly<Record<string, Case>> = {
  ...onSendCases(),
  'serializer/throws': [async (_request, reply) => reply.serializer(() => { throw secret() }).send({})],
  'serializer/number': [async (_request, reply) => reply.serializer(() => 1 as never).send({})],
  'serializer/compiler': [fine, { serializerCompiler: () => () => { throw secret() }, schema: { response: { 200: { type: 'object' } } } }],
  'schema/missing': [fine, schema({ id: { type: 'string' } })],
  'schema/type': [async () => ({ id: { secret: true } }), schema({ id: { type: 'integer' } })],
  'schema/strips-errors': [failing, { schema: { response: { '5xx': { type: 'object', properties: {} } } } }],
  'json/circular': [async () => { const value: Record<string, unknown> = {}; value.self = value; return value }],
  'json/bigint': [async () => ({ value: 1n })],
  'json/to-json': [async () => ({ toJSON () { throw secret() } })],
  'json/getter': [async () => Object.defineProperty({}, 'value', { enumerable: true, get () { throw secret() } })],
  'payload/number-with-type': [async (_request, reply) => reply.type('text/plain').send(1)],
  'payload/object-with-type': [async (_request, reply) => reply.type('text/plain').send({ secret: true })],
  'pre-serialization': [fine, { preSerialization: async () => { throw secret() } }],
  'stream/fails': [async () => failingStream()],
  'stream/sent': [(_request, reply) => { reply.send(failingStream()) }],
  'stream/typed': [async (_request, reply) => reply.type('text/csv').header('content-disposition', 'attachment').header('etag', '"1"').send(failingStream())],
  'stream/later': [async () => new Readable({ read () { setImmediate(() => this.destroy(secret())) } })],
  'stream/destroyed': [async () => destroyedStream()],
  'web-stream/fails': [async () => webStream()],
  'web-stream/pulls': [async () => new ReadableStream({ pull () { throw secret() } })],
  'web-stream/locked': [async () => lockedStream()],
  'response/fails': [async () => new Response(webStream())],
  'response/used': [async () => { const response = new Response('used'); await response.text(); return response }],
  'response/locked': [async () => { const response = new Response('locked'); response.body?.getReader(); return response }],
  'header/value': [async (_request, reply) => reply.header('x-a', 'a\nb').send({})],
  'header/later': [async (_request, reply) => reply.header('x-a', 'a\nb').send({}), asyncOnSend],
  'header/sync': [(_request, reply) => { reply.header('x-a', 'a\nb').send({}) }],
  'header/sync-later': [(_request, reply) => { reply.header('x-a', 'a\nb').send({}) }, asyncOnSend],
  'header/outside': [(_request, reply) => { setImmediate(() => { reply.header('x-a', 'a\nb').send({}) }) }],
  'header/beyond-latin1': [async (_request, reply) => reply.header('x-a', '€').send({})],
  'header/name': [async (_request, reply) => reply.header('bad name', 'a').send({})],
  'header/list': [async (_request, reply) => reply.header('x-a', ['a', 'b\r\nc']).send({})],
  'header/on-send': [fine, { onSend: async (_request, reply, payload) => { reply.header('x-a', 'a\nb'); return payload } }],
  'header/error': [async (_request, reply) => { reply.header('x-a', 'a\nb'); throw secret() }],
  'header/stream': [async (_request, reply) => reply.header('x-a', 'a\nb').send(Readable.from(['a']))],
  'header/stream-later': [async (_request, reply) => reply.header('x-a', 'a\nb').send(Readable.from(['a'])), asyncOnSend],
  'reason/line-break': [async (_request, reply) => { reply.raw.statusMessage = 'a\nb'; return {} }],
  'reason/later': [async (_request, reply) => { reply.raw.statusMessage = 'a\nb'; return {} }, asyncOnSend],
  'code/99': [async (_request, reply) => reply.code(99).send({})],
  'code/600': [async (_request, reply) => reply.code(600).send({})],
  'code/text': [async (_request, reply) => reply.code('no' as unknown as 200).send({})],
  'code/error': [async (_request, reply) => reply.code(302).send(secret())],
  'redirect/line-break': [async (_request, reply) => reply.redirect('/a\r\nx-b: c')],
  'redirect/sync': [(_request, reply) => { reply.redirect('/a\r\nx-b: c') }],
  'not-found': [(_request, reply) => { reply.callNotFound() }, {}, { kind: 'not_found' }],
  'representation/kept-back': [async (_request, reply) => {
    reply.headers({ etag: '"1"', 'cache-control': 'public', 'content-encoding': 'gzip', 'last-modified': 'now', 'content-length': '3' })
    throw secret()
  }]
}

export function declareReplies (app: FastifyInstance): void {
  for (const [name, [handler, options = {}]] of Object.entries(replies)) app.get(`/reply/${name}`, options, handler as never)
}

export const replying: readonly Provoked[] = Object.entries(replies).map(([name, [, , told = internal]]) => ({
  name: `reply: ${name}`, bytes: head(`GET /reply/${name} HTTP/1.1`), ...told
}))
