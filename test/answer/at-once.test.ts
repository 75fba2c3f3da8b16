// An error that nobody looks at leaves at once. What the client gets is the same as with somebody who looks, and who is told of it later, or
// stands in between, sees what is there.
import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify'
import etag from '@fastify/etag'
import cors from '@fastify/cors'
import t from 'tap'
import conformant, { ApiError, akeneo, notFound, serverOptions, unauthorized } from '../../lib/index.ts'
import { deferred } from '../helpers/deferred.ts'
import { exchange, listen, requestOf, type Sent } from '../helpers/exchange.ts'
import { RawClient, type Answer } from '../helpers/raw.ts'
import { until } from '../helpers/until.ts'

const dialect = akeneo()

async function make (plan: (app: FastifyInstance) => unknown = () => {}, hasClass = true): Promise<FastifyInstance> {
  const app = Fastify(hasClass ? serverOptions({ dialect }) : {})
  await app.register(conformant, { dialect, rateLimit: { limit: 1000, window: '1h' } })
  await plan(app)
  app.get('/', async () => ({ a: 1 }))
  app.get('/declared', { config: { conformant: { accept: 'application/json' } } }, async () => ({}))
  app.get('/thrown', async () => { throw notFound('Category \u2018master\u2019 does not exist.') })
  app.get('/cookie', async () => { throw new ApiError('conflict', { message: 'No.', headers: { 'set-cookie': ['a=1', 'b=2'], 'x-b': '1' } }) })
  app.get('/beyond', async () => { throw new ApiError('conflict', { message: 'No.', headers: { 'x-a': 'caf\u00e9' } }) })
  app.get('/secret', async () => { throw unauthorized() })
  app.post('/', { schema: { body: { type: 'object', properties: { code: { type: 'string' } } } } }, async () => ({}))
  app.get('/limited', { config: { conformant: { rateLimit: { name: 'own', limit: 1, window: '1h' } } } }, async () => ({}))
  return app
}

/** Errors of each way that they come. */
const errors: Record<string, Sent> = {
  'unknown URL': { path: '/none' },
  'another method': { method: 'DELETE' },
  declared: { path: '/declared', headers: { accept: 'text/html' } },
  late: { headers: { accept: 'text/html' } },
  thrown: { path: '/thrown' },
  'with cookies': { path: '/cookie' },
  'with a field beyond ASCII': { path: '/beyond' },
  'without credentials': { path: '/secret' },
  'a finding': { method: 'POST', json: { code: 1 } },
  'malformed JSON': { method: 'POST', body: '{"code"', headers: { 'content-type': 'application/json' } },
  'another type': { method: 'POST', body: 'a', headers: { 'content-type': 'text/csv' } },
  limited: { path: '/limited' },
  HEAD: { method: 'HEAD', path: '/none' },
  'HTTP/1.0': { path: '/none', version: '1.0' },
  'whose connection ends': { path: '/thrown', headers: { connection: 'close' } }
}

/** What a server says of all of them, each three times. */
async function allOf (t: Parameters<typeof listen>[0], app: FastifyInstance): Promise<Record<string, Answer[]>> {
  const port = await listen(t, app)
  const all: Record<string, Answer[]> = {}
  await exchange(port, { path: '/limited' })
  for (let time = 0; time < 3; time++) for (const [name, sent] of Object.entries(errors)) (all[name] ??= []).push(await exchange(port, sent))
  return all
}

t.test('the bytes are those of an error that somebody looks at', async (t) => {
  const watched = await allOf(t, await make(app => app.addHook('onSend', async (_request, _reply, payload) => payload)))
  t.strictSame(Object.values(watched).map(([{ status } = { status: 0 }]) => status), [404, 405, 406, 406, 404, 409, 409, 401, 422, 400, 415, 429, 404, 404, 404])
  const plans: Record<string, Parameters<typeof make>> = {
    'nobody looks': [],
    'without the class of responses': [undefined, false],
    'somebody is told when it has left': [app => app.addHook('onResponse', async () => {})],
    'its own functions on each response': [app => app.addHook('onRequest', async (_request, { raw }) => {
      const { writeHead, end } = raw
      Object.assign(raw, { writeHead: (...given: never[]) => Reflect.apply(writeHead, raw, given) as unknown, end: (...given: never[]) => Reflect.apply(end, raw, given) as unknown })
    })],
    'its own functions on each reply': [app => app.addHook('onRequest', async (_request, reply) => {
      const { send, header } = reply
      Object.assign(reply, { send: (...given: never[]) => Reflect.apply(send, reply, given) as unknown, header: (...given: never[]) => Reflect.apply(header, reply, given) as unknown })
    })],
    '@fastify/etag': [app => app.register(etag)]
  }
  for (const [name, plan] of Object.entries(plans)) t.strictSame(await allOf(t, await make(...plan)), watched, name)
})

