// A 406 is for JSON that the client has not asked for: early where the route says what it sends, late where it does not.
import { PassThrough, Readable } from 'node:stream'
import Fastify, { type FastifyInstance, type FastifyReply, type RouteShorthandOptions } from 'fastify'
import t, { type Test } from 'tap'
import conformant, { akeneo, type ConformantOptions } from '../../lib/index.ts'
import { json, problem, success } from '../helpers/answers.ts'
import { exchange, listen } from '../helpers/exchange.ts'
import { RawClient } from '../helpers/raw.ts'
import { requestOf } from '../helpers/exchange.ts'

async function server (t: Test, declare: (app: FastifyInstance) => unknown, options: ConformantOptions = {}): Promise<number> {
  const app = Fastify()
  await app.register(conformant, options)
  await declare(app)
  return await listen(t, app)
}

const get = (port: number, path: string, accept: string, method = 'GET') => exchange(port, { method, path, headers: { accept } })
const refused = (value: string, allowed = 'application/json') =>
  problem(406, `The Accept header '${value}' allows nothing that can be sent. Available: ${allowed}.`, { vary: 'Accept' })

t.test('a route that says what it sends refuses before its handler is asked', async (t) => {
  const handled: string[] = []
  const saying: Record<string, RouteShorthandOptions> = {
    '/accept': { config: { conformant: { accept: 'text/csv' } } },
    '/content': { schema: { response: { 200: { content: { 'text/csv': { schema: { type: 'string' } } } }, 204: { type: 'null' }, 404: { type: 'object' } } } },
    '/produces': { schema: { produces: ['text/csv'] } as object }
  }
  const silent: Record<string, RouteShorthandOptions> = {
    '/nothing': {},
    '/schema': { schema: { response: { 200: { type: 'object', properties: { a: { type: 'integer' } } } } } },
    '/any': { schema: { response: { 200: { content: { '*/*': { schema: {} } } } } } },
    '/partly': { schema: { response: { 200: { content: { 'text/csv': { schema: { type: 'string' } } } }, '2xx': { type: 'object', properties: { a: { type: 'integer' } } } } } },
    '/errors': { schema: { response: { '4xx': { content: { 'text/csv': { schema: {} } } } } } },
    '/produces-nothing': { schema: { produces: [] } as object }
  }
  const port = await server(t, app => {
    for (const [path, options] of Object.entries({ ...saying, ...silent })) {
      app.get(path, options, async (_request, reply) => {
        handled.push(path)
        return reply.type('text/csv').send('a,b')
      })
    }
  })
  for (const path of Object.keys(saying)) {
    t.strictSame(await get(port, path, 'image/png'), refused('image/png', 'text/csv'), path)
    t.strictSame(handled, [], path)
    t.equal((await get(port, path, 'text/*')).status, 200)
    t.strictSame(handled.splice(0), [path])
  }
  for (const path of Object.keys(silent)) t.match(await get(port, path, 'image/png'), { status: 200, body: 'a,b' }, path)
})

t.test('what the plugin or a scope is told, all routes below say', async (t) => {
  const port = await server(t, app => {
    app.get('/', async (_request, reply) => reply.type('text/csv').send('a'))
    app.get('/sent', { config: { conformant: { accept: true } } }, async (_request, reply) => reply.type('text/csv').send('a'))
    app.get('/off', { config: { conformant: { accept: false } } }, async () => ({}))
  }, { accept: 'application/json' })
  t.strictSame(await get(port, '/', 'text/csv'), refused('text/csv'))
  t.strictSame(await get(port, '/sent', 'text/csv'), refused('text/csv'), 'true is what holds around it')
  t.strictSame(await get(port, '/off', 'text/csv'), success(200, {}))
})

t.test('JSON that was not asked for is not sent, and every other type is', async (t) => {
  const send: Record<string, (reply: FastifyReply) => unknown> = {
    object: () => ({ a: 1 }),
    list: () => [],
    created: reply => reply.code(201).send({}),
    text: reply => reply.type('application/json').send('{"a":1}'),
    bytes: reply => reply.type('application/json').send(Buffer.from('{}')),
    'graphql-response+json': reply => reply.type('application/graphql-response+json').send('{}'),
    html: reply => reply.type('text/html').send('<p>'),
    metrics: reply => reply.type('text/plain; version=0.0.4').send('a 1'),
    untyped: () => Buffer.from('a'),
    nothing: reply => reply.code(204).send(),
    moved: reply => reply.redirect('/html'),
    refused: reply => reply.code(404).send({ own: true }),
    raw: reply => {
      reply.hijack()
      reply.raw.end('raw')
      return reply
    }
  }
  const port = await server(t, app => {
    for (const [name, one] of Object.entries(send)) {
      app.get(`/${name}`, async (_request, reply) => one(reply))
    }
    app.get('/thrown', async () => { throw new Error('secret') })
    app.post('/object', async () => ({}))
    app.route({ method: 'QUERY' as 'POST', url: '/object', handler: async () => ({}) })
  })
  for (const accept of ['text/html', 'application/json;q=0, */*', 'text/event-stream']) {
    for (const name of ['object', 'list', 'created', 'text', 'bytes']) t.strictSame(await get(port, `/${name}`, accept), refused(accept), `${name} ${accept}`)
    t.strictSame(await exchange(port, { method: 'QUERY', path: '/object', json: {}, headers: { accept } }), refused(accept), accept)
  }
  t.strictSame(await get(port, '/object', 'text/html', 'HEAD'), { ...refused('text/html'), body: '' })
  for (const [name, status] of Object.entries({ html: 200, metrics: 200, untyped: 200, nothing: 204, moved: 302, refused: 404, thrown: 500, raw: 200 })) {
    t.equal((await get(port, `/${name}`, 'application/xml')).status, status, name)
  }
  const ofGraphql = 'graphql-response+json'
  for (const accept of ['application/graphql-response+json', 'application/json', 'application/*;q=.2']) t.equal((await get(port, `/${ofGraphql}`, accept)).status, 200, accept)
  t.strictSame(await get(port, `/${ofGraphql}`, 'text/html'), refused('text/html', `application/${ofGraphql}`))
  for (const accept of ['*/*', '*', 'application/*', 'text/html, application/json', '', 'text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2']) {
    t.strictSame(await get(port, '/object', accept), success(200, { a: 1 }), accept)
  }
  t.strictSame(await exchange(port, { method: 'POST', path: '/object', json: {}, headers: { accept: 'text/html' } }), success(200, {}), 'POST reads no data')
})

