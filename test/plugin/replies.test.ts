import Fastify, { type FastifyInstance, type FastifyReply, type FastifyServerOptions } from 'fastify'
import t from 'tap'
import conformant, { akeneo, gitlab } from '../../lib/index.ts'
import type { ConformantOptions } from '../../lib/plugin/options.ts'
import { closing, internalError, json, noStore, problem, success } from '../helpers/answers.ts'
import { exchange, listen, requestOf, type Sent } from '../helpers/exchange.ts'
import { RawClient, type Answer } from '../helpers/raw.ts'

type Reply = (reply: FastifyReply) => FastifyReply

async function server (t: Parameters<typeof listen>[0], replies: Record<string, Reply>, options: ConformantOptions = {}, of: FastifyServerOptions = {}, prefix = ''): Promise<number> {
  const app = Fastify(of)
  await app.register(conformant, options)
  await app.register(async (scope: FastifyInstance) => {
    for (const [path, answer] of Object.entries(replies)) {
      scope.get(path, async (_request, reply) => answer(reply))
      scope.post(path, (_request, reply) => { answer(reply) })
    }
  }, { prefix })
  return await listen(t, app)
}

const empty = (status: number, location?: string, headers: Answer['headers'] = {}): Answer =>
  ({ status, headers: { ...(location === undefined ? {} : { location }), ...(status === 204 ? {} : { 'content-length': '0' }), ...headers }, body: '' })

t.test('answers without errors', async (t) => {
  const port = await server(t, {
    '/created': reply => reply.created('/things/1'),
    '/created/resource': reply => reply.created('/things/1', { id: 1 }),
    '/created/nowhere': reply => reply.created(undefined, { id: 1 }),
    '/created/nothing': reply => reply.created(),
    '/created/null': reply => reply.created('/things/1', null),
    '/accepted': reply => reply.accepted('/jobs/1'),
    '/accepted/resource': reply => reply.accepted('/jobs/1', { state: 'waiting' }),
    '/accepted/nothing': reply => reply.accepted(),
    '/created/typed': reply => reply.type('application/json').created(),
    '/no-content': reply => reply.noContent('/things/1'),
    '/no-content/nowhere': reply => reply.noContent(),
    '/no-content/typed': reply => reply.type('application/json').header('content-length', 5).noContent(),
    '/moved': reply => reply.movedPermanently('/new')
  })
  const things = 'http://api.example/things/1'
  const jobs = 'http://api.example/jobs/1'
  const cases: Array<[line: string, told: Answer]> = [
    ['POST /created', empty(201, things)],
    ['POST /created/resource', success(201, { id: 1 }, { location: things })],
    ['POST /created/nowhere', success(201, { id: 1 })],
    ['POST /created/nothing', empty(201)],
    ['POST /created/null', success(201, null, { location: things })],
    ['POST /accepted', empty(202, jobs)],
    ['POST /accepted/resource', success(202, { state: 'waiting' }, { location: jobs })],
    ['POST /accepted/nothing', empty(202)],
    ['POST /created/typed', empty(201)],
    ['POST /no-content', empty(204, things)],
    ['POST /no-content/nowhere', empty(204)],
    ['POST /no-content/typed', empty(204)],
    ['GET /moved', empty(301, 'http://api.example/new')],
    ['HEAD /moved', empty(301, 'http://api.example/new')],
    ['POST /moved', problem(405, 'POST is not supported at /moved. Supported: GET.', { ...noStore, allow: 'GET, HEAD' })],
    ['GET /created', empty(201, things)]
  ]
  for (const [line, told] of cases) t.strictSame(await exchange(port, line), told, line)
})

t.test('as a dialect says it', async (t) => {
  const port = await server(t, { '/accepted': reply => reply.accepted(), '/moved': reply => reply.movedPermanently('/new') }, { dialect: gitlab() })
  t.strictSame(await exchange(port, 'POST /accepted'), success(202, { message: '202 Accepted' }))
  t.strictSame(await exchange(port, 'POST /moved'), json(405, { message: 'Non GET methods are not allowed for moved projects' }, { ...noStore, allow: 'GET, HEAD' }))
})