t.test('who is told when it has left sees its fields, its length and its status, once', async (t) => {
  const seen: unknown[] = []
  const note = (what: string, reply: FastifyReply): void => {
    const { 'content-type': type, 'content-length': length, 'cache-control': kept } = reply.getHeaders()
    seen.push([what, reply.statusCode, reply.sent, type, length, kept])
  }
  const app = await make(app => {
    app.addHook('onRequest', async (_request, reply) => { reply.raw.on('finish', () => note('finish', reply)) })
    app.addHook('onResponse', async (_request, reply) => note('onResponse', reply))
  })
  const port = await listen(t, app)
  for (const [path, status, length] of [['/none', 404, 55], ['/thrown', 404, 62]] as const) {
    for (let time = 0; time < 3; time++) {
      seen.length = 0
      t.match(await exchange(port, { path }), { status, headers: { 'content-length': String(length) } })
      t.strictSame(seen.sort(), [['finish', status, true, 'application/json', String(length), 'no-store'], ['onResponse', status, true, 'application/json', String(length), 'no-store']])
    }
  }
})

t.test('what one puts on a reply that has left is on no other', async (t) => {
  const app = await make(app => app.addHook('onResponse', async (_request, reply) => { reply.header('x-client', 'a').header('set-cookie', 'c=3') }))
  const port = await listen(t, app)
  for (const sent of Object.values(errors)) {
    for (let time = 0; time < 3; time++) {
      const { headers } = await exchange(port, sent)
      t.equal(headers['x-client'], undefined)
      t.not(String(headers['set-cookie'] ?? ''), /c=3/)
      if (sent.path === '/cookie') t.strictSame(headers['set-cookie'], ['a=1', 'b=2'])
    }
  }
})

