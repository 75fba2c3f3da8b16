// What error handlers and hooks of the application's own see, beside bare Fastify; what they throw on comes out in the dialect.
import Fastify, { errorCodes, type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import t from 'tap'
import conformant, { akeneo, gitlab, type ConformantOptions } from '../../lib/index.ts'
import { noStore, problem } from '../helpers/answers.ts'
import { exchange, listen } from '../helpers/exchange.ts'
import type { Answer } from '../helpers/raw.ts'

type Handler = Parameters<FastifyInstance['setErrorHandler']>[0]
type Tap = Parameters<typeof listen>[0]

/** What can be seen of an error. */
function seen (error: FastifyError): object {
  const { name, message, code, statusCode, validation, validationContext } = error
  return { isError: error instanceof Error, name, message, code, statusCode, validationContext, validation: validation?.map(({ keyword, instancePath, message, params }) => ({ keyword, instancePath, message, params })) }
}

const body = { type: 'object', required: ['n'], properties: { n: { type: 'integer' } }, additionalProperties: false } as const

function declare (app: FastifyInstance): void {
  app.post('/x', { schema: { body } }, async ({ body }) => body)
  app.get('/q', { schema: { querystring: { type: 'object', required: ['p'], properties: { p: { type: 'integer' } } } } }, async () => ({}))
}

const typed = { 'content-type': 'application/json' }
const asks = {
  'a property is missing': { line: 'POST /x', headers: typed, body: '{}' },
  'a parameter is wrong': { line: 'GET /q?p=a' },
  'no JSON': { line: 'POST /x', headers: typed, body: '{"a' },
  'no byte of JSON': { line: 'POST /x', headers: { ...typed, 'content-length': '0' } },
  'another type': { line: 'POST /x', headers: { 'content-type': 'text/csv' }, body: 'a' },
  'no type': { line: 'POST /x', body: 'a' },
  'too large': { line: 'POST /x', headers: typed, body: JSON.stringify({ n: '1'.repeat(99) }) }
}

async function ask (port: number, { line, headers, body }: { line: string, headers?: Record<string, string>, body?: string }): Promise<Answer> {
  const [method, path] = line.split(' ') as [string, string]
  return await exchange(port, { method, path, headers: { ...headers }, ...(body === undefined ? {} : { body }) })
}

async function start (t: Tap, setUp: (app: FastifyInstance) => unknown, options: object = {}): Promise<number> {
  const app = Fastify({ bodyLimit: 50, ...options })
  await setUp(app)
  return await listen(t, app)
}

t.test('a handler sees what it sees in bare Fastify', async (t) => {
  const told: object[] = []
  const tell: Handler = (error, _request, reply) => {
    told.push(seen(error as FastifyError))
    return reply.code(418).send({ told: true })
  }
  const bare = await start(t, async (app) => { app.setErrorHandler(tell); declare(app) })
  const ways: Record<string, (app: FastifyInstance) => unknown> = {
    'set after': async (app) => { await app.register(conformant); app.setErrorHandler(tell); declare(app) },
    'set before': async (app) => { app.setErrorHandler(tell); await app.register(conformant); declare(app) },
    'nothing awaited': (app) => { app.register(conformant); app.setErrorHandler(tell); app.register(async scope => { declare(scope) }) },
    'of a child': async (app) => { await app.register(conformant); await app.register(async (scope) => { scope.setErrorHandler(tell); declare(scope) }) },
    'of a route': async (app) => {
      await app.register(conformant)
      app.addHook('onRoute', options => { options.errorHandler = tell })
      declare(app)
    }
  }
  for (const [way, setUp] of Object.entries(ways)) {
    for (const isFirm of [false, true]) {
      const port = await start(t, setUp, isFirm ? { allowErrorHandlerOverride: false } : {})
      for (const [name, request] of Object.entries(asks)) {
        const [there, here] = [await ask(bare, request), await ask(port, request)]
        // Where Fastify closes, what is left of the body is read here.
        t.strictSame([here.status, here.body], [there.status, there.body], `${way}, ${name}`)
        t.equal(told.length, 2, `${way}, ${name}: once each`)
        t.strictSame(told[1], told[0], `${way}, ${name}: the same`)
        told.length = 0
      }
    }
  }
})

t.test('what Fastify does not refuse, a handler is told too', async (t) => {
  const told: object[] = []
  const port = await start(t, async (app) => {
    await app.register(conformant, { rateLimit: { limit: 6, window: 60 } })
    app.setErrorHandler((error, _request, reply) => {
      told.push(seen(error as FastifyError))
      return reply.code(418).send({ told: true })
    })
    declare(app)
  })
  const requests: Array<[line: string, headers: Record<string, string>, body: string | undefined, expected: object | undefined]> = [
    ['GET /q?p=1', { accept: 'text/csv' }, undefined, { code: 'CONFORMANT_NOT_ACCEPTABLE', statusCode: 406, message: 'The Accept header allows nothing that can be sent.' }],
    ['PUT /q', {}, undefined, { code: 'CONFORMANT_METHOD_NOT_ALLOWED', statusCode: 405, message: 'The method is not supported at this URL.' }],
    ['POST /x', typed, '{"n":1,"other":2}', { code: 'FST_ERR_VALIDATION', statusCode: 400, message: 'body must NOT have additional properties', validationContext: 'body' }],
    ['POST /x', { ...typed, 'content-encoding': 'gzip' }, '{"n":1}', { code: 'CONFORMANT_UNSUPPORTED_CODING', statusCode: 415 }],
    ['PROPFIND /q', {}, undefined, { code: 'CONFORMANT_NOT_IMPLEMENTED', statusCode: 501 }],
    ['GET /none', {}, undefined, undefined],
    ['GET /q?p=1', {}, undefined, { code: 'CONFORMANT_TOO_MANY_REQUESTS', statusCode: 429 }]
  ]
  for (const [line, headers, body, expected] of requests) {
    const answer = await ask(port, { line, headers, ...(body === undefined ? {} : { body }) })
    t.match(told.splice(0), expected === undefined ? [] : [expected], line)
    t.equal(answer.status, expected === undefined ? 404 : 418, line)
  }
})

t.test('instanceof knows them as Fastify\'s', async (t) => {
  const known: unknown[] = []
  const port = await start(t, async (app) => {
    await app.register(conformant)
    app.setErrorHandler((error, _request, reply) => {
      known.push(error instanceof errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE, error instanceof errorCodes.FST_ERR_CTP_BODY_TOO_LARGE)
      return reply.code(418).send({})
    })
    declare(app)
  })
  await ask(port, asks['another type'])
  await ask(port, asks['too large'])
  t.strictSame(known, [true, false, false, true])
})

const refused: Record<string, object> = {
  'no JSON': problem(400, 'The request body is not valid JSON.'),
  'another type': { status: 415, body: problem(415, "The content type 'text/csv' is not supported. Supported: application/json.").body },
  'too large': problem(413, 'The request body is larger than 50 bytes.')
}

t.test('what a handler leaves comes out as if it were not there', async (t) => {
  const handlers: Record<string, Handler> = {
    throws: (error) => { throw error },
    'throws later': async (error) => { throw error },
    'sends the error on': (error, _request, reply) => { reply.send(error) },
    returns: async error => error,
    'changes it and throws': (error) => { throw Object.assign(error as FastifyError, { statusCode: 418, message: 'mine', code: 'MINE' }) }
  }
  const dialects: ConformantOptions[] = [{}, { dialect: akeneo() }, { dialect: gitlab() }]
  for (const options of dialects) {
    const without = await start(t, async (app) => { await app.register(conformant, options); declare(app) })
    for (const [way, handler] of Object.entries(handlers)) {
      const port = await start(t, async (app) => { await app.register(conformant, options); app.setErrorHandler(handler); declare(app) })
      for (const name of Object.keys(refused)) {
        const request = asks[name as keyof typeof asks]
        t.strictSame(await ask(port, request), await ask(without, request), `${way}: ${name}`)
      }
      for (const line of ['PUT /q', 'GET /none']) t.strictSame(await ask(port, { line }), await ask(without, { line }), `${way}: ${line}`)
      const request = { line: 'GET /q?p=1', headers: { accept: 'text/csv' } }
      t.strictSame(await ask(port, request), await ask(without, request), `${way}: not acceptable`)
    }
  }
  const port = await start(t, async (app) => { await app.register(conformant); declare(app) })
  for (const [name, answer] of Object.entries(refused)) t.match(await ask(port, asks[name as keyof typeof asks]), answer, name)
})

t.test('hooks for errors are told as in bare Fastify, and answers stay', async (t) => {
  const told: object[] = []
  const hook = async (_request: FastifyRequest, _reply: FastifyReply, error: FastifyError): Promise<void> => { told.push(seen(error)) }
  const bare = await start(t, async (app) => { app.addHook('onError', hook); declare(app) })
  const without = await start(t, async (app) => { await app.register(conformant); declare(app) })
  const ways: Record<string, (app: FastifyInstance) => unknown> = {
    'of the instance': async (app) => { await app.register(conformant); app.addHook('onError', hook); declare(app) },
    'of the route': async (app) => {
      await app.register(conformant)
      app.addHook('onRoute', options => { options.onError = hook })
      declare(app)
    }
  }
  for (const [way, setUp] of Object.entries(ways)) {
    const port = await start(t, setUp)
    for (const [name, request] of Object.entries(asks)) {
      await ask(bare, request)
      const answer = await ask(port, request)
      t.equal(told.length, 2, `${way}, ${name}`)
      t.strictSame(told[1], told[0], `${way}, ${name}`)
      t.strictSame(answer, await ask(without, request), `${way}, ${name}: the answer`)
      told.length = 0
    }
    await ask(port, { line: 'GET /none' })
    t.strictSame(told, [], 'an unknown URL is no error, as in bare Fastify')
  }
})

t.test('below the root, handlers of the root are not asked for what no route takes', async (t) => {
  let asked = 0
  const port = await start(t, async (app) => {
    app.setErrorHandler((_error, _request, reply) => { asked++; return reply.code(418).send({}) })
    await app.register(async (scope) => {
      await scope.register(conformant)
      scope.setErrorHandler((error) => { asked++; throw error })
      declare(scope)
    }, { prefix: '/api' })
  })
  t.strictSame(await ask(port, { line: 'PUT /api/q' }), problem(405, 'PUT is not supported at /api/q. Supported: GET.', { ...noStore, allow: 'GET, HEAD' }))
  t.equal(asked, 0)
})

t.test('no warning is given for a handler beside the plugin\'s', async (t) => {
  const warnings: string[] = []
  const listener = ({ code }: Error & { code?: string }): void => { warnings.push(String(code)) }
  process.on('warning', listener)
  t.teardown(() => process.off('warning', listener))
  await start(t, async (app) => {
    app.setErrorHandler(async () => ({}))
    await app.register(conformant)
  })
  await start(t, async (app) => {
    await app.register(conformant)
    app.setErrorHandler(async () => ({}))
  })
  await new Promise(resolve => setImmediate(resolve))
  t.strictSame(warnings.filter(code => code.startsWith('FSTWRN')), [])
  await t.rejects(async () => await start(t, async (app) => {
    app.setErrorHandler(async () => ({}))
    await app.register(conformant)
    app.setErrorHandler(async () => ({}))
  }, { allowErrorHandlerOverride: false }), { code: 'FST_ERR_ERROR_HANDLER_ALREADY_SET' }, 'two of the application are two')
})
