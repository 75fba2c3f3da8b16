// What is thrown where nobody expects it: it must neither end the process nor leave in another format.
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import conformant, { ApiError, defineDialect, notFound, problem as problemDialect, serverOptions, type Dialect } from '../../lib/index.ts'
import { exchange, listen } from '../helpers/exchange.ts'
import { watchProcess } from '../suites/wire/faults.ts'

const base = problemDialect()

async function serve (t: { teardown: (task: () => unknown) => void }, dialect: Dialect, options: object = {}): Promise<number> {
  const app = Fastify(serverOptions({ dialect, ...options })) as unknown as FastifyInstance
  await app.register(conformant, { dialect, mappers: [] })
  app.get('/missing', async () => { throw notFound() })
  app.get('/issues', async () => { throw new ApiError('validation_failed', { issues: [{ path: 'a', message: 5 as never }] }) })
  app.get('/existing', async () => { throw new ApiError('conflict', { facts: { existing: { etag: '"a\nb"', location: '/a' } } }) })
  app.get('/getters', async () => { throw new Hostile('not_found') })
  return await listen(t, app)
}

class Hostile extends ApiError {
  override get message (): string { throw new Error('a getter') }
  override get issues (): never { throw new Error('a getter') }
}

const faulty: Readonly<Record<string, Partial<Record<keyof Dialect, unknown>>>> = {
  'a bigint for a status': { status: () => 404n },
  'half a status': { status: () => 404.5 },
  'a text for a status': { status: () => '404' },
  'an async render that rejects': { render: async () => { throw new Error('late') } },
  'nothing rendered': { render: () => '' },
  'null rendered': { render: () => null },
  'a number rendered': { render: () => 5 },
  'async header fields that reject': { headers: async () => { throw new Error('late') } }
}

t.test('a dialect that fails at one kind: its own 500', async t => {
  const faults = watchProcess(t)
  for (const [name, members] of Object.entries(faulty)) {
    const dialect = defineDialect({
      ...base,
      ...members,
      ...(members.render === undefined ? {} : { render: (error, context) => error.kind === 'internal' ? base.render(error, context) : (members.render as () => unknown)() }),
      ...(members.headers === undefined ? {} : { headers: error => error.kind === 'internal' ? {} : (members.headers as () => never)() })
    } as Dialect)
    const port = await serve(t, dialect)
    for (const path of ['/missing', '/none']) {
      const { status, headers, body } = await exchange(port, `GET ${path}`)
      t.strictSame({ status, type: headers['content-type'], body: JSON.parse(body).status }, { status: 500, type: 'application/problem+json', body: 500 }, `${name}: ${path}`)
    }
    const { status } = await exchange(port, { headers: { host: 'a b' } })
    t.ok(status === 500 || status === 400, `${name}: below the hooks`)
  }
  t.strictSame(faults, [])
})

t.test('header fields of a dialect that cannot be meant are left out', async t => {
  const port = await serve(t, defineDialect({ ...base, headers: () => ({ 'content-type': '', date: 'x', 'x-bad': 'a\nb', 'x-good': 'yes' }) }))
  const { status, headers } = await exchange(port, 'GET /missing')
  t.strictSame({ status, type: headers['content-type'], bad: headers['x-bad'], good: headers['x-good'] }, { status: 404, type: 'application/problem+json', bad: undefined, good: 'yes' })
})

t.test('errors that are not what they seem', async t => {
  const port = await serve(t, base)
  t.equal((await exchange(port, 'GET /issues')).status, 422)
  const { status, headers } = await exchange(port, 'GET /existing')
  t.strictSame([status, headers.etag], [409, undefined])
  t.equal((await exchange(port, 'GET /getters')).status, 500)
})

t.test('a logger that throws', async t => {
  const faults = watchProcess(t)
  for (const level of ['info', 'error', 'warn']) {
    let isArmed = false
    const silent = (): void => {}
    const fail = (): void => { if (isArmed) throw new Error('disk full: /var/secret/log') }
    const loggerInstance = { fatal: silent, error: silent, warn: silent, info: silent, debug: silent, trace: silent, silent, level: 'info', child () { return this }, [level]: fail }
    const port = await serve(t, base, { loggerInstance, disableRequestLogging: true })
    isArmed = true
    for (const path of ['/missing', '/getters', '/none']) {
      const { status, headers, body } = await exchange(port, `GET ${path}`)
      t.ok(status >= 400 && headers['content-type'] === 'application/problem+json' && !body.includes('secret'), `${level}: ${path}`)
    }
    t.equal((await exchange(port, { headers: { host: 'a b' } })).status, 400, `${level}: below the hooks`)
  }
  t.strictSame(faults, [])
})