t.test('who stands in between is asked', async (t) => {
  const fieldless = { 'content-type': 'application/json', 'cache-control': 'no-store' }
  const cases: Record<string, { plan: (app: FastifyInstance) => unknown, path?: string, expected: Partial<Answer> }> = {
    'a hook that changes the body': {
      plan: app => app.addHook('onSend', async (_request, _reply, payload) => `${String(payload)} `),
      expected: { body: '{"code":404,"message":"No route found for \'GET /none\'"} ' }
    },
    'a hook of the scope alone': {
      plan: app => app.register(async scope => {
        scope.addHook('onSend', async (_request, _reply, payload) => `${String(payload)} `)
        scope.get('/scope', async () => { throw notFound('No.') })
      }),
      path: '/scope',
      expected: { body: '{"code":404,"message":"No."} ' }
    },
    'a hook of the route alone': {
      plan: app => app.get('/route', { onSend: async (_request, _reply, payload) => `${String(payload)} ` }, async () => { throw notFound('No.') }),
      path: '/route',
      expected: { body: '{"code":404,"message":"No."} ' }
    },
    'a hook in the place of that of the package': {
      plan: app => app.addHook('onRoute', route => { route.onSend = async (_request, _reply, payload) => `${String(payload)} ` }),
      path: '/thrown',
      expected: { body: '{"code":404,"message":"Category \u2018master\u2019 does not exist."} ' }
    },
    trailers: {
      plan: app => app.addHook('onRequest', async (_request, reply) => { reply.trailer('x-sum', async () => 'a') }),
      expected: { headers: { ...fieldless, trailer: 'x-sum', 'transfer-encoding': 'chunked' } }
    },
    'fields from before': {
      plan: app => app.addHook('onRequest', async (_request, reply) => { reply.header('x-a', '1').header('vary', 'Origin') }),
      expected: { headers: { ...fieldless, 'x-a': '1', vary: 'Origin', 'content-length': '55' } }
    },
    'fields on the response': {
      plan: app => app.addHook('onRequest', async (_request, { raw }) => { raw.setHeader('x-a', '1') }),
      expected: { headers: { ...fieldless, 'x-a': '1', 'content-length': '55' } }
    },
    '@fastify/cors': {
      plan: app => app.register(cors, { origin: 'https://app.example' }),
      expected: { headers: { ...fieldless, 'access-control-allow-origin': 'https://app.example', 'content-length': '55' } }
    },
    'a `send` of its own': {
      plan: app => app.addHook('onRequest', async (_request, reply) => {
        const { send } = reply
        reply.send = body => send.call(reply, `${String(body)} `)
      }),
      expected: { body: '{"code":404,"message":"No route found for \'GET /none\'"} ' }
    },
    'an `end` of its own': {
      plan: app => app.addHook('onRequest', async (_request, { raw }) => {
        const { end } = raw
        raw.end = function (body: unknown, ...rest: unknown[]) {
          return Reflect.apply(end, raw, [String(body).replace('code', 'CODE'), ...rest]) as typeof raw
        } as typeof end
      }),
      expected: { body: '{"CODE":404,"message":"No route found for \'GET /none\'"}' }
    },
    'a prototype in between': {
      plan: app => app.addHook('onRequest', async (_request, { raw }) => {
        const above = Object.getPrototypeOf(raw) as typeof raw
        Object.setPrototypeOf(raw, Object.create(above, {
          writeHead: { value (status: number, fields: object) { return above.writeHead.call(raw, status, { ...fields, 'x-a': '1' } as never) } }
        }) as object)
      }),
      expected: { headers: { ...fieldless, 'x-a': '1', 'content-length': '55' } }
    },
    'who has taken the response from Fastify': {
      plan: app => app.addHook('onError', async (_request, reply) => {
        const { raw } = reply.hijack()
        setImmediate(() => raw.writeHead(503, { 'content-length': '4' }).end('mine'))
      }),
      path: '/thrown',
      expected: { status: 503, body: 'mine' }
    },
    'a URL that is changed when it has been told': {
      plan: app => app.addHook('onRequest', async (request) => {
        t.ok(request.originalUrl)
        request.raw.url = '/changed'
      }),
      expected: { body: '{"code":404,"message":"No route found for \'GET /none\'"}' }
    },
    'an answer that is there': {
      plan: app => app.get('/there', async (_request, { raw }) => {
        raw.writeHead(200, { 'content-length': '2' }).end('ok')
        throw notFound()
      }),
      path: '/there',
      expected: { status: 200, body: 'ok' }
    }
  }
  for (const [name, { plan, path = '/none', expected }] of Object.entries(cases)) {
    const port = await listen(t, await make(plan))
    for (let time = 0; time < 3; time++) {
      const answer = await exchange(port, { path, headers: { origin: 'https://app.example' } })
      t.match(answer, { status: 404, ...expected }, name)
      if (expected.headers !== undefined) t.strictSame(answer.headers, expected.headers, name)
    }
  }
})

t.test('behind an answer that is not there yet it waits', async (t) => {
  const [begun, go] = [deferred(), deferred()]
  const app = await make(app => app.get('/slow', async () => {
    begun.resolve()
    await go.promise
    return { slow: true }
  }))
  const client = await RawClient.connect(await listen(t, app))
  t.teardown(() => client.close())
  client.send(Buffer.concat([requestOf({ path: '/slow' }), requestOf({ path: '/none' }), requestOf({ path: '/declared', headers: { accept: 'text/html' } }), requestOf({})]))
  await begun.promise
  // What came behind it has been refused by then.
  await until(() => app.conformant.counts().gates['accept'] === 1)
  go.resolve()
  const answers = [await client.answer(), await client.answer(), await client.answer(), await client.answer()]
  t.strictSame(answers.map(({ status }) => status), [200, 404, 406, 200])
  t.equal(answers[2]?.body, '{"code":406,"message":"\u2018text/html\u2019 in \u2018Accept\u2018 header is not valid. Only \u2018application/json\u2018 is allowed."}')
})

t.test('while the server closes it says that the connection ends', async (t) => {
  const [begun, go] = [deferred(), deferred()]
  const app = await make(app => app.get('/slow', async () => {
    begun.resolve()
    await go.promise
    throw notFound('No.')
  }))
  const client = await RawClient.connect(await listen(t, app))
  client.send(requestOf({ path: '/slow' }))
  await begun.promise
  const closed = app.close()
  await until(() => !app.server.listening)
  go.resolve()
  t.match(await client.answer(), { status: 404, headers: { connection: 'close' }, body: '{"code":404,"message":"No."}' })
  await closed
})
