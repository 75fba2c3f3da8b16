import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import conformant, { akeneo, gitlab, serverOptions, type ConformantOptions } from '../../lib/index.ts'
import { closing, json, problem } from '../helpers/answers.ts'
import { exchange, listen } from '../helpers/exchange.ts'
import { captureLogs } from '../helpers/logs.ts'

async function scope (app: FastifyInstance, prefix: string, options: ConformantOptions, declare: (app: FastifyInstance) => unknown = () => {}): Promise<void> {
  await app.register(async scope => {
    await scope.register(conformant, options)
    await declare(scope)
  }, { prefix })
}

const ofRoot = problem(400, 'The Host header is missing.', closing)
const ofAkeneo = json(400, { code: 400, message: 'The Host header is missing.' }, closing)
const ofGitlab = json(400, { message: '400 Bad request - The Host header is missing.' }, closing)

t.test('what is refused before the hooks is answered as its prefix says', async (t) => {
  const app = Fastify()
  await app.register(conformant)
  await scope(app, '/a', { dialect: akeneo() })
  await scope(app, '/a/b', { dialect: gitlab() })
  await scope(app, '/a', { dialect: gitlab() })
  await scope(app, '', { dialect: gitlab() })
  const port = await listen(t, app)
  const cases: Array<[path: string, expected: unknown]> = [
    ['/', ofRoot], ['/x', ofRoot], ['/ab', ofRoot],
    ['/a', ofAkeneo], ['/a/x', ofAkeneo], ['/a?b=/a/b', ofAkeneo], ['/a/bc', ofAkeneo],
    ['/a/b', ofGitlab], ['/a/b/c/d', ofGitlab]
  ]
  for (const [path, expected] of cases) t.strictSame(await exchange(port, { path, headers: { host: undefined } }), expected, path)
})

t.test('unknown URLs are answered as the first scope of their prefix says', async (t) => {
  const app = Fastify()
  await app.register(conformant)
  await scope(app, '/a', { dialect: akeneo() })
  await scope(app, '/a', { dialect: gitlab() })
  await scope(app, '/b', { dialect: gitlab(), unknownUrl: false, method: false })
  await scope(app, '/b', { dialect: akeneo() })
  const port = await listen(t, app)
  const typeOf = async (path: string): Promise<unknown> => JSON.parse((await exchange(port, { path })).body)
  t.match(await typeOf('/x'), { status: 404, title: 'Not Found' })
  t.match(await typeOf('/a/x'), { code: 404 })
  t.match(await typeOf('/b/x'), { error: 'Not Found', message: 'Route GET:/b/x not found' }, 'or leaves to Fastify')
})

t.test('what is of the whole server is said once', async (t) => {
  for (const option of [{ drain: false }, { maxConnections: 5 }] as const) {
    const app = Fastify()
    t.teardown(() => app.close())
    const [name, value] = Object.entries(option)[0] as [string, unknown]
    await app.register(conformant, option)
    await t.rejects(async () => await scope(app, '/a', option),
      new TypeError(`fastify-conformant: option "${name}" of a further registration must be left to the first one: it is the whole server's; got ${value}`))
  }
})

t.test('options of the plugin that are given to serverOptions() are named, once', async (t) => {
  for (const [given, said] of [
    [{ rateLimit: { limit: 1, window: 1 }, trustProxy: true }, 'rateLimit holds nowhere there: write `app.register(conformant, { rateLimit })`.'],
    [{ accept: false, items: 5 }, 'accept, items hold nowhere there: write `app.register(conformant, { accept, items })`.'],
    [{ dialect: akeneo(), maxConnections: 5, trustProxy: true }, undefined]
  ] as const) {
    const logs = captureLogs()
    const app = Fastify(serverOptions({ ...given, logger: logs.logger } as object)) as unknown as FastifyInstance
    const warnings: Array<Error & { code?: string }> = []
    const listener = (warning: Error): void => { if (warning.name === 'ConformantWarning') warnings.push(warning) }
    process.on('warning', listener)
    await app.register(conformant)
    await app.register(async scope => { await scope.register(conformant, {}) })
    await app.close()
    await new Promise(setImmediate)
    process.off('warning', listener)
    const expected = said === undefined ? [] : [`serverOptions() takes dialect, drain and maxConnections of fastify-conformant; ${said}`]
    t.strictSame(logs.records.filter(({ level }) => level === 40).map(({ msg }) => msg), expected)
    t.strictSame(warnings.map(({ message, code }) => ({ message, code })), expected.map(message => ({ message, code: 'CONFORMANT_MISPLACED_OPTIONS' })))
  }
})

t.test('options of a route beside its config are refused where they are declared', async (t) => {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(conformant)
  t.throws(() => app.get('/things', { conformant: { items: 5 } } as object, async () => ''),
    new TypeError('fastify-conformant: option "conformant" of route GET /things must be in its config: { config: { conformant: { … } } }; got { items: 5 }'))
})
