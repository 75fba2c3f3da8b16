import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify'
import t from 'tap'
import conformant, { akeneo, gitlab } from '../../lib/index.ts'
import { bodyMethodsOf, bodyParsersOf, hasErrorHandler, hasFormatter, hasValidators, hooksOf, isThrown, optionsOf, setStandardJson, setUncounted, setValidatorBuilder, standardJsonOf, type BodyParsers } from '../../lib/server/privates.ts'
import { json, noStore, success } from '../helpers/answers.ts'
import { exchange, listen } from '../helpers/exchange.ts'

const badUrl = json(400, { code: 400, message: 'The URL is not valid.' })
const tooLong = json(414, { code: 414, message: 'The URL is too long.' }, noStore)

t.test('Fastify shows the options that it works with', async (t) => {
  const frameworkErrors = (): void => {}
  const app = Fastify({ frameworkErrors, return503OnClosing: false })
  t.match(optionsOf(app), { frameworkErrors, return503OnClosing: false }, 'Symbol(fastify.options) is where lib/server/privates.ts looks for it')
  await app.register(async scope => t.equal(optionsOf(scope), optionsOf(app), 'a scope shows those of its application'))
  t.equal(optionsOf(Object.create(null)), undefined, 'of what shows none nothing is known')
})

t.test('Fastify marks what was thrown', async (t) => {
  const seen: boolean[] = []
  const nothing: unknown = null
  const app = Fastify()
  app.addHook('onRequest', async (_request, reply) => {
    const { send } = reply
    reply.send = function (payload) {
      seen.push(isThrown(reply))
      return send.call(reply, payload)
    }
  })
  app.get('/sent', async () => nothing)
  app.get('/thrown', async () => { throw nothing })
  await app.inject('/sent')
  await app.inject('/thrown')
  t.strictSame(seen.slice(0, 2), [false, true], 'Symbol(fastify.reply.isError) is where lib/server/privates.ts looks for it')
})

t.test('the plugin alone answers what the router refuses', async (t) => {
  const app = Fastify()
  await app.register(conformant, { dialect: akeneo() })
  app.get('/things/:id', async () => ({}))
  const port = await listen(t, app)
  t.strictSame(await exchange(port, 'GET /%zz'), badUrl)
  t.strictSame(await exchange(port, 'GET /things/%E0%A4%A'), badUrl)
  t.strictSame(await exchange(port, `GET /things/${'a'.repeat(100)}`), success(200, {}), "Fastify's own limit holds")
  t.strictSame(await exchange(port, `GET /things/${'a'.repeat(101)}`), tooLong)
})

t.test("the application's frameworkErrors is asked first there too", async (t) => {
  const app = Fastify({
    frameworkErrors (error, _request, reply) {
      if (error.code === 'FST_ERR_BAD_URL') (reply as FastifyReply).code(400).send({ own: true })
    }
  })
  await app.register(conformant, { dialect: akeneo() })
  app.get('/things/:id', async () => ({}))
  const port = await listen(t, app)
  t.strictSame(await exchange(port, 'GET /%zz'), success(400, { own: true }))
  t.strictSame(await exchange(port, `GET /things/${'a'.repeat(101)}`), tooLong, 'what it leaves is answered in the dialect')
})

t.test('framework errors speak as the scope whose prefix the path is below', async (t) => {
  const app = Fastify()
  await app.register(conformant, { dialect: akeneo() })
  await app.register(async scope => {
    await scope.register(conformant, { dialect: gitlab() })
    scope.get('/things/:id', async () => ({}))
    await scope.register(async inner => { await inner.register(conformant, { dialect: akeneo() }) }, { prefix: '/inner' })
  }, { prefix: '/api' })
  const port = await listen(t, app)
  const ofGitlab = json(400, { message: '400 Bad request' })
  for (const [path, told] of Object.entries({
    '/%zz': badUrl,
    '/api/%zz': ofGitlab,
    '/api/things/%zz?a=/api/inner': ofGitlab,
    '/api/inner/%zz': badUrl,
    '/api/inner%zz': ofGitlab,
    '/apix/%zz': badUrl,
    '/things/api/%zz': badUrl,
    // RFC 9112 §3.2.2
    'http://api.example/api/%zz': ofGitlab,
    'HTTPS://api.example:443/api/things/%zz': ofGitlab,
    'http://api.example/%zz': badUrl,
    'http://api/%zz': badUrl
  })) t.strictSame(await exchange(port, { path }), told, path)
  t.strictSame(await exchange(port, `GET /api/things/${'a'.repeat(101)}`), json(414, { message: '414 URI Too Long' }, noStore))
})

