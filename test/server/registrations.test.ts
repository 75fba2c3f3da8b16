import Fastify from 'fastify'
import t from 'tap'
import conformant, { akeneo, gitlab, problem, serverOptions } from '../../lib/index.ts'
import { closing, json, noStore, problem as problemAnswer, success } from '../helpers/answers.ts'
import { exchange, listen, requestOf } from '../helpers/exchange.ts'
import { RawClient } from '../helpers/raw.ts'

const hostless = { headers: { host: undefined } }
const ofAkeneo = json(400, { code: 400, message: 'The Host header is missing.' }, closing)
const ofGitlab = json(400, { message: '400 Bad request - The Host header is missing.' }, closing)

t.test('what is the whole server\'s is said once', async (t) => {
  for (const [option, value, shown] of [
    ['drain', false, 'false'], ['drain', { seconds: 1 }, '{ seconds: 1 }'], ['maxConnections', 5, '5']
  ] as const) {
    for (const where of ['in a scope', 'beside the first']) {
      const app = Fastify()
      t.teardown(() => app.close())
      await app.register(conformant)
      const again = where === 'in a scope'
        ? app.register(async scope => { await scope.register(conformant, { [option]: value }) }, { prefix: '/api' })
        : app.register(conformant, { [option]: value })
      await t.rejects(async () => { await again.ready() }, new TypeError(`fastify-conformant: option "${option}" of a further registration must be left to the first one: it is the whole server's; got ${shown}`), `${option} ${where}`)
    }
  }
})

t.test('the first registration may be that of a scope', async (t) => {
  const app = Fastify(serverOptions({ dialect: problem() }))
  await app.register(async scope => { await scope.register(conformant, { dialect: akeneo(), maxConnections: 100 }) }, { prefix: '/a' })
  await app.register(async scope => { await scope.register(conformant, { dialect: gitlab() }) }, { prefix: '/b' })
  const port = await listen(t, app)
  t.strictSame(await exchange(port, { ...hostless, path: '/a' }), ofAkeneo)
  t.strictSame(await exchange(port, { ...hostless, path: '/b/c?d=/a' }), ofGitlab)
  t.strictSame(await exchange(port, { ...hostless, path: '/none' }), ofAkeneo, 'it speaks where nobody else does')
  t.strictSame(await exchange(port, 'GET /none'), success(404, { message: 'Route GET:/none not found', error: 'Not Found', statusCode: 404 }))
})

t.test('registered twice in one scope', async (t) => {
  const app = Fastify(serverOptions({ dialect: akeneo() }))
  await app.register(conformant)
  await app.register(conformant, { items: 5 })
  app.get('/', async () => ({}))
  const port = await listen(t, app)
  t.strictSame(await exchange(port, hostless), ofAkeneo)
  t.strictSame(await exchange(port, 'GET /none'), json(404, { code: 404, message: "No route found for 'GET /none'" }, noStore))
  t.strictSame(await exchange(port, 'GET /'), success(200, {}))
  t.equal(app.server.listenerCount('clientError'), 1, 'the server is armed once')
  t.equal(app.server.listenerCount('request'), 1)
})

t.test('what serverOptions() was given holds for the plugin where it says nothing else', async (t) => {
  for (const [options, told] of [[{}, ofAkeneo], [{ dialect: gitlab() }, ofGitlab]] as const) {
    const app = Fastify(serverOptions({ dialect: akeneo() }))
    await app.register(conformant, options)
    t.strictSame(await exchange(await listen(t, app), hostless), told)
  }
  const app = Fastify(serverOptions({}))
  await app.register(conformant)
  t.strictSame(await exchange(await listen(t, app), hostless), problemAnswer(400, 'The Host header is missing.', closing))
})

t.test('an option that is undefined says nothing', async (t) => {
  const app = Fastify(serverOptions({ dialect: akeneo(), drain: false, maxConnections: 1 }))
  await app.register(conformant, { dialect: undefined, drain: undefined, maxConnections: undefined } as object)
  const port = await listen(t, app)
  const first = await RawClient.connect(port)
  t.strictSame(await exchange(port, 'GET /'), json(503, { code: 503, message: 'The server is temporarily unable to answer.' }, { 'retry-after': '10', ...closing }), 'maxConnections')
  first.send(requestOf({ method: 'POST', json: {}, headers: { expect: 'miracles' } }))
  t.strictSame(await first.answer(), json(417, { code: 417, message: 'The expectation cannot be met.' }, closing), 'drain')
  first.close()
})
