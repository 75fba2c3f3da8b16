import Fastify, { type FastifyInstance } from 'fastify'
import { Type } from '@sinclair/typebox'
import { z } from 'zod'
import t from 'tap'
import conformant, { defineErrors, gitlab, notFound, problem, type ConformantOptions } from '../../lib/index.ts'
import { documentedErrors, errorsOf } from '../../lib/openapi/documented.ts'
import type { DocumentedError } from '../../lib/openapi/documented-error.ts'
import { knownRoutes } from '../../lib/plugin/known-routes.ts'
import { memoryStore } from '../../lib/limits/memory-store.ts'

const own = defineErrors({ emptyTill: { status: 402, members: Type.Object({ left: Type.Integer() }) }, notToday: { status: 403, message: 'Not today.' } })

async function of (options: ConformantOptions, declare: (app: FastifyInstance) => void, constructor: object = {}): Promise<(method?: string) => readonly DocumentedError[]> {
  const app = Fastify(constructor)
  await app.register(conformant, options)
  declare(app)
  await app.ready()
  const [route] = knownRoutes(app)
  return method => documentedErrors(app, { method: method ?? String(route?.options.method), url: route?.url as string })
}

const listed = (errors: readonly DocumentedError[]): string[] => errors.map(({ status, kind }) => `${status} ${kind}`).sort()
const body = Type.Object({ a: Type.String() })
const always = ['500 internal']
/** Nothing is said of it, but somebody may send one. */
const ofAnyBody = ['400 malformed_json', '413 payload_too_large', '413 too_many_items', '415 content_type_missing', '415 unsupported_coding', '415 unsupported_media_type']
const ofBody = [...ofAnyBody, '422 validation_failed', ...always]

