// Not-found handlers of the application's own are asked, wherever and whenever they were set; where there is none, unknown URLs are
// answered as the scope says that they are below.
import { Readable } from 'node:stream'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import t from 'tap'
import conformant, { akeneo, conflict, gitlab, notFound, type ConformantOptions } from '../../lib/index.ts'
import { internalError, json, noStore, problem, success } from '../helpers/answers.ts'
import { exchange, listen } from '../helpers/exchange.ts'
import { captureLogs } from '../helpers/logs.ts'
import type { Answer } from '../helpers/raw.ts'

type NotFound = (request: FastifyRequest, reply: FastifyReply) => unknown

const own: NotFound = (_request, reply) => reply.code(404).send({ own: true })
const ownTold = success(404, { own: true })
const unknown = (path: string): Answer => problem(404, `There is nothing at ${path}.`, noStore)
const notAllowed = (path: string): Answer => problem(405, `PUT is not supported at ${path}. Supported: GET.`, { ...noStore, allow: 'GET, HEAD' })
const allowed: Answer = { status: 204, headers: { allow: 'GET, HEAD, OPTIONS' }, body: '' }
const noResource = problem(404, 'The resource does not exist.', noStore)
const nowhere = problem(501, 'The method is not implemented.', noStore)

function declare (app: FastifyInstance): void {
  app.get('/a', async () => ({}))
  app.get('/call', async (_request, reply) => reply.callNotFound())
}

/** Ways to set up an application; each has its routes below `at`. */
const ways: Record<string, [at: string, (app: FastifyInstance, options: ConformantOptions, handler: NotFound) => unknown]> = {
  'on the root, before': ['', async (app, options, handler) => {
    app.setNotFoundHandler(handler as never)
    await app.register(conformant, options)
    declare(app)
  }],
  'on the root, after': ['', async (app, options, handler) => {
    await app.register(conformant, options)
    app.setNotFoundHandler(handler as never)
    declare(app)
  }],
  'on the root, nothing awaited': ['', (app, options, handler) => {
    app.register(conformant, options)
    app.setNotFoundHandler(handler as never)
    app.register(async (scope) => { declare(scope) })
  }],
  'in a scope without a prefix, after': ['', async (app, options, handler) => {
    await app.register(conformant, options)
    await app.register(async (scope) => {
      scope.setNotFoundHandler(handler as never)
      declare(scope)
    })
  }],
  'on a prefix below the plugin': ['/web', async (app, options, handler) => {
    await app.register(conformant, options)
    await app.register(async (scope) => {
      scope.setNotFoundHandler(handler as never)
      declare(scope)
    }, { prefix: '/web' })
  }],
  'on a prefix, before the plugin is registered there': ['/web', async (app, options, handler) => {
    await app.register(async (scope) => {
      scope.setNotFoundHandler(handler as never)
      await scope.register(conformant, options)
      declare(scope)
    }, { prefix: '/web' })
  }],
  'on a prefix, behind the plugin that is registered there': ['/web', async (app, options, handler) => {
    await app.register(async (scope) => {
      await scope.register(conformant, options)
      scope.setNotFoundHandler(handler as never)
      declare(scope)
    }, { prefix: '/web' })
  }],
  'on a prefix with options of its own': ['/web', async (app, options, handler) => {
    await app.register(conformant, { dialect: akeneo() })
    await app.register(async (scope) => {
      await scope.register(conformant, { ...options, dialect: options.dialect ?? undefined } as ConformantOptions)
      scope.setNotFoundHandler(handler as never)
      declare(scope)
    }, { prefix: '/web' })
  }],
  'in an application that is a scope': ['', async (app, options, handler) => {
    await app.register(async (scope) => {
      await scope.register(conformant, options)
      scope.setNotFoundHandler(handler as never)
      declare(scope)
    })
  }]
}

async function start (t: Tap, way: string, handler: NotFound, options: ConformantOptions = {}): Promise<{ port: number, at: string }> {
  const app = Fastify()
  const [at, setUp] = ways[way] as typeof ways[string]
  const dialect = way.includes('options of its own') ? { dialect: gitlab() } : {}
  await setUp(app, { ...dialect, ...options }, handler)
  return { port: await listen(t, app), at }
}

type Tap = Parameters<typeof listen>[0]

const isProblem = (way: string): boolean => !way.includes('options of its own')

