import { setImmediate } from 'node:timers/promises'
import Fastify from 'fastify'
import t from 'tap'
import conformant, { conflict, notFound, type Preconditions, type ResourceState } from '../../lib/index.ts'
import { conditionalServer, failed, ran, state, wrong } from '../fixtures/conditional.ts'
import { internalError, noStore, problem, success } from '../helpers/answers.ts'
import { exchange, listen, type Sent } from '../helpers/exchange.ts'
import { captureLogs } from '../helpers/logs.ts'
import type { Answer } from '../helpers/raw.ts'

t.test('the state is asked only where somebody wants to know', async (t) => {
  let asked = 0
  const count = (): ResourceState => { asked++; return state }
  const cases: Array<[sent: Sent, optional: number, required: number]> = [
    [{}, 1, 1],
    [{ method: 'HEAD' }, 1, 1],
    [{ method: 'PUT', json: {} }, 0, 1],
    [{ method: 'PUT', json: {}, headers: { 'if-match': '*' } }, 1, 1],
    [{ method: 'DELETE' }, 0, 1]
  ]
  const optional = await listen(t, await conditionalServer({ state: count }))
  const strict = await listen(t, await conditionalServer({ state: count, required: true }))
  for (const [sent, times, timesRequired] of cases) {
    asked = 0
    await exchange(optional, sent)
    t.equal(asked, times, JSON.stringify(sent))
    asked = 0
    await exchange(strict, sent)
    t.equal(asked, timesRequired, `${sent.method}, required`)
  }
})

t.test('a state that comes later, or not at all', async (t) => {
  const logs = captureLogs()
  let answer: () => unknown = () => state
  const app = await conditionalServer({ state: (() => answer()) as Preconditions['state'] }, {}, Fastify({ logger: logs.logger }))
  const port = await listen(t, app)
  const secret = new Error('secret')
  const wrongState = 'fastify-conformant: preconditions.state() must answer an "etag" with its quotes, as strongEtag() makes it; got \'1\''
  const missing = problem(404, "Project '7' does not exist.", noStore)
  const cases: Array<[name: string, state: () => unknown, told: Answer]> = [
    ['a promise', async () => state, failed],
    ['a promise of another turn', async () => { await setImmediate(); return state }, failed],
    ['what only has a then', () => ({ then: (resolve: (known: ResourceState) => void) => { resolve(state) } }), failed],
    ['a promise of nothing', async () => undefined, failed],
    ['null', () => null, failed],
    ['an ApiError', () => { throw notFound({ resource: 'Project', id: '7' }) }, missing],
    ['a promise of one', async () => { throw notFound({ resource: 'Project', id: '7' }) }, missing],
    ['another one', () => { throw conflict('Busy.') }, problem(409, 'Busy.')],
    ['an error', () => { throw secret }, internalError],
    ['a promise of one', async () => { throw secret }, internalError],
    ['a string', () => { throw 'secret' }, internalError], // eslint-disable-line no-throw-literal
    ['nothing', () => { throw undefined }, internalError], // eslint-disable-line no-throw-literal
    ['a promise of nothing', () => Promise.reject(), internalError], // eslint-disable-line prefer-promise-reject-errors
    ['an object', () => { throw { statusCode: 409, message: 'Busy.' } }, problem(409, 'Busy.')], // eslint-disable-line no-throw-literal
    ['no state', () => ({ etag: '1' }), internalError],
    ['a promise of none', async () => ({ etag: '1' }), internalError]
  ]
  for (const [name, given, told] of cases) {
    answer = given
    t.strictSame(await exchange(port, { method: 'PUT', json: {}, headers: wrong }), told, name)
  }
  t.equal(logs.errors().filter(({ err }) => (err as { message?: string }).message === wrongState).length, 2, 'the log says what is wrong')
  answer = () => state
  t.strictSame(await exchange(port, { method: 'PUT', json: {}, headers: { 'if-match': '"1"' } }), ran(), 'and the next request goes on')
})

t.test('an error handler and the mappers are asked for what the state throws', async (t) => {
  const app = Fastify()
  await app.register(conformant, { mappers: [error => error instanceof RangeError ? notFound('Mapped.') : undefined] })
  const config = (fault: Error): object => ({ config: { conformant: { preconditions: { state: () => { throw fault } } } } })
  app.get('/mapped', config(new RangeError()), async () => ({}))
  await app.register(async child => {
    child.setErrorHandler((_error, _request, reply) => reply.code(400).send({ own: true }))
    child.get('/own', config(new Error()), async () => ({}))
  })
  const port = await listen(t, app)
  t.strictSame(await exchange(port, 'GET /mapped'), problem(404, 'Mapped.', noStore))
  t.strictSame(await exchange(port, 'GET /own'), success(400, { own: true }))
})

t.test('on scopes: a resource and its routes', async (t) => {
  const app = Fastify()
  await app.register(conformant)
  await app.register(async scope => {
    await scope.register(conformant, { preconditions: { state: ({ params }) => ({ etag: `"${(params as { id: string }).id}"` }) } })
    scope.get('/', async () => ({ ran: true }))
    scope.delete('/', async () => ({ ran: true }))
    scope.get('/issues', { config: { conformant: { preconditions: false } } }, async () => ({ ran: true }))
  }, { prefix: '/projects/:id' })
  const port = await listen(t, app)
  t.strictSame(await exchange(port, { path: '/projects/7', headers: { 'if-none-match': '"7"' } }), { status: 304, headers: { etag: '"7"' }, body: '' })
  t.strictSame(await exchange(port, { path: '/projects/7/', headers: { 'if-none-match': '"8"' } }), ran({ etag: '"7"' }))
  t.strictSame(await exchange(port, { method: 'DELETE', path: '/projects/7', headers: { 'if-match': '"8"' } }), failed)
  t.strictSame(await exchange(port, { path: '/projects/7/issues', headers: { 'if-match': '"8"' } }), ran())
})

t.test('wrong options stop the start', async (t) => {
  const right = 'a function (request) => { etag, lastModified, exists, headers } | undefined'
  const cases: Array<[given: unknown, message: string]> = [
    [true, '" must be false, or { state, required }; got true'],
    [null, '" must be false, or { state, required }; got null'],
    [() => state, '" must be false, or { state, required }; got a function'],
    [{}, `.state" must be ${right}; got undefined`],
    [{ state }, `.state" must be ${right}; got { etag: '"1"', lastModified: 1994-11-06T08:49:37.000Z }`],
    [{ required: true }, `.state" must be ${right}; got undefined`],
    [{ state: () => state, required: 1 }, '.required" must be true or false; got 1'],
    [{ state: () => state, require: true }, '.require" does not exist; the options are state, required']
  ]
  for (const [preconditions, message] of cases) {
    await t.rejects(async () => await Fastify().register(conformant, { preconditions } as object), new TypeError(`fastify-conformant: option "preconditions${message}`))
    const app = Fastify()
    await app.register(conformant)
    t.throws(() => app.get('/', { config: { conformant: { preconditions } as object } }, async () => ({})),
      new TypeError(`fastify-conformant: option "preconditions${message.replace(/"/, '" of route GET /')}`))
  }
})
