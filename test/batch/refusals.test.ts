import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import type { Socket } from 'node:net'
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import t, { type Test } from 'tap'
import conformant, { akeneo, created, forbidden, unauthorized } from '../../lib/index.ts'
import type { BatchOptions } from '../../lib/entries/batch.ts'
import { Category, collection, malformed, noArray, streamed, tooMany } from '../fixtures/batch.ts'
import { json } from '../helpers/answers.ts'
import { listen, requestOf, type Sent } from '../helpers/exchange.ts'
import { captureLogs } from '../helpers/logs.ts'
import { RawClient, type Answer } from '../helpers/raw.ts'
import { turns, until } from '../helpers/until.ts'

interface Started { readonly app: FastifyInstance, readonly port: number, readonly handled: unknown[], readonly folder: string }

const limits = { lines: 3, characters: 5000, payload: 20_000, memory: 100 }

async function start (t: Test, of: FastifyServerOptions = {}): Promise<Started> {
  const app = Fastify(of)
  const handled: unknown[] = []
  const folder = t.testdir()
  await app.register(conformant, { dialect: akeneo() })
  const options = (method: BatchOptions['method'], url: string): BatchOptions<typeof Category> => ({ method, url, key: 'code', item: Category, folder, ...limits })
  const handle = ({ code }: { code?: string }): unknown => {
    handled.push(code)
    return created()
  }
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'] as const) app.batch(options(method, '/'), handle)
  app.batch({ ...options('PATCH', '/unauthorized'), onRequest: async () => { throw unauthorized() } }, handle)
  app.batch({ ...options('PATCH', '/unauthorized-too'), onRequest: [async () => {}, (_request, _reply, done) => done(unauthorized())] }, handle)
  app.batch({ ...options('PATCH', '/forbidden'), preHandler: async () => { throw forbidden() } }, handle)
  app.batch({ ...options('PATCH', '/answered'), preHandler: async (_request, reply) => reply.code(202).send({ later: true }) }, handle)
  app.batch({ ...options('PATCH', '/schema'), schema: { querystring: { type: 'object', required: ['q'], properties: { q: { type: 'string' } } } } }, handle)
  return { app, port: await listen(t, app), handled, folder }
}

const a = '{"code":"a"}'
const asLines = { 'content-type': collection }
const asArray = { 'content-type': 'application/json' }
const types = 'application/vnd.akeneo.collection+json, application/x-ndjson, application/json'
const allowed = "'application/vnd.akeneo.collection+json' or 'application/x-ndjson' or 'application/json'"
const tooLarge = json(413, { code: 413, message: 'The request is too large, 20000 bytes is the maximum allowed.' })
const unauthenticated = json(401, { code: 401, message: 'Authentication is required' }, { 'www-authenticate': 'Bearer realm="api"' })
const denied = json(403, { code: 403, message: 'Access forbidden.' })
const wrongType = (type: string, headers: Answer['headers']): Answer => json(415, { code: 415, message: `'${type}' in 'Content-type' header is not valid.  Only ${allowed} are allowed.` }, { accept: types, ...headers })
const noType = (headers: Answer['headers']): Answer => json(415, { code: 415, message: `The 'Content-type' header is missing. ${allowed} has to specified as value.` }, { accept: types, ...headers })
const large = `${a}\n${'x'.repeat(20_000)}`