for (const way of Object.keys(ways)) {
  t.test(`a handler of the application's own, ${way}`, async (t) => {
    const { port, at } = await start(t, way, own)
    t.strictSame(await exchange(port, `GET ${at}/none`), ownTold, 'is asked')
    t.strictSame(await exchange(port, `PUT ${at}/none`), ownTold, 'for every method')
    t.strictSame(await exchange(port, `OPTIONS ${at}/none`), ownTold, 'for OPTIONS too')
    t.strictSame(await exchange(port, `GET ${at}/call`), ownTold, 'and for reply.callNotFound()')
    t.strictSame(await exchange(port, `PUT ${at}/a`), isProblem(way) ? notAllowed(`${at}/a`) : json(405, { message: '405 Method Not Allowed' }, { ...noStore, allow: 'GET, HEAD' }), 'its 404 of a URL that has other methods is a 405')
    t.match(await exchange(port, `OPTIONS ${at}/a`), allowed, 'and OPTIONS is answered')
    t.equal((await exchange(port, `PROPFIND ${at}/none`)).status, 501, 'a method that is nowhere')
  })

  t.test(`a handler that answers everything, ${way}`, async (t) => {
    const page: NotFound = (_request, reply) => reply.type('text/html').send('<p>')
    const { port, at } = await start(t, way, page)
    for (const line of [`GET ${at}/none`, `PUT ${at}/a`, `OPTIONS ${at}/a`]) t.match(await exchange(port, line), { status: 200, body: '<p>' }, line)
  })

  t.test(`what a handler throws, ${way}`, async (t) => {
    const failing = await start(t, way, async () => { throw new Error('secret') })
    const { at } = failing
    t.strictSame(await exchange(failing.port, `GET ${at}/none`), isProblem(way) ? internalError : json(500, { message: '500 Internal Server Error' }))
    t.equal((await exchange(failing.port, `PUT ${at}/a`)).status, 500)
    const throwing = await start(t, way, async () => { throw notFound('No such page.') })
    t.strictSame(await exchange(throwing.port, `GET ${at}/none`), isProblem(way) ? problem(404, 'No such page.', noStore) : json(404, { message: '404 Not Found - No such page.' }, noStore))
    t.equal((await exchange(throwing.port, `PUT ${at}/a`)).headers.allow, 'GET, HEAD')
    t.equal((await exchange(throwing.port, `OPTIONS ${at}/a`)).status, 204)
  })

  t.test(`with both gates off it answers alone, ${way}`, async (t) => {
    const { port, at } = await start(t, way, own, { unknownUrl: false, method: false })
    for (const line of [`GET ${at}/none`, `PUT ${at}/a`, `OPTIONS ${at}/a`]) t.strictSame(await exchange(port, line), ownTold, line)
  })
}

t.test('how a 404 can be left', async (t) => {
  const streams: Readable[] = []
  const cases: Array<[name: string, handler: NotFound, toUnknown: Answer | undefined]> = [
    ['returned', async (_request, reply) => { reply.code(404); return { own: true } }, ownTold],
    ['an error that is sent', (_request, reply) => { reply.code(404).send(new Error('secret')) }, noResource],
    ['an error of Fastify\'s manner', () => { throw Object.assign(new Error('Gone fishing'), { statusCode: 404 }) }, undefined],
    ['a stream', (_request, reply) => {
      const page = Readable.from(['page'])
      streams.push(page)
      reply.code(404).type('text/html').send(page)
    }, undefined],
    ['empty', (_request, reply) => { reply.code(404).send() }, unknown('/none')],
    ['handed on', (_request, reply) => { reply.callNotFound() }, noResource]
  ]
  for (const [name, handler, toUnknown] of cases) {
    const { port } = await start(t, 'on the root, after', handler)
    const answer = await exchange(port, 'GET /none')
    if (toUnknown === undefined) t.equal(answer.status, 404, name)
    else t.strictSame(answer, toUnknown, name)
    t.strictSame(await exchange(port, 'PUT /a'), notAllowed('/a'), name)
  }
  t.ok(streams[1]?.destroyed, 'a stream that nobody reads is let go of')
  const { port } = await start(t, 'on the root, after', (_request, reply) => { reply.callNotFound() }, { unknownUrl: false, method: false })
  t.match(await exchange(port, 'GET /none'), { status: 404, body: '404 Not Found' }, 'as Fastify does it where both gates are off')
})

t.test('what a handler says of a route that has found nothing stays a 404: its method is there', async (t) => {
  for (const handler of [async () => { throw notFound('No such page.') }, (_request, reply) => { reply.code(404).send({ no: 1 }) }, (_request, reply) => { reply.code(404).send() }, (_request, reply) => { reply.callNotFound() }] as NotFound[]) {
    for (const way of Object.keys(ways)) {
      const { port, at } = await start(t, way, handler)
      t.equal((await exchange(port, `GET ${at}/call`)).status, 404, way)
      t.equal((await exchange(port, `PUT ${at}/call`)).status, 405, way)
    }
  }
})

t.test('the log says a 404 that became a 405 once', async (t) => {
  const { logger, records } = captureLogs()
  const app = Fastify({ logger })
  await app.register(conformant)
  app.setNotFoundHandler(async () => { throw notFound('No such page.') })
  app.get('/a', async () => ({}))
  const port = await listen(t, app)
  await exchange(port, 'PUT /a')
  t.strictSame(records.map(({ msg }) => msg).filter(msg => !/request|listening|serverOptions/i.test(String(msg))), ['The method is not supported at this URL.'])
})