t.test('hooks of the application run for the refusal as for every error, and its fields are not those of what was not sent', async (t) => {
  const seen: unknown[] = []
  const port = await server(t, app => {
    app.addHook('onSend', async (_request, reply, payload) => {
      seen.push([reply.statusCode, typeof payload])
      return payload
    })
    app.get('/', async (_request, reply) => reply.headers({ etag: '"1"', 'x-own': 'a' }).send({}))
  }, { dialect: akeneo() })
  t.strictSame(await get(port, '/', 'xxx'),
    json(406, { code: 406, message: '‘xxx’ in ‘Accept‘ header is not valid. Only ‘application/json‘ is allowed.' }, { vary: 'Accept', 'x-own': 'a' }))
  t.strictSame(seen, [[200, 'string'], [406, 'string']])
})

t.test('without such hooks it is the same answer', async (t) => {
  const refused = { code: 406, message: '‘xxx’ in ‘Accept‘ header is not valid. Only ‘application/json‘ is allowed.' }
  const port = await server(t, app => {
    app.get('/', async () => ({}))
    app.get('/fields', async (_request, reply) => reply.headers({ etag: '"1"', 'x-own': 'a', 'content-length': '2' }).send({}))
    app.get('/type', async (_request, reply) => reply.type('application/json').send('[]'))
    app.get('/trailer', async (_request, reply) => reply.trailer('x-sum', async () => '1').send({}))
  }, { dialect: akeneo() })
  t.strictSame(await get(port, '/', 'xxx'), json(406, refused, { vary: 'Accept' }))
  t.strictSame(await get(port, '/type', 'xxx'), json(406, refused, { vary: 'Accept' }))
  t.strictSame(await get(port, '/fields', 'xxx'), json(406, refused, { vary: 'Accept', 'x-own': 'a' }))
  const { status, headers, body } = await exchange(port, { path: '/trailer', headers: { accept: 'xxx' } })
  t.strictSame([status, headers.trailer, JSON.parse(String(body))], [406, 'x-sum', refused])
  const head = await exchange(port, { method: 'HEAD', path: '/', headers: { accept: 'xxx' } })
  t.strictSame([head.status, head.headers['content-type'], String(head.body)], [406, 'application/json', ''])
})

t.test('streams that nobody reads are ended', async (t) => {
  const streams: Readable[] = []
  let cancelled = 0
  const endless = (): ReadableStream => new ReadableStream({ pull: controller => controller.enqueue(Buffer.from('1')), cancel () { cancelled++ } })
  const port = await server(t, app => {
    const stream = (type: string) => async (_request: unknown, reply: FastifyReply) => {
      const source = new PassThrough()
      source.end('[]')
      streams.push(source)
      return reply.type(type).send(source)
    }
    app.get('/json', stream('application/json'))
    app.get('/csv', stream('text/csv'))
    app.get('/web', async (_request, reply) => reply.type('application/json').send(endless()))
    app.get('/response', async () => new Response(endless(), { headers: { 'content-type': 'application/json' } }))
    app.get('/read', async (_request, reply) => {
      const source = endless()
      source.getReader()
      return reply.type('application/json').send(source)
    })
    app.get('/empty', async () => new Response(null, { headers: { 'content-type': 'application/json' } }))
    app.get('/missing', async () => new Response('{}', { status: 404, headers: { 'content-type': 'application/json' } }))
  })
  t.strictSame(await get(port, '/json', 'text/csv'), refused('text/csv'))
  t.ok(streams[0]?.destroyed)
  t.match(await get(port, '/csv', 'application/json'), { status: 200, body: '[]' })
  for (const path of ['/web', '/response', '/empty', '/read']) t.strictSame(await get(port, path, 'text/csv'), refused('text/csv'), path)
  t.equal(cancelled, 2)
  t.match(await get(port, '/missing', 'text/csv'), { status: 404, body: '{}' })
})

t.test('a handler may make up as many types as it likes', async (t) => {
  const port = await server(t, app => { app.get('/:type', async ({ params }, reply) => reply.type(`application/${(params as { type: string }).type}+json`).send('{}')) })
  const client = await RawClient.connect(port)
  for (let time = 0; time < 25; time++) {
    client.send(requestOf({ path: `/a${time}`, headers: { accept: 'text/html' } }))
    t.strictSame(await client.answer(), refused('text/html', `application/a${time}+json`))
  }
  client.close()
})

t.test('a dialect that compares as the product does compares what is sent so too', async (t) => {
  const port = await server(t, app => { app.get('/', async () => ({})) }, { dialect: akeneo({ negotiation: 'exact' }) })
  t.equal((await get(port, '/', 'application/json;q=0.9')).status, 406)
  t.equal((await get(port, '/', 'text/html, */*;q=0')).status, 200)
})