t.test('what the gates of a route can refuse, and no others', async (t) => {
  const cases: Array<[what: string, options: ConformantOptions, declare: (app: FastifyInstance) => void, expected: string[]]> = [
    ['nothing is known of what is sent', {}, app => app.get('/', async () => ''), ['406 not_acceptable', ...always]],
    ['it is known', {}, app => app.get('/', { config: { conformant: { accept: 'text/csv' } } }, async () => ''), ['406 not_acceptable', ...always]],
    ['no gate', { accept: false }, app => app.get('/', async () => ''), always],
    ['a body', {}, app => app.post('/', { schema: { body } }, async () => ''), ofBody],
    ['without limits', { items: false, contentCoding: false, payload: false }, app => app.post('/', { schema: { body } }, async () => ''), ofBody.filter(one => !/413|coding/.test(one))],
    ['limits are constraints', { items: { status: 403 }, payload: { status: 403 } }, app => app.post('/', { schema: { body } }, async () => ''), ['403 operational_constraint', ...ofBody.filter(one => !/413/.test(one))].sort()],
    ['a body without a schema', {}, app => app.post('/', async () => ''), ofBody.filter(one => !/422/.test(one))],
    ['a body that is read by the application', { contentType: ['text/x-own'] }, app => {
      app.addContentTypeParser('text/x-own', { parseAs: 'string' }, async (_request: unknown, text: unknown) => text)
      app.post('/', { schema: { body } }, async () => '')
    }, ofBody.filter(one => !/400|items/.test(one))],
    ['a body by type', {}, app => app.post('/', { schema: { body: { content: { 'application/json': { schema: body } } } } }, async () => ''), ofBody],
    ['findings are the handler\'s', {}, app => app.post('/', { schema: { body }, attachValidation: true }, async () => ''), ofBody.filter(one => !/422/.test(one))],
    ['validation of Fastify', { validation: false, unknownProperties: false }, app => app.post('/', { schema: { body } }, async () => ''), ['400 validation_failed', ...ofBody.filter(one => !/422/.test(one))].sort()],
    ['JSON of Fastify', { json: false }, app => app.post('/', { schema: { body } }, async () => ''), ofBody],
    ['DELETE', {}, app => app.delete('/', async () => ''), [...ofAnyBody, ...always]],
    ['parameters that may be wrong', { accept: false }, app => app.get('/:id', { schema: { params: Type.Object({ id: Type.Integer() }) } }, async () => ''), ['422 validation_failed', ...always]],
    ['parameters that cannot', { accept: false }, app => app.get('/:id', { schema: { params: Type.Object({ id: Type.String() }) } }, async () => ''), always],
    ['a query', { accept: false }, app => app.get('/', { schema: { querystring: Type.Object({ q: Type.Optional(Type.String()) }) } }, async () => ''), ['422 validation_failed', ...always]],
    ['header fields', { accept: false }, app => app.get('/', { schema: { headers: Type.Object({ 'X-Key': Type.String() }) } }, async () => ''), ['422 validation_failed', ...always]],
    ['header fields that may be anything', { accept: false }, app => app.get('/', { schema: { headers: {} } }, async () => ''), always],
    ['a pattern that no tried request misses', { accept: false }, app => app.get('/:id', { schema: { params: { type: 'object', properties: { id: { type: 'string', pattern: '^[^~]*$' } } } } }, async () => ''), ['422 validation_failed', ...always]],
    ['a path that no tried value fits', { accept: false }, app => app.get('/:id(^[A-Z]{3}$)', { schema: { params: Type.Object({ id: Type.String() }) } }, async () => ''), always],
    ['Zod', { accept: false }, app => {
      app.setValidatorCompiler(({ schema }) => value => {
        const { success, error, data } = (schema as unknown as z.ZodType).safeParse(value)
        return success ? { value: data } : { error: error as Error }
      })
      app.get('/', { schema: { querystring: z.object({ page: z.coerce.number() }) } }, async () => '')
    }, ['422 validation_failed', ...always]],
    ['a validator that waits', { accept: false }, app => {
      app.setValidatorCompiler(() => (async () => ({ value: 1 })) as never)
      app.get('/', { schema: { querystring: z.object({ page: z.string() }) } }, async () => '')
    }, ['422 validation_failed', ...always]],
    ['a validator that throws', { accept: false }, app => {
      app.setValidatorCompiler(() => () => { throw Object.assign(new Error('no'), { issues: [{ message: 'no' }] }) })
      app.get('/', { schema: { querystring: z.object({ page: z.string() }) } }, async () => '')
    }, ['422 validation_failed', ...always]],
    ['reported', { enforce: 'report' }, app => app.get('/', async () => ''), always],
    ['nothing of the body is refused where all report', { enforce: 'report' }, app => app.post('/', async () => ''), ['415 content_type_missing', '415 unsupported_media_type', ...always]],
    ['limits', { accept: false, rateLimit: [{ limit: 5, window: '1m' }, { limit: 9, window: '1s', name: 'quiet', dryRun: true }], concurrency: { limit: 3 } }, app => app.get('/', async () => ''), ['429 too_many_requests', ...always]],
    ['a limit whose store refuses', { accept: false, rateLimit: { limit: 5, window: '1m', store: memoryStore({}), storeFailure: 'refuse' } }, app => app.get('/', async () => ''), ['429 too_many_requests', ...always, '503 service_unavailable']],
    ['conditions', { accept: false, preconditions: { state: () => undefined, required: true } }, app => app.get('/', async () => ''), ['412 precondition_failed', ...always]],
    ['conditions that are asked for', { preconditions: { state: () => undefined, required: true } }, app => app.delete('/', async () => ''), ['412 precondition_failed', ...ofAnyBody, '428 precondition_required', ...always].sort()],
    ['no conditions', { preconditions: { state: () => undefined } }, app => app.route({ method: 'OPTIONS', url: '/', handler: async () => '' }), [...ofAnyBody, ...always]],
    ['gone', { accept: false, deprecated: { sunset: '2001-01-01', afterSunset: 'gone' }, rateLimit: { limit: 1, window: 1 } }, app => app.get('/', async () => ''), ['410 gone', '429 too_many_requests']],
    ['to be gone', { accept: false, deprecated: { sunset: '2999-01-01', afterSunset: 'gone' } }, app => app.get('/', async () => ''), ['410 gone', ...always]],
    ['deprecated', { accept: false, deprecated: { since: '2001-01-01' } }, app => app.get('/', async () => ''), always],
    ['spam', { spamCheck: { classify: () => 'ham' } }, app => app.delete('/', async () => ''), ['400 spam_detected', ...ofAnyBody, ...always].sort()],
    ['spam with a CAPTCHA', { spamCheck: { classify: () => 'ham', captcha: { siteKey: 'k', verify: () => true } } }, app => app.delete('/', async () => ''), ['409 captcha_required', ...ofAnyBody, ...always, '503 service_unavailable'].sort()],
    ['no spam', { accept: false, spamCheck: { classify: () => 'ham' } }, app => app.get('/', async () => ''), always],
    ['declared', { accept: false, errors: ['conflict', own.emptyTill] }, app => app.get('/', { config: { conformant: { errors: [own.notToday] } } }, async () => ''), ['402 emptyTill', '403 notToday', '409 conflict', ...always]],
    ['masked', { accept: false, errors: ['forbidden'], maskForbidden: true }, app => app.get('/', async () => ''), ['404 not_found', ...always]],
    ['security', { accept: false }, app => app.get('/', { schema: { security: [{ key: [] }, {}] } as object }, async () => ''), ['401 unauthorized', ...always]],
    ['security with scopes', { accept: false }, app => app.get('/', { schema: { security: [{ oauth: ['read'] }] } as object }, async () => ''), ['401 unauthorized', '403 forbidden', ...always]],
    ['a hook of a plugin that asks for credentials', { accept: false }, app => {
      app.decorate('basicAuth', function (_request: unknown, _reply: unknown, done: () => void) { done() })
      app.get('/', { onRequest: (app as unknown as { basicAuth: () => void }).basicAuth }, async () => '')
    }, ['401 unauthorized', ...always]],
    ['parameters that may be wrong, where gates report', { enforce: 'report' }, app => app.get('/:id', { schema: { params: Type.Object({ id: Type.Integer() }) } }, async () => ''), ['400 validation_failed', ...always]],
    ['a body that may be anything', {}, app => app.post('/', { schema: { body: {} } }, async () => ''), [...ofAnyBody, ...always]],
    ['a body of which there is no parser', { contentType: ['image/png'] }, app => app.post('/', { schema: { body } }, async () => ''), ofBody.filter(one => !/400|items/.test(one))],
    ['a handler that may take too long', { accept: false }, app => app.get('/', { handlerTimeout: 1000 } as object, async () => ''), [...always, '503 service_unavailable']]
  ]
  for (const [what, options, declare, expected] of cases) t.strictSame(listed((await of(options, declare))()), expected, what)
})