t.test('a plugin in a scope speaks for the server where nobody else does', async (t) => {
  const app = Fastify()
  await app.register(async scope => {
    await scope.register(conformant, { dialect: akeneo() })
    scope.get('/things', async () => ({}))
  }, { prefix: '/api' })
  app.get('/', async () => { throw new Error('as it is') })
  const port = await listen(t, app)
  for (const path of ['/%zz', '/api/%zz']) t.strictSame(await exchange(port, { path }), badUrl, path)
  t.strictSame(await exchange(port, { path: '/', headers: { host: undefined } }), json(400, { code: 400, message: 'The Host header is missing.' }, { connection: 'close' }))
  t.strictSame(await exchange(port, 'GET /'), success(500, { statusCode: 500, error: 'Internal Server Error', message: 'as it is' }), "the routes outside keep Fastify's format")
  t.strictSame(await exchange(port, 'GET /none'), success(404, { message: 'Route GET:/none not found', error: 'Not Found', statusCode: 404 }))
})

t.test('Fastify shows its parsers, the one for JSON that may be replaced, and the methods that have a body', async (t) => {
  const app = Fastify()
  const parsers = bodyParsersOf(app) as BodyParsers
  t.equal(parsers.getParser('application/json')?.fn, standardJsonOf(parsers), 'Symbol(fastify.contentTypeParser) and Symbol(fastify.defaultJSONParse) are where lib/server/privates.ts looks for them')
  await app.register(async scope => {
    scope.addContentTypeParser('a/b', async () => null)
    t.ok(bodyParsersOf(scope)?.getParser('a/b'), 'a scope has its own')
  })
  t.notOk(parsers.getParser('a/b'))
  app.addContentTypeParser('application/json', async () => null)
  const own = parsers.customParsers.get('application/json')?.fn
  setStandardJson(parsers, own)
  app.addContentTypeParser('application/json', async () => 1)
  t.not(parsers.customParsers.get('application/json')?.fn, own, 'what is said to be its own is replaced as its own is')
  t.ok(bodyMethodsOf(app).has('PATCH'), 'Symbol(fastify.acceptedHTTPMethods) is where it is looked for')
  t.notOk(bodyMethodsOf(app).has('GET'))
  t.equal(bodyParsersOf(Object.create(null)), undefined)
  t.strictSame([...bodyMethodsOf(Object.create(null))].sort(), [...bodyMethodsOf(app)].sort(), 'where they are not shown, those that there are from the beginning')
  await app.close()
})

t.test('whether the application has words and validators of its own', async (t) => {
  const compilersFactory = { buildValidator: () => () => () => true } as never
  const withFormatter = Fastify()
  withFormatter.setSchemaErrorFormatter(() => new Error('No.'))
  const withBuilder = Fastify()
  withBuilder.setSchemaController({ compilersFactory })
  const cases: Array<[name: string, app: FastifyInstance, words: boolean, validators: boolean]> = [
    ['nothing', Fastify(), false, false],
    ['words as an option', Fastify({ schemaErrorFormatter: () => new Error('No.') }), true, false],
    ['words that are set', withFormatter, true, false],
    ['a builder as an option', Fastify({ schemaController: { compilersFactory } }), false, true],
    ['a builder that is set', withBuilder, false, true]
  ]
  for (const [name, app, words, validators] of cases) t.strictSame([hasFormatter(app), hasValidators(app)], [words, validators], name)
  t.strictSame([hasFormatter({} as FastifyInstance), hasValidators({} as FastifyInstance)], [false, false], 'a Fastify that does not show them')
})

t.test('Fastify shows the hooks of a scope, in their order', async (t) => {
  const app = Fastify()
  const [one, two] = [async () => {}, async () => {}]
  app.addHook('onRequest', one)
  app.addHook('onRequest', two)
  app.addHook('preHandler', async () => {})
  await app.register(async scope => { t.strictSame(hooksOf(scope, 'onRequest'), [one, two], 'Symbol(fastify.hooks) is where lib/server/privates.ts looks for it') })
  t.strictSame(hooksOf(app, 'onRequest'), [one, two])
  t.strictSame(hooksOf({} as FastifyInstance, 'onRequest'), [], 'a Fastify that does not show them')
  await app.close()
})

