import Fastify, { type FastifyInstance, type FastifyRequest, type HTTPMethods, type RouteShorthandOptions } from 'fastify'
import t from 'tap'
import conformant, { conflict, type ConformantOptions } from '../../lib/index.ts'
import { keyIn } from '../../lib/gates/past-accessors.ts'
import { success } from '../helpers/answers.ts'
import { exchange, listen } from '../helpers/exchange.ts'

async function server (declare: (app: FastifyInstance) => unknown, options: ConformantOptions = {}): Promise<number> {
  const app = Fastify()
  await app.register(conformant, options)
  await declare(app)
  return await listen(t, app)
}

t.test('the gates of bodies stand where Fastify reads one', async (t) => {
  const port = await server(app => {
    for (const method of ['GET', 'POST', 'DELETE', 'OPTIONS'] as HTTPMethods[]) {
      app.route({ method, url: `/${method}`, exposeHeadRoute: false, handler: async () => ({ method }) })
    }
    app.route({ method: ['GET', 'PUT'], url: '/both', exposeHeadRoute: false, handler: async () => ({}) })
  }, { contentCoding: false })
  const body = (method: string, path = `/${method}`, type = 'text/csv') => exchange(port, { method, path, headers: { 'content-type': type }, body: '[1]' })
  t.equal((await body('GET')).status, 200)
  t.equal((await body('POST')).status, 415)
  t.match(await body('DELETE', '/DELETE', 'application/json'), { status: 200 })
  t.equal((await body('GET', '/both')).status, 200)
  t.equal((await body('PUT', '/both')).status, 415, 'one of several methods')
})

t.test('a type of nothing on a DELETE is forgotten, and nowhere else', async (t) => {
  const port = await server(app => {
    const echoing = { onRequest: [], handler: async (request: { headers: Record<string, unknown> }) => ({ type: request.headers['content-type'] ?? null }) }
    app.route({ method: 'DELETE', url: '/a', ...echoing })
    app.route({ method: ['DELETE', 'PUT'], url: '/both', ...echoing })
  }, { accept: false })
  const ask = (method: string, path: string, type: string, body?: string) => exchange(port, { method, path, headers: { 'content-type': type }, ...(body === undefined ? {} : { body }) })
  for (const path of ['/a', '/both']) {
    t.strictSame(await ask('DELETE', path, 'text/csv'), success(200, { type: null }), path)
    t.strictSame(await ask('DELETE', path, 'application/json'), success(200, { type: null }), path)
    t.strictSame(await ask('DELETE', path, 'application/json', '{}'), success(200, { type: 'application/json' }), path)
    t.equal((await ask('DELETE', path, 'text/csv', 'a')).status, 415, 'a body keeps its type')
  }
  t.equal((await ask('PUT', '/both', 'text/csv', '')).status, 415, 'another method keeps it')
})

t.test('gates come before the hooks of a route, those of the handler behind them', async (t) => {
  const steps: string[] = []
  const step = (name: string) => async (): Promise<void> => { steps.push(name) }
  const hooks = {
    preParsing: step('preParsing'), preValidation: step('preValidation'), preHandler: step('preHandler')
  } as unknown as RouteShorthandOptions
  const port = await server(app => {
    app.post('/', { ...hooks, config: { conformant: { spamCheck: { classify: () => { steps.push('spam'); return 'ham' } } } as never } }, async () => {
      steps.push('handler')
      return {}
    })
  }, { items: 1 })
  const post = async (json: unknown, headers = {}) => {
    steps.length = 0
    return [(await exchange(port, { method: 'POST', json, headers })).status, ...steps]
  }
  t.strictSame(await post({}, { 'content-type': 'text/csv' }), [415])
  t.strictSame(await post([1, 2]), [413, 'preParsing'])
  t.strictSame(await post({}), [200, 'preParsing', 'preValidation', 'preHandler', 'spam', 'handler'])
})

t.test('several hooks of a route stay, in their order', async (t) => {
  const steps: string[] = []
  const step = (name: string) => async (): Promise<void> => { steps.push(name) }
  const port = await server(app => {
    app.post('/', { preValidation: [step('1'), step('2')], preHandler: [step('3'), step('4')], onSend: [step('5'), step('6')] }, async () => ({}))
  })
  t.equal((await exchange(port, { method: 'POST', json: {} })).status, 200)
  t.strictSame(steps, ['1', '2', '3', '4', '5', '6'])
})

t.test('what conditions put on a reply is taken away behind the hooks of the route', async (t) => {
  const seen: unknown[] = []
  const port = await server(app => {
    app.get('/', {
      config: { conformant: { preconditions: { state: () => ({ etag: '"1"' }) } } },
      onSend: async (_request, reply) => {
        seen.push(reply.getHeader('etag'))
        reply.code(203)
      }
    }, async () => ({}))
  })
  t.strictSame(await exchange(port, 'GET /'), success(203, {}))
  t.strictSame(seen, ['"1"'])
})

t.test('a route says something else than its scope', async (t) => {
  const port = await server(app => {
    app.get('/json', async () => ({}))
    app.get('/csv', { config: { conformant: { accept: 'text/csv' } } }, async () => ({}))
    app.get('/any', { config: { conformant: { accept: false } } }, async () => { throw conflict('Busy.') })
  })
  const statusOf = async (path: string, accept: string): Promise<number> => (await exchange(port, { path, headers: { accept } })).status
  t.strictSame([await statusOf('/json', 'text/csv'), await statusOf('/json', 'application/json')], [406, 200])
  t.strictSame([await statusOf('/csv', 'text/csv'), await statusOf('/csv', 'application/json')], [200, 406])
  t.strictSame([await statusOf('/any', 'text/csv'), await statusOf('/any', 'application/json')], [409, 409])
})

t.test('a report has no hook before validation where there is no schema, and has it where a hook behind the plugin gives one', async (t) => {
  const schema = { querystring: { type: 'object', properties: { a: { type: 'integer' } } } }
  const own = async (): Promise<void> => {}
  const port = await server(app => {
    const hooks = async (request: FastifyRequest): Promise<object> => {
      const { preValidation } = Reflect.get(request, keyIn(request, 'fastify.context') as symbol) as { preValidation: unknown[] | null }
      return { hooks: preValidation?.length ?? 0 }
    }
    app.addHook('onRoute', options => {
      if (options.url === '/given') options.schema = schema
      if (options.url === '/another') options.preValidation = [options.preValidation ?? [], own].flat()
      if (options.url === '/frozen') Object.freeze(options.preValidation)
    })
    app.get('/none', hooks)
    app.get('/own', { preValidation: own }, hooks)
    app.get('/schema', { schema }, hooks)
    app.get('/given', hooks)
    app.get('/another', hooks)
    app.get('/frozen', hooks)
    app.get('/told', async () => app.conformant.report().refusals.map(({ route, gate }) => `${route} ${gate}`))
  }, { enforce: 'report' })
  for (const [path, count] of Object.entries({ '/none': 0, '/own': 2, '/schema': 1, '/given': 1, '/another': 2, '/frozen': 1 })) {
    t.strictSame((await exchange(port, `GET ${path}`)).body, JSON.stringify({ hooks: count }), path)
    t.equal((await exchange(port, `GET ${path}?a=b`)).status, path === '/schema' || path === '/given' ? 400 : 200, path)
  }
  t.strictSame(JSON.parse((await exchange(port, 'GET /told')).body as string), ['GET /schema validation', 'GET /given validation'])
})
