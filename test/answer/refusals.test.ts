import { Type } from '@sinclair/typebox'
import Fastify, { type FastifyInstance, type InjectOptions } from 'fastify'
import t from 'tap'
import conformant, { conflict, defineErrors, forbidden, notFound, type ConformantOptions } from '../../lib/index.ts'
import { listen } from '../helpers/exchange.ts'
import { captureLogs } from '../helpers/logs.ts'
import { RawClient } from '../helpers/raw.ts'

const errors = defineErrors({
  noSuchThing: { status: 404, type: 'https://example.com/probs/no-such-thing', title: 'There is no such thing.', members: Type.Object({ near: Type.Optional(Type.String()) }) },
  wrongMethod: { from: 'method_not_allowed', title: 'Not in this way.', type: 'https://example.com/probs/method' },
  badInput: { from: 'validation_failed', title: 'Look at it again.', type: 'https://example.com/probs/input' },
  badText: { status: 400, title: 'That is no text of ours.', type: 'https://example.com/probs/text' },
  tooLarge: { from: 'payload_too_large', title: 'That is too much.', type: 'https://example.com/probs/large' }
})

const refusals: NonNullable<ConformantOptions['refusals']> = {
  not_found: errors.noSuchThing,
  method_not_allowed: errors.wrongMethod,
  validation_failed: errors.badInput,
  bad_request: errors.badText,
  payload_too_large: errors.tooLarge,
  not_acceptable: ({ facts }, request) => errors.noSuchThing({ near: `${String(facts.value)} at ${String(request?.url)}` })
}

async function appWith (options: ConformantOptions, logs = captureLogs()): Promise<FastifyInstance> {
  const app = Fastify({ logger: logs.logger })
  await app.register(conformant, options)
  app.get('/', { config: { conformant: { accept: 'application/json' } } }, async () => ({}))
  app.post('/', { bodyLimit: 20, schema: { body: Type.Object({ a: Type.String() }) } }, async () => ({}))
  app.get('/thrown', async () => { throw notFound('Thrown.') })
  return app
}

t.test('in place of what gates refuse', async (t) => {
  const json = { 'content-type': 'application/json' }
  const cases: Array<[name: string, request: InjectOptions | string, status: number, type: string, more?: object]> = [
    ['an unknown URL, by the general kind of its status', '/nowhere', 404, 'no-such-thing'],
    ['a method', { method: 'DELETE', url: '/' }, 405, 'method', { allow: 'GET, HEAD, POST' }],
    ['a validation, with its findings', { method: 'POST', url: '/', headers: json, payload: '{"b":1}' }, 422, 'input', { errors: [{ detail: 'is not a known property', pointer: '#/b' }, { detail: 'is required', pointer: '#/a' }] }],
    ['JSON', { method: 'POST', url: '/', headers: json, payload: '{' }, 400, 'text'],
    ['a size', { method: 'POST', url: '/', headers: json, payload: JSON.stringify({ a: 'x'.repeat(30) }) }, 413, 'large'],
    ['a function', { url: '/', headers: { accept: 'text/csv' } }, 404, 'no-such-thing', { near: 'text/csv at /' }]
  ]
  for (const told of [false, true]) {
    const app = await appWith({ refusals })
    // Handlers of the application are told as before.
    if (told) app.addHook('onError', async () => {})
    for (const [name, request, status, type, more = {}] of cases) {
      for (const time of ['first', 'again']) {
        const response = await app.inject(request as InjectOptions)
        const body = response.json()
        t.strictSame([response.statusCode, body.type], [status, `https://example.com/probs/${type}`], `${name}, ${time}`)
        t.match({ ...response.headers, ...body }, more, name)
      }
    }
    t.equal((await app.inject('/thrown')).json().detail, 'Thrown.', 'what is thrown is no refusal')
  }
})

t.test('below the hooks', async (t) => {
  const app = await appWith({ refusals: { bad_request: errors.badText } })
  const port = await listen(t, app)
  const client = await RawClient.connect(port)
  client.send('GET / HTTP/1.1\r\nHost: a\r\nbad header\r\n\r\n')
  const { status, body } = await client.answer()
  t.strictSame([status, JSON.parse(body).type], [400, 'https://example.com/probs/text'])
})

t.test('scopes and routes add to what holds around them', async (t) => {
  const app = Fastify()
  await app.register(conformant, { refusals: { method_not_allowed: errors.wrongMethod } })
  await app.register(async (scope) => {
    await scope.register(conformant, { refusals: { not_found: errors.noSuchThing } })
    scope.get('/a', async () => ({}))
  }, { prefix: '/in' })
  t.match((await app.inject('/in/x')).json().type, /no-such-thing/)
  t.match((await app.inject({ method: 'PUT', url: '/in/a' })).json().type, /method$/)
  t.equal((await app.inject('/x')).json().type, 'about:blank')
})

t.test('a function that says nothing, fails, or answers something else', async (t) => {
  const cases: Array<[made: () => unknown, fault?: string]> = [
    [() => undefined],
    [() => 7, 'it must answer an ApiError or undefined'],
    [async () => { throw new Error('late') }, 'it must answer an ApiError or undefined'],
    [() => { throw new Error('bug') }, 'bug']
  ]
  for (const [made, fault] of cases) {
    const logs = captureLogs()
    const app = await appWith({ refusals: { route_not_found: made as never } }, logs)
    const response = await app.inject('/nowhere')
    t.strictSame([response.statusCode, response.json().detail], [404, 'There is nothing at /nowhere.'])
    const told = logs.records.filter(({ msg }) => msg === 'an error in place of a refusal failed: route_not_found').map(({ err }) => (err as Error).message)
    t.strictSame(told, fault === undefined ? [] : [fault])
  }
  const app = await appWith({ refusals: { route_not_found: refusal => refusal, method_not_allowed: () => conflict('C') } })
  t.equal((await app.inject('/nowhere')).statusCode, 404)
  t.equal((await app.inject({ method: 'PUT', url: '/' })).json().detail, 'C')
})

t.test('a mask is of what is said in the place of it', async (t) => {
  const { notYours } = defineErrors({ notYours: { status: 403, title: 'It is not yours.' } })
  const app = await appWith({ maskForbidden: true, refusals: { route_not_found: notYours } })
  app.get('/hidden', async () => { throw forbidden() })
  const [one, other] = [await app.inject('/nowhere'), await app.inject('/hidden')]
  t.strictSame([one.statusCode, one.body], [404, other.body])
})