t.test('Fastify\'s own builder of validators is known by whatever name: bundlers give it another', async (t) => {
  const app = Fastify()
  const symbol = Object.getOwnPropertySymbols(app).find(({ description }) => description === 'fastify.schemaController') as symbol
  const { buildValidator } = (app as unknown as Record<symbol, { opts: { compilersFactory: { buildValidator: () => void } } }>)[symbol]?.opts.compilersFactory ?? {}
  Object.defineProperty(buildValidator, 'name', { value: 't' })
  t.equal(hasValidators(app), false)
  let inside: boolean | undefined
  await app.register(async scope => { inside = hasValidators(scope) })
  await app.ready()
  t.equal(inside, false, 'nor that of a scope')
  await app.close()
})

t.test('an error handler that Fastify does not count', async (t) => {
  const app = Fastify({ allowErrorHandlerOverride: false })
  t.equal(hasErrorHandler(app), false, 'Symbol(fastify.errorHandlerAlreadySet) is where lib/server/privates.ts looks for it')
  setUncounted(app, () => {})
  t.equal(hasErrorHandler(app), false)
  app.setErrorHandler(() => {})
  t.equal(hasErrorHandler(app), true)
  setUncounted(app, () => {})
  t.equal(hasErrorHandler(app), true, 'what the application has set counts')
  t.throws(() => app.setErrorHandler(() => {}), { code: 'FST_ERR_ERROR_HANDLER_ALREADY_SET' })
  await app.register(async (scope) => { t.equal(hasErrorHandler(scope), false, 'a scope has none of its own') })
  const set: unknown[] = []
  const bare = Object.assign(Object.create(null) as object, { setErrorHandler: (handler: unknown) => { set.push(handler) } })
  t.equal(hasErrorHandler(bare as never), false)
  const handler = (): void => {}
  setUncounted(bare as never, handler)
  t.strictSame(set, [handler], 'where Fastify does not count, it is set as any other')
})

t.test('hooks that are told of errors', async (t) => {
  const app = Fastify()
  t.equal(hooksOf(app, 'onError').length, 0)
  await app.register(async (scope) => {
    scope.addHook('onError', async () => {})
    await scope.after()
    t.equal(hooksOf(scope, 'onError').length, 1, 'Symbol(fastify.hooks) is where lib/server/privates.ts looks for it')
  })
  t.equal(hooksOf(app, 'onError').length, 0)
  t.equal(hooksOf(Object.create(null), 'onError').length, 0)
})

t.test('a builder of validators is set in place, and no object is changed that others share', async (t) => {
  interface Controller { opts: { compilersFactory: object, isCustomValidatorCompiler: boolean }, compilersFactory: object, isCustomValidatorCompiler: boolean }
  const app = Fastify()
  const symbol = Object.getOwnPropertySymbols(app).find(({ description }) => description === 'fastify.schemaController') as symbol
  const controllerOf = (instance: FastifyInstance): Controller => (instance as unknown as Record<symbol, Controller>)[symbol] as Controller
  const build = (): void => {}
  const inApp = controllerOf(app)
  const [appOpts, appFactory] = [{ ...inApp.opts }, { ...inApp.compilersFactory }]
  await app.register(async (scope) => {
    const before = controllerOf(scope)
    setValidatorBuilder(scope, build)
    t.equal(controllerOf(scope), before)
    for (const { compilersFactory } of [before, before.opts]) t.match(compilersFactory, { buildValidator: build, buildSerializer: Function })
    t.strictSame([before.isCustomValidatorCompiler, before.opts.isCustomValidatorCompiler], [false, false], 'names of header fields are still put in lower case')
    await scope.register(async inner => t.match(controllerOf(inner).compilersFactory, { buildValidator: build }))
  })
  await app.ready()
  t.strictSame([inApp.opts, inApp.compilersFactory], [appOpts, appFactory], 'of the application around')
  await app.close()
})

t.test('where a builder of validators cannot be set in place it is set as the documentation of Fastify says', async (t) => {
  const buildValidator = (): void => {}
  const controllers: Array<[name: string, controller: object | undefined]> = [
    ['none', undefined],
    ['without options', { compilersFactory: {} }],
    ['with other options', { opts: {}, compilersFactory: {} }],
    ['without a factory', { opts: { compilersFactory: {} } }]
  ]
  for (const [name, controller] of controllers) {
    const set: unknown[] = []
    const instance = { setSchemaController: (options: unknown) => set.push(options), ...(controller && { [Symbol('fastify.schemaController')]: controller }) }
    const before = structuredClone(controller)
    setValidatorBuilder(instance as unknown as FastifyInstance, buildValidator)
    t.strictSame([set, controller], [[{ compilersFactory: { buildValidator } }], before], name)
  }
})