t.test('no handler of the server may take too long', async (t) => {
  t.strictSame(listed((await of({ accept: false }, app => app.get('/', async () => ''), { handlerTimeout: 1000 }))()), [...always, '503 service_unavailable'])
})

t.test('what a batch refuses as a whole', async (t) => {
  const batch = (types?: ['application/json'] | ['application/x-ndjson']) => (app: FastifyInstance): void => {
    app.batch({ method: 'PATCH', url: '/', key: 'code', item: Type.Object({ code: Type.String() }), ...(types === undefined ? {} : { types }) }, async () => undefined)
  }
  const whole = ['413 payload_too_large', '413 too_many_items', '415 content_type_missing', '415 unsupported_coding', '415 unsupported_media_type']
  t.strictSame(listed((await of({}, batch()))()), ['400 malformed_json', ...whole, '422 validation_failed', ...always, '507 insufficient_storage'])
  t.strictSame(listed((await of({}, batch(['application/json'])))()), ['400 malformed_json', ...whole, '422 validation_failed', ...always, '507 insufficient_storage'])
  t.strictSame(listed((await of({}, batch(['application/x-ndjson'])))()), [...whole, ...always, '507 insufficient_storage'])
})

t.test('of two that say the same, the one that has a request', async (t) => {
  const errors = await of({}, app => {
    app.batch({ method: 'PATCH', url: '/:id', key: 'code', item: Type.Object({ code: Type.String() }), schema: { params: { type: 'object', properties: { id: { type: 'string', pattern: '^[^~]*$' } } } } }, async () => undefined)
  })
  t.match(errors().find(({ kind }) => kind === 'validation_failed'), { from: 'handler', provocation: { method: 'PATCH', body: '{}' } })
})

