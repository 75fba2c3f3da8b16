import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import t from 'tap'
import conformant, { akeneo, gitlab, problem as problemDialect, serverOptions, type Dialect } from '../../lib/index.ts'
import { json, noStore, problem, success } from '../helpers/answers.ts'
import { exchange, listen } from '../helpers/exchange.ts'
import { ask, open } from '../helpers/http2.ts'
import type { Answer } from '../helpers/raw.ts'

const shown = async ({ params }: FastifyRequest): Promise<unknown> => params
const api = '/api/v4'

/** Parameters before, behind and in the middle of other segments, wildcards, a parameter in a prefix, and one with an ending. */
async function server (dialect: Dialect, options: object = {}): Promise<FastifyInstance> {
  const app = Fastify(serverOptions({ dialect, ...options }))
  await app.register(conformant, { dialect })
  await app.register(async (scope) => {
    scope.route({ method: ['GET', 'PUT'], url: '/projects/:id', handler: shown })
    scope.get('/projects/:id/issues/:iid', shown)
    scope.get('/projects/:id/files/*', shown)
    scope.get('/tags/:name.json', shown)
    await scope.register(async (deep) => { deep.get('/members', shown) }, { prefix: '/groups/:group' })
  }, { prefix: api })
  return app
}

t.test('a parameter is decoded once', async (t) => {
  const port = await listen(t, await server(gitlab()))
  const hundreds = 'x'.repeat(300)
  const cases: Array<[path: string, params: object]> = [
    ['/projects/7', { id: '7' }],
    ['/projects/group%2Fproject', { id: 'group/project' }],
    ['/projects/group%2fproject', { id: 'group/project' }],
    ['/projects/group%2Fsubgroup%2Fproject', { id: 'group/subgroup/project' }],
    ['/projects/%2Fproject%2F', { id: '/project/' }],
    ['/projects/a%252Fb', { id: 'a%2Fb' }],
    ['/projects/a%25252Fb', { id: 'a%252Fb' }],
    ['/projects/a%2F%252Fb', { id: 'a/%2Fb' }],
    ['/projects/100%25', { id: '100%' }],
    ['/projects/a%3Fb%23c%40d%3Ae%3Bf?g=%2Fh', { id: 'a?b#c@d:e;f' }],
    ['/projects/%E2%82%AC%20%F0%9F%8C%B1', { id: '€ 🌱' }],
    ['/projects/a+b', { id: 'a+b' }],
    ['/projects/%2E%2E%2Fsecret', { id: '../secret' }],
    ['/projects/a%2Fb/issues/1', { id: 'a/b', iid: '1' }],
    ['/projects/a%2Fb/issues/c%2Fd', { id: 'a/b', iid: 'c/d' }],
    ['/projects/a%252Fb/issues/c%252Fd', { id: 'a%2Fb', iid: 'c%2Fd' }],
    ['/projects/a%2Fb/files/lib%2Fclass.rb', { id: 'a/b', '*': 'lib/class.rb' }],
    ['/projects/a%2Fb/files/lib/c%2Fd%252Fe', { id: 'a/b', '*': 'lib/c/d%2Fe' }],
    ['/tags/v1%2F0.json', { name: 'v1/0' }],
    ['/groups/a%2Fb/members', { group: 'a/b' }],
    [`/projects/${hundreds}%2F${hundreds}`, { id: `${hundreds}/${hundreds}` }],
    [`/projects/${'%2F'.repeat(2000)}`, { id: '/'.repeat(2000) }]
  ]
  for (const [path, params] of cases) {
    t.strictSame(await exchange(port, `GET ${api}${path}`), success(200, params), path)
    t.strictSame(await exchange(port, `HEAD ${api}${path}`), { ...success(200, params), body: '' }, `HEAD ${path}`)
  }
})

t.test('over HTTP/2', async (t) => {
  const port = await listen(t, await server(gitlab(), { http2: true }))
  const session = open(t, port)
  t.match(await ask(session, { ':path': `${api}/projects/a%2Fb%252Fc` }), { status: 200, body: '{"id":"a/b%2Fc"}' })
  t.match(await ask(session, { ':path': `${api}/projects/%zz` }), { status: 400, body: '{"message":"400 Bad request"}' })
})