t.test('Location', async (t) => {
  const replies: Record<string, Reply> = {
    '/path': reply => reply.created('/things/1'),
    '/relative': reply => reply.created('things/a b?c=d'),
    '/url': reply => reply.created('https://other.example/x'),
    '/split': reply => reply.created('/a\r\nset-cookie: b=c'),
    '/evil': reply => reply.created('//evil.example/a'),
    '/script': reply => reply.created('javascript:alert(1)'),
    '/encoded': reply => reply.created('/things/group%2Fproject/é')
  }
  const trusted = { trustProxy: true }
  const forwarded = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'public.example' }
  const servers: Record<string, [ConformantOptions, FastifyServerOptions, string]> = {
    plain: [{}, {}, ''],
    prefix: [{}, {}, '/api'],
    proxy: [{}, trusted, '/api'],
    base: [{ baseUrl: 'https://base.example/v1/' }, trusted, '/api'],
    bare: [{ baseUrl: 'https://base.example:8443' }, {}, '']
  }
  const cases: Array<[server: string, path: string, headers: Record<string, string>, location: string]> = [
    ['plain', '/path', {}, 'http://api.example/things/1'],
    ['plain', '/path', { host: 'api.example:8080' }, 'http://api.example:8080/things/1'],
    ['plain', '/path', { host: '[::1]:80' }, 'http://[::1]:80/things/1'],
    ['plain', '/path', { host: '' }, '/things/1'],
    ['plain', '/path', forwarded, 'http://api.example/things/1'],
    ['plain', '/relative', {}, 'http://api.example/things/a%20b?c=d'],
    ['plain', '/url', {}, 'https://other.example/x'],
    ['plain', '/split', {}, 'http://api.example/a%0D%0Aset-cookie:%20b=c'],
    ['plain', '/evil', {}, 'http://api.example/evil.example/a'],
    ['plain', '/script', {}, 'http://api.example/javascript:alert(1)'],
    ['plain', '/encoded', {}, 'http://api.example/things/group%2Fproject/%C3%A9'],
    ['prefix', '/path', {}, 'http://api.example/api/things/1'],
    ['prefix', '/evil', {}, 'http://api.example/api/evil.example/a'],
    ['proxy', '/path', forwarded, 'https://public.example/api/things/1'],
    ['proxy', '/path', { 'x-forwarded-proto': 'javascript' }, '/api/things/1'],
    ['proxy', '/path', { 'x-forwarded-host': 'evil.example/a?' }, '/api/things/1'],
    ['proxy', '/path', { 'x-forwarded-host': 'user@evil.example' }, '/api/things/1'],
    ['proxy', '/path', { 'x-forwarded-host': '<script>' }, '/api/things/1'],
    ['proxy', '/path', {}, 'http://api.example/api/things/1'],
    ['base', '/path', forwarded, 'https://base.example/v1/api/things/1'],
    ['base', '/path', { host: 'evil.example' }, 'https://base.example/v1/api/things/1'],
    ['bare', '/relative', {}, 'https://base.example:8443/things/a%20b?c=d']
  ]
  const ports: Record<string, number> = {}
  for (const [name, [options, of, prefix]] of Object.entries(servers)) ports[name] = await server(t, replies, options, of, prefix)
  for (const [name, path, headers, location] of cases) {
    const sent: Sent = { method: 'POST', path: `${servers[name]?.[2]}${path}`, headers }
    t.strictSame(await exchange(ports[name] as number, sent), empty(201, location), `${name} ${path} ${JSON.stringify(headers)}`)
  }
  t.strictSame(await exchange(ports.plain as number, { method: 'POST', path: '/path', headers: { host: undefined }, version: '1.0' }), empty(201, '/things/1', closing), 'HTTP/1.0 without a Host')
  for (const host of ['a/b', 'user@evil.example', '<script>']) {
    t.strictSame(await exchange(ports.plain as number, { method: 'POST', path: '/path', headers: { host } }), problem(400, 'The Host header is not valid.', closing), `nothing is made of ${host}`)
  }
})