t.test('one in the words of the route, with a request for it', async (t) => {
  const errors = await of({ dialect: problem(), errors: [notFound({ resource: 'Book', id: '7' })] }, app => app.get('/books/:id', { schema: { params: Type.Object({ id: Type.Integer() }) } }, async () => ''))
  const [late, , missing] = errors()
  t.match(late, { kind: 'not_acceptable', gate: 'accept', from: 'gate', provocation: { method: 'GET', url: '/books/1', isLate: true } })
  t.strictSame({ ...missing, schema: {} }, {
    kind: 'not_found',
    status: 404,
    mediaType: 'application/problem+json',
    headers: { 'cache-control': 'no-store' },
    schema: {},
    mayHaveIssues: false,
    body: '{"type":"about:blank","title":"Not Found","status":404,"detail":"Book \'7\' does not exist."}',
    from: 'handler',
    gate: undefined,
    provocation: undefined
  })
})

t.test('challenges are those that the route asks for', async (t) => {
  const challengeIn = async (options: ConformantOptions): Promise<unknown> => {
    const errors = await of({ accept: false, errors: ['unauthorized'], ...options }, app => app.get('/', async () => ''))
    return errors()[0]?.headers['www-authenticate']
  }
  t.equal(await challengeIn({}), 'Bearer realm="api"')
  t.equal(await challengeIn({ challenge: 'DPoP' }), 'DPoP realm="api"')
  t.equal(await challengeIn({ challenge: false }), undefined)
})

t.test('where an error handler of the application is asked before, the request alone decides nothing', async (t) => {
  const app = Fastify()
  await app.register(conformant)
  await app.register(async (scope) => {
    scope.setErrorHandler((error, _request, reply) => reply.send(error))
    scope.get('/', { config: { conformant: { accept: 'text/csv' } } }, async () => '')
  })
  await app.ready()
  t.equal(documentedErrors(app, { method: 'GET', url: '/' })[0]?.provocation?.isLate, true)
})

t.test('a text where the dialect sends one, and a host and a version where the router asks for them', async (t) => {
  const errors = await of({ dialect: gitlab({ throttle: 'text' }), rateLimit: { limit: 1, window: '1m', burst: 3 } }, app => app.get('/', { constraints: { host: 'a.example', version: '1.0.0' }, config: { conformant: { accept: 'text/csv' } } }, async () => ''))
  const [first, second] = errors()
  t.match(first?.provocation, { headers: { host: 'a.example', 'accept-version': '1.0.0' } })
  t.match(second, { kind: 'too_many_requests', mediaType: 'text/plain', body: 'Retry later\n', headers: { 'retry-after': '60', 'ratelimit-name': 'default' } })
})

t.test('nothing of what nobody knows', async (t) => {
  const app = Fastify()
  app.get('/before', async () => '')
  await app.register(conformant)
  app.route({ method: ['GET', 'POST'], url: '/both', handler: async () => '' })
  await app.ready()
  t.strictSame(documentedErrors(app, { method: 'GET', url: '/before' }), [])
  t.strictSame(documentedErrors(app, { method: 'PUT', url: '/both' }), [])
  t.ok(documentedErrors(app, { method: 'POST', url: '/both' }).length > 1)
  t.ok(errorsOf(knownRoutes(app)[0] as never, 'GET').length > 1)
})