t.test('a slash between the segments of a route is no encoded one', async (t) => {
  const port = await listen(t, await server(problemDialect()))
  for (const path of [`${api}/projects/a/b`, '/api%2Fv4/projects/1', `${api}/projects%2F1`, `${api}/projects/a%2Fb%2Fissues/1`, `${api}/projects/a%2Fb/none`, '/none/a%2Fb%252F']) {
    t.strictSame(await exchange(port, `GET ${path}`), problem(404, `There is nothing at ${path}.`, noStore), path)
    const head = await exchange(port, `HEAD ${path}`)
    t.strictSame(head, { ...problem(404, `There is nothing at ${path}.`, noStore), body: '' }, `HEAD ${path}`)
  }
})

t.test('405 looks encoded paths up as they are', async (t) => {
  const port = await listen(t, await server(problemDialect()))
  const cases: Array<[path: string, allow: string, supported: string]> = [
    ['/projects/a%2Fb', 'GET, HEAD, PUT', 'GET, PUT'],
    ['/projects/a%252Fb', 'GET, HEAD, PUT', 'GET, PUT'],
    ['/projects/a%2Fb/issues/c%2Fd', 'GET, HEAD', 'GET'],
    ['/projects/a%2Fb/files/c%2Fd', 'GET, HEAD', 'GET'],
    ['/groups/a%2Fb/members', 'GET, HEAD', 'GET']
  ]
  for (const [path, allow, supported] of cases) {
    t.strictSame(await exchange(port, `DELETE ${api}${path}`), problem(405, `DELETE is not supported at ${api}${path}. Supported: ${supported}.`, { ...noStore, allow }), path)
    t.strictSame(await exchange(port, `OPTIONS ${api}${path}`), { status: 204, headers: { allow: `${allow}, OPTIONS` }, body: '' }, `OPTIONS ${path}`)
  }
})

t.test('a malformed escape is a 400 in the words of the dialect, wherever it stands and whatever the method', async (t) => {
  const dialects: Array<[dialect: Dialect, told: Answer]> = [
    [gitlab(), json(400, { message: '400 Bad request' })],
    [akeneo(), json(400, { code: 400, message: 'The URL is not valid.' })],
    [problemDialect(), problem(400, 'The URL is not valid.')]
  ]
  for (const [dialect, told] of dialects) {
    const port = await listen(t, await server(dialect))
    for (const escape of ['%', '%2', '%zz', '%2z', '%C3', '%C3%28', '%ED%A0%80', '%FF', 'a%2Fb%', '%252F%zz', '%u002F']) {
      for (const path of [`/projects/${escape}`, `/projects/${escape}/issues/1`, `/projects/1/files/a/${escape}`, `/groups/${escape}/members`, `/none/${escape}`]) {
        t.strictSame(await exchange(port, `GET ${api}${path}`), told, `${dialect.name}: ${path}`)
      }
      t.strictSame(await exchange(port, `HEAD ${api}/projects/${escape}`), { ...told, body: '' }, `${dialect.name}: HEAD ${escape}`)
      for (const method of ['PUT', 'DELETE', 'OPTIONS']) t.strictSame(await exchange(port, `${method} ${api}/projects/${escape}`), told, `${dialect.name}: ${method} ${escape}`)
    }
    t.strictSame(await exchange(port, `GET ${api}/projects/1?a=%zz&b=%`), success(200, { id: '1' }), 'in a query it is the query\'s own matter')
  }
})

t.test('how long a parameter may be', async (t) => {
  const tooLong = json(414, { message: '414 URI Too Long' }, noStore)
  const cases: Array<[options: object, longest: number]> = [[{}, 8000], [{ maxParamLength: 20 }, 20], [{ routerOptions: { maxParamLength: 400 } }, 400]]
  for (const [options, longest] of cases) {
    const port = await listen(t, await server(gitlab(), options))
    const id = 'x'.repeat(longest)
    t.strictSame(await exchange(port, `GET ${api}/projects/${id}`), success(200, { id }), `${longest} characters`)
    t.strictSame(await exchange(port, `GET ${api}/projects/${id}x`), tooLong, `${longest + 1} characters`)
    t.strictSame(await exchange(port, `GET ${api}/projects/1/issues/${id}x`), tooLong, 'the second parameter')
    t.strictSame(await exchange(port, `GET ${api}/projects/1/files/${id}x`), success(200, { id: '1', '*': `${id}x` }), 'the rest of a path is no parameter')
  }
})