/** What is refused before any line is handled; the connection is used again. */
const refused: Array<[name: string, sent: Sent, told: Answer]> = [
  ['too many lines', { headers: asLines, body: `${a}\n`.repeat(4) }, tooMany(3)],
  ['too many lines, in a chunk', { headers: asLines, body: `${a}\n`.repeat(4), chunked: true }, tooMany(3)],
  ['too many lines, and much behind them', { headers: asLines, body: `${a}\n`.repeat(1000) }, tooMany(3)],
  ['too many lines, when some are in the file', { headers: asLines, body: `${' '.repeat(4000)}\n`.repeat(4), chunked: true }, tooMany(3)],
  ['too many items', { headers: asArray, body: `[${a},${a},${a},${a}]` }, tooMany(3)],
  ['too much, as announced', { headers: asLines, body: large }, tooLarge],
  ['too much, as counted', { headers: asLines, body: large, chunked: true }, tooLarge],
  ['too much, as announced, in an array', { headers: asArray, body: `[${a},"${'x'.repeat(20_000)}"]` }, tooLarge],
  ['too much, as counted, in an array', { headers: asArray, body: `[${a},"${'x'.repeat(20_000)}"]`, chunked: true }, tooLarge],
  ['one byte too much', { headers: asLines, body: 'x'.repeat(20_001), chunked: true }, tooLarge],
  ['another type', { headers: { 'content-type': 'text/plain' }, body: a }, wrongType('text/plain', { 'accept-patch': types })],
  ['another type of JSON', { headers: { 'content-type': 'application/merge-patch+json' }, body: a }, wrongType('application/merge-patch+json', { 'accept-patch': types })],
  ['another type, POST', { method: 'POST', headers: { 'content-type': 'text/plain' }, body: a }, wrongType('text/plain', { 'accept-post': types })],
  ['another type, DELETE', { method: 'DELETE', headers: { 'content-type': 'text/plain' }, body: a }, wrongType('text/plain', {})],
  ['no media type', { headers: { 'content-type': 'json' }, body: a }, wrongType('json', { 'accept-patch': types })],
  ['no type', { body: a }, noType({ 'accept-patch': types })],
  ['no type, in chunks', { body: a, chunked: true }, noType({ 'accept-patch': types })],
  ['no type, PUT', { method: 'PUT', body: a }, noType({})],
  ['no type and no body', {}, noType({ 'accept-patch': types })],
  ['no type and no body, POST', { method: 'POST' }, noType({ 'accept-post': types })],
  ['no type and a body of nothing', { body: '' }, noType({ 'accept-patch': types })],
  ['no type, DELETE', { method: 'DELETE', body: a }, json(415, { code: 415, message: `The 'Content-type' header is missing. ${allowed} has to specified as value.` })],
  ['no type and no body, DELETE', { method: 'DELETE' }, json(415, { code: 415, message: `The 'Content-type' header is missing. ${allowed} has to specified as value.` })],
  ['an array of nothing, DELETE', { method: 'DELETE', headers: asArray }, malformed],
  ['not authenticated', { path: '/unauthorized', headers: asLines, body: a }, unauthenticated],
  ['not authenticated, the second hook', { path: '/unauthorized-too', headers: asLines, body: a }, unauthenticated],
  ['not authenticated, and too much', { path: '/unauthorized', headers: asLines, body: large, chunked: true }, unauthenticated],
  ['not allowed', { path: '/forbidden', headers: asLines, body: a }, denied],
  ['not allowed, in a file', { path: '/forbidden', headers: asLines, body: `${a}\n${'x'.repeat(4000)}` }, denied],
  ['not allowed, an array', { path: '/forbidden', headers: asArray, body: `[${a}]` }, denied],
  ['a query that is not right', { path: '/schema', headers: asLines, body: a }, json(422, { code: 422, message: 'Validation failed.', errors: [{ property: 'q', message: 'This value should not be blank.' }] })],
  ['no array', { headers: asArray, body: a }, noArray],
  ['no array, in chunks', { headers: asArray, body: a, chunked: true }, noArray],
  ['half an object', { headers: asArray, body: a.slice(0, -1) }, malformed],
  ['an array without an end', { headers: asArray, body: `[${a}`, chunked: true }, malformed],
  ['an array with something behind', { headers: asArray, body: `[${a}] x${' '.repeat(1000)}` }, malformed],
  ['an array whose last item is no JSON, in a file', { headers: asArray, body: `[${a},"${'x'.repeat(4000)}",x]` }, malformed],
  ['an array of nothing', { headers: asArray, body: '' }, malformed],
  ['an array of nothing, in chunks', { headers: asArray, body: '', chunked: true }, malformed],
  ['a coding that nobody decodes', { headers: { ...asLines, 'content-encoding': 'gzip' }, body: a }, json(415, { code: 415, message: 'The content coding is not supported.' }, { 'accept-encoding': 'identity' })],
  ['answered by a hook', { path: '/answered', headers: asLines, body: `${a}\n${'x'.repeat(4000)}` }, json(202, { later: true }, {}, 'application/json; charset=utf-8')]
]

