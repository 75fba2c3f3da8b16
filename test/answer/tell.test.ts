import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import Fastify, { type FastifyReply, type FastifyServerOptions } from 'fastify'
import t, { type Test } from 'tap'
import conformant, { ApiError, conflict, notFound, tooManyRequests, type ConformantOptions, type ErrorEvent, type LogLevel } from '../../lib/index.ts'
import { captureLogs, type Logs } from '../helpers/logs.ts'

async function server (t: Test, options: ConformantOptions, of: FastifyServerOptions = {}): Promise<{ logs: Logs, ask (path: string): Promise<number>, app: ReturnType<typeof Fastify> }> {
  const logs = captureLogs()
  const app = Fastify({ logger: { ...logs.logger as object, level: 'trace' }, ...of })
  t.teardown(() => app.close())
  await app.register(conformant, options)
  app.get('/conflict', async () => { throw conflict('Busy.') })
  app.get('/gone', async () => { throw notFound('Gone.') })
  app.get('/many', async () => { throw tooManyRequests() })
  app.get('/broken', async () => { throw new Error('secret', { cause: new TypeError('why') }) })
  app.get('/accept', { config: { conformant: { accept: 'text/csv' } } }, async () => 1)
  return { logs, app, ask: async path => (await app.inject({ url: path, headers: { accept: 'application/json' } })).statusCode }
}

t.test('the level of an error is the application\'s to say', async (t) => {
  const numbers = { fatal: 60, error: 50, warn: 40, info: 30, debug: 20, trace: 10 } as const
  for (const [level, number] of Object.entries(numbers)) {
    const { logs, ask } = await server(t, { log: { level: ({ kind }) => kind === 'conflict' ? level as LogLevel : undefined } })
    await ask('/conflict')
    await ask('/gone')
    await ask('/broken')
    t.strictSame(logs.errors().map(({ level, msg }) => [level, msg]), [[number, 'Busy.'], [30, 'Gone.'], [50, 'secret']], level)
  }
  const { logs, ask, app } = await server(t, { log: { level: () => 'silent' } })
  await ask('/broken')
  t.strictSame(logs.errors(), [])
  t.strictSame(app.conformant.counts().kinds, { 'GET /broken': { internal: 1 } }, 'it is counted')
})

t.test('a level that is none, and a function that fails', async (t) => {
  for (const level of [() => 'loud', () => { throw new Error('no') }, () => null] as Array<() => never>) {
    const { logs, ask, app } = await server(t, { log: { level } })
    t.equal(await ask('/conflict'), 409)
    t.strictSame(logs.errors().map(({ level, msg }) => [level, msg]), [[50, 'the option log failed'], [30, 'Busy.']])
    t.strictSame(app.conformant.counts().faults, { log: 1 })
  }
})

t.test('of a sample each so-manieth has a line, the first one too', async (t) => {
  const cases: Array<[log: ConformantOptions['log'], path: string, lines: Array<number | undefined>]> = [
    [{ sample: 3 }, '/conflict', [3, 3, 3]],
    [{ sample: { conflict: 2 } }, '/conflict', [2, 2, 2, 2]],
    [{ sample: { conflict: 2 } }, '/gone', Array.from({ length: 7 }, () => undefined)],
    [{ sample: 3 }, '/broken', Array.from({ length: 7 }, () => undefined)],
    [{ sample: { internal: 7 } }, '/broken', [7]],
    [{}, '/conflict', Array.from({ length: 7 }, () => undefined)]
  ]
  for (const [log, path, lines] of cases) {
    const { logs, ask, app } = await server(t, log === undefined ? {} : { log })
    for (let time = 0; time < 7; time++) await ask(path)
    t.strictSame(logs.errors().map(({ error }) => (error as { sampled?: number }).sampled), lines, `${JSON.stringify(log)} ${path}`)
    t.equal(Object.values(app.conformant.counts().kinds[`GET ${path}`] ?? {})[0], 7)
  }
  const { logs, ask } = await server(t, { log: { sample: 5 } })
  await ask('/conflict')
  await ask('/gone')
  t.equal(logs.errors().length, 2, 'each route and kind by itself')
})

t.test('what an error serializer of the application is given is the error itself', async (t) => {
  class Own extends Error { readonly detail = 7 }
  const given: unknown[] = []
  const { logger, ...logs } = captureLogs()
  const own = new Own('no')
  const { app } = await server(t, {}, { logger: { ...logger as object, serializers: { err: (err: Error) => { given.push(err); return { own: true } as never } } } })
  app.get('/own', async () => { throw own })
  await app.inject('/own')
  t.equal(given[0], own)
  t.match(logs.errors(), [{ err: { own: true }, error: { kind: 'internal' } }])
})

t.test('a serializer of requests sees them without their query, one of replies the status that is sent', async (t) => {
  const { logger, ...logs } = captureLogs()
  const serializers = { req: ({ url, headers }: { url: string, headers: object }) => ({ url, names: Object.keys(headers) }), res: (reply: { statusCode: number, getHeader (name: string): unknown }) => ({ status: reply.statusCode, tag: reply.getHeader('x-tag') }) } as never
  const { app } = await server(t, {}, { logger: { ...logger as object, serializers } })
  app.get('/tagged', async (_request: unknown, reply: FastifyReply) => { reply.header('x-tag', 'a'); throw new Error('no') })
  await app.inject('/tagged?token=secret')
  t.match(logs.errors(), [{ req: { url: '/tagged', names: ['user-agent', 'host'] }, res: { status: 500, tag: 'a' } }])
})

t.test('errors are published where somebody has subscribed, and refusals of gates once more', async (t) => {
  const told: Record<string, ErrorEvent[]> = { error: [], refusal: [] }
  const { ask } = await server(t, { log: { level: () => 'silent' } })
  await ask('/conflict')
  for (const name of ['error', 'refusal'] as const) {
    const listen = (event: unknown): void => { told[name]?.push(event as ErrorEvent) }
    subscribe(`fastify-conformant:${name}`, listen)
    t.teardown(() => unsubscribe(`fastify-conformant:${name}`, listen))
  }
  await ask('/broken')
  await ask('/accept')
  t.match(told.error, [
    { kind: 'internal', status: 500, where: 'handler', route: '/broken', error: ApiError, cause: { message: 'secret' }, request: { url: '/broken' } },
    { kind: 'not_acceptable', status: 406, where: 'gate', gate: 'accept', route: '/accept', cause: { kind: 'not_acceptable' } }
  ])
  t.strictSame(told.refusal?.map(({ kind }) => kind), ['not_acceptable'])
})

t.test('a logger that does nothing is told nothing, and one without levels of pino is told all', async (t) => {
  const { app, ask } = await server(t, {}, { logger: false })
  t.equal(await ask('/broken'), 500)
  t.strictSame(app.conformant.counts().kinds, { 'GET /broken': { internal: 1 } })
  const lines: Array<[members: object, message: string]> = []
  const tell = (members: object, message?: string): void => { if (message !== undefined) lines.push([members, message]) }
  const logger = { info: tell, error: tell, warn: tell, debug: tell, trace: tell, fatal: tell, level: 'info', silent: tell, child: () => logger }
  const own = await server(t, { log: { level: ({ status }) => status === 409 ? 'warn' : 'fatal' } }, { logger: undefined as never, loggerInstance: logger as never })
  await own.ask('/conflict')
  await own.ask('/broken')
  t.match(lines.filter(([members]) => 'error' in members), [[{ err: { message: 'Busy.' }, error: { kind: 'conflict' } }, 'Busy.'], [{ error: { kind: 'internal' } }, 'secret']])
})