t.test('what a message says of the origin', async (t) => {
  const dialect = akeneo({ wording: 'live' })
  const cases: Array<[ConformantOptions, FastifyServerOptions, headers: Sent['headers'], origin: string]> = [
    [{}, {}, {}, 'http://api.example'],
    [{}, { trustProxy: true }, { 'x-forwarded-host': 'a"<b>:1' }, 'http://a"<b>:1'],
    [{}, { trustProxy: true }, { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'public.example' }, 'https://public.example'],
    [{ baseUrl: 'https://base.example/v1' }, {}, {}, 'https://base.example']
  ]
  for (const [options, of, headers, origin] of cases) {
    const port = await server(t, {}, { dialect, ...options }, of)
    t.strictSame(await exchange(port, { path: '/none', headers: headers ?? {} }), json(404, { code: 404, message: `No route found for "GET ${origin}/none"` }, noStore), origin)
  }
})

t.test('no content where none may be, to the byte', async (t) => {
  const port = await server(t, {
    '/204': reply => reply.noContent('/a'),
    '/304': reply => reply.code(304).header('etag', '"1"').send(),
    '/json': reply => reply.send({ a: 1 }),
    '/error': reply => reply.code(400).send(new Error('secret'))
  })
  const cases: Array<[line: string, head: RegExp]> = [
    ['POST /204', /^HTTP\/1\.1 204 No Content\r\nlocation: http:\/\/api\.example\/a\r\nDate: [^\r]+\r\nConnection: close\r\n\r\n$/],
    ['GET /304', /^HTTP\/1\.1 304 Not Modified\r\netag: "1"\r\nDate: [^\r]+\r\nConnection: close\r\n\r\n$/],
    ['HEAD /json', /^HTTP\/1\.1 200 OK\r\ncontent-type: application\/json; charset=utf-8\r\ncontent-length: 7\r\nDate: [^\r]+\r\nConnection: close\r\n\r\n$/],
    ['HEAD /error', /^HTTP\/1\.1 400 Bad Request\r\ncontent-type: application\/problem\+json\r\ncontent-length: 102\r\nDate: [^\r]+\r\nConnection: close\r\n\r\n$/],
    ['HEAD /none', /^HTTP\/1\.1 404 Not Found\r\ncontent-type: application\/problem\+json\r\ncache-control: no-store\r\ncontent-length: 93\r\nDate: [^\r]+\r\nConnection: close\r\n\r\n$/]
  ]
  for (const [line, expected] of cases) {
    const [method, path] = line.split(' ') as [string, string]
    const client = await RawClient.connect(port)
    client.send(requestOf({ method, path, headers: { connection: 'close' } }))
    t.match(await client.rest(), expected, line)
  }
})

t.test('a resource that cannot be written is a 500 without its Location', async (t) => {
  const circle: { self?: unknown } = {}
  circle.self = circle
  const port = await server(t, { '/': reply => reply.created('/things/1', circle) })
  t.strictSame(await exchange(port, 'POST /'), internalError)
})

t.test('replies of a scope follow the scope', async (t) => {
  const app = Fastify()
  await app.register(conformant, { baseUrl: 'https://one.example' })
  await app.register(async scope => {
    await scope.register(conformant, { baseUrl: 'https://two.example' })
    scope.post('/', async (_request, reply) => reply.created('/a'))
  }, { prefix: '/two' })
  app.post('/', async (_request, reply) => reply.created('/a'))
  const port = await listen(t, app)
  t.strictSame(await exchange(port, 'POST /'), empty(201, 'https://one.example/a'))
  t.strictSame(await exchange(port, 'POST /two'), empty(201, 'https://two.example/two/a'))
})