t.test('what a gate would have refused is told, and the handler\'s answer stays', async (t) => {
  const app = Fastify()
  await app.register(conformant, { enforce: 'report' })
  app.setNotFoundHandler(own as never)
  declare(app)
  const port = await listen(t, app)
  for (const line of ['PUT /a', 'OPTIONS /a', 'GET /none']) t.strictSame(await exchange(port, line), ownTold, line)
  t.match(app.conformant.report().refusals, [{ route: '*', gate: 'method', kind: 'method_not_allowed', count: 1 }])
})

t.test('an error handler of the application\'s own sees what its not-found handler throws', async (t) => {
  const app = Fastify()
  await app.register(conformant)
  app.setErrorHandler((error: Error, _request, reply) => {
    if (error.message === 'mine') return reply.code(404).send({ handled: true })
    throw error
  })
  app.setNotFoundHandler(async ({ url }) => { throw url === '/other' ? conflict('Another one.') : new Error('mine') })
  app.get('/a', async () => ({}))
  const port = await listen(t, app)
  t.strictSame(await exchange(port, 'GET /none'), success(404, { handled: true }))
  t.strictSame(await exchange(port, 'GET /other'), problem(409, 'Another one.'))
  t.strictSame(await exchange(port, 'PUT /a'), notAllowed('/a'))
})

t.test('limits count what a handler of the application\'s own is asked for', async (t) => {
  const { port } = await start(t, 'on the root, after', own, { rateLimit: { limit: 1, window: 60 } })
  t.equal((await exchange(port, 'GET /none')).status, 404)
  t.equal((await exchange(port, 'GET /none')).status, 429)
})

t.test('an application that is a scope has its unknown URLs in the dialect', async (t) => {
  const app = Fastify()
  app.register(async (scope) => {
    await scope.register(conformant)
    declare(scope)
  })
  const port = await listen(t, app)
  t.strictSame(await exchange(port, 'GET /none'), unknown('/none'))
  t.strictSame(await exchange(port, 'PUT /a'), notAllowed('/a'))
  t.match(await exchange(port, 'OPTIONS /a'), allowed)
  t.strictSame(await exchange(port, 'GET /call'), noResource)
  t.strictSame(await exchange(port, 'PROPFIND /none'), nowhere)
})

t.test('a scope with a prefix has those below it, and leaves the others alone', async (t) => {
  for (const prefix of ['/api', '/:tenant/api']) {
    const app = Fastify()
    app.register(async (scope) => {
      await scope.register(conformant)
      declare(scope)
    }, { prefix })
    app.get('/b', async (_request, reply) => reply.callNotFound())
    const port = await listen(t, app)
    const at = prefix.replace(':tenant', 'acme')
    t.strictSame(await exchange(port, `GET ${at}/none`), unknown(`${at}/none`))
    t.strictSame(await exchange(port, `PUT ${at}/a`), notAllowed(`${at}/a`))
    t.strictSame(await exchange(port, `GET ${at}/call`), noResource)
    for (const [line, said] of [['GET /none', 'GET:/none'], ['PUT /b', 'PUT:/b'], ['GET /b', 'GET:/b'], ['GET /apis', 'GET:/apis']] as const) {
      t.strictSame(await exchange(port, line), success(404, { message: `Route ${said} not found`, error: 'Not Found', statusCode: 404 }), line)
    }
  }
})

t.test('hooks of a scope are not run for URLs that it does not have, as in bare Fastify', async (t) => {
  const app = Fastify()
  const ran: string[] = []
  await app.register(conformant)
  app.addHook('onResponse', async () => { ran.push('root') })
  await app.register(async (scope) => {
    scope.addHook('onResponse', async () => { ran.push('scope') })
    await scope.register(conformant, { dialect: gitlab() })
    declare(scope)
  }, { prefix: '/api' })
  const port = await listen(t, app)
  t.strictSame(await exchange(port, 'GET /api/none'), json(404, { message: '404 Not Found' }, noStore))
  t.strictSame(ran, ['root'])
})

t.test('an error of a hook of the root is in the dialect of the scope that the URL is below', async (t) => {
  const app = Fastify()
  app.addHook('onRequest', async () => { throw conflict('Not now.') })
  await app.register(conformant)
  await app.register(async (scope) => {
    await scope.register(conformant, { dialect: akeneo() })
  }, { prefix: '/api' })
  const port = await listen(t, app)
  t.strictSame(await exchange(port, 'GET /none'), problem(409, 'Not now.'))
  t.strictSame(await exchange(port, 'GET /api/none'), json(409, { code: 409, message: 'Not now.' }))
})

t.test('the root\'s registration goes before that of a scope that came first', async (t) => {
  const app = Fastify()
  await app.register(async (scope) => { await scope.register(conformant, { dialect: gitlab() }) })
  await app.register(conformant, { rateLimit: { limit: 2, window: 60 } })
  const port = await listen(t, app)
  for (const status of [404, 404, 429]) t.equal((await exchange(port, 'GET /none')).status, status, 'and counts once')
  t.match((await exchange(port, 'GET /none')).headers['content-type'], 'application/problem+json')
})