t.test('refused before any line is handled, and the connection goes on', async (t) => {
  const { port, handled, folder } = await start(t)
  const client = await RawClient.connect(port)
  t.teardown(() => client.close())
  for (const [name, sent, told] of refused) {
    client.send(requestOf({ method: 'PATCH', ...sent }))
    t.strictSame(await client.answer(), told, name)
    t.strictSame(handled.splice(0), [], `${name}: nothing was handled`)
    client.send(requestOf({ method: 'PATCH', headers: asLines, body: a }))
    t.strictSame(await client.answer(), streamed(collection, '{"line":1,"code":"a","status_code":201}'), `${name}: and the next request`)
    t.strictSame(handled.splice(0), ['a'])
  }
  t.strictSame(await readdir(folder), [])
})

t.test('the connection ends where the client or HTTP/1.0 wants it to', async (t) => {
  const { port, handled, folder } = await start(t)
  for (const [name, sent] of [['the client says so', { headers: { ...asLines, connection: 'close' } }], ['HTTP/1.0', { headers: asLines, version: '1.0' }]] as Array<[string, Sent]>) {
    for (const body of [`${a}\n`.repeat(4), `${a}\n`.repeat(1000)]) {
      const client = await RawClient.connect(port)
      client.send(requestOf({ method: 'PATCH', ...sent, body }))
      t.strictSame(await client.answer(), { ...tooMany(3), headers: { ...tooMany(3).headers, connection: 'close' } }, name)
      t.equal(await client.rest(), '', 'and nothing more')
    }
  }
  t.strictSame(handled, [])
  t.strictSame(await readdir(folder), [])
})

t.test('a client that goes away in the middle of its body: nothing is handled, nothing is left, and it is nobody\'s fault', async (t) => {
  const logs = captureLogs()
  const { app, port, handled, folder } = await start(t, { logger: logs.logger })
  const connections = (): Promise<number> => new Promise(resolve => { app.server.getConnections((_error, count) => resolve(count)) })
  for (const body of [`${a}\n`, `${a}\n${'x'.repeat(4000)}\n`, `[${a},`]) {
    for (const way of ['destroy', 'resetAndDestroy', 'end'] as const) {
      for (const isRead of [false, true]) {
        const accepted = once(app.server, 'connection')
        const { socket } = await RawClient.connect(port)
        const [other] = await accepted as [Socket]
        const sent = requestOf({ method: 'PATCH', headers: { ...(body.startsWith('[') ? asArray : asLines), 'content-length': '10000' }, body })
        socket.write(sent)
        if (isRead) await until(() => other.bytesRead, count => count === sent.length)
        socket[way]()
        await once(socket, 'close')
      }
    }
  }
  const client = await RawClient.connect(port)
  t.teardown(() => client.close())
  client.send(requestOf({ method: 'PATCH', headers: asLines, body: a }))
  t.strictSame(await client.answer(), streamed(collection, '{"line":1,"code":"a","status_code":201}'))
  t.equal(await until(connections, count => count === 1), 1, 'the server has seen them go')
  await turns()
  t.strictSame(handled, ['a'])
  t.strictSame(logs.errors().filter(({ level }) => level >= 50).map(({ msg, err }) => [msg, (err as Error).message]), [])
  t.strictSame(await readdir(folder), [])
})
