// 503 with Retry-After: @fastify/under-pressure, a server that is closing, too many connections.
import underPressure from '@fastify/under-pressure'
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import conformant, { akeneo, gitlab, problem as problemDialect, serviceUnavailable, type ConformantOptions, type Dialect } from '../../lib/index.ts'
import { closing, json, problem, success } from '../helpers/answers.ts'
import { exchange, listen } from '../helpers/exchange.ts'
import { RawClient, type Answer } from '../helpers/raw.ts'
import { until } from '../helpers/until.ts'

const sentence = 'The server is temporarily unable to answer.'

/** The answer in a dialect. */
const told: Readonly<Record<string, (headers: Answer['headers']) => Answer>> = {
  akeneo: headers => json(503, { code: 503, message: sentence }, headers),
  gitlab: headers => json(503, { message: '503 Service Unavailable' }, headers),
  problem: headers => problem(503, sentence, headers)
}
const dialects: readonly Dialect[] = [akeneo(), gitlab(), problemDialect()]
const toldIn = (dialect: Dialect, headers: Answer['headers']): Answer => (told[dialect.name] as (typeof told)[string])(headers)

async function server (dialect: Dialect, declare: (app: FastifyInstance) => unknown, options: ConformantOptions = {}): Promise<{ app: FastifyInstance, port: number }> {
  const app = Fastify()
  await app.register(conformant, { dialect, ...options })
  await declare(app)
  return { app, port: await listen(t, app) }
}

class Busy extends Error {
  readonly statusCode = 503
  readonly code = 'SHOP_BUSY'
}

const sick = async (): Promise<boolean> => false
const always = { healthCheck: sick, healthCheckInterval: 60_000 }

t.test('@fastify/under-pressure, whatever it looks at', async (t) => {
  const signals: Array<[name: string, options: object, retryAfter: string | undefined]> = [
    ['a check of health', always, '10'],
    ['memory of the heap', { maxHeapUsedBytes: 1, sampleInterval: 10 }, '10'],
    ['memory of the process', { maxRssBytes: 1, sampleInterval: 10 }, '10'],
    ['the event loop', { maxEventLoopUtilization: 1e-9, sampleInterval: 10 }, '10'],
    ['a time of its own', { ...always, retryAfter: 50 }, '50'],
    ['a fraction of a second', { ...always, retryAfter: 1.2 }, '2'],
    ['a time that is none', { ...always, retryAfter: 'soon' }, undefined],
    ['words of its own', { ...always, message: 'secret' }, '10'],
    ['an error of its own', { ...always, customError: Busy }, '10'],
    ['a handler that throws', { ...always, pressureHandler: () => { throw serviceUnavailable({ retryAfter: 3 }) } }, '3'],
    ['a handler that throws later', { ...always, pressureHandler: async () => { throw serviceUnavailable('Come back.', { retryAfter: 4 }) } }, '4']
  ]
  for (const dialect of dialects) {
    for (const [name, options, retryAfter] of signals) {
      const { app, port } = await server(dialect, async app => {
        await app.register(underPressure, options)
        app.get('/', async () => ({ ok: true }))
      })
      // Memory and event loop are looked at after a while.
      await until(() => app.isUnderPressure())
      const answer = await exchange(port, 'GET /')
      const expected = toldIn(dialect, retryAfter === undefined ? {} : { 'retry-after': retryAfter })
      if (name === 'a handler that throws later') t.strictSame([answer.status, answer.headers['retry-after']], [503, '4'], `${dialect.name}: ${name}`)
      else t.strictSame(answer, expected, `${dialect.name}: ${name}`)
    }
  }
})

t.test('its page of status, and a handler that lets requests pass', async (t) => {
  for (const dialect of dialects) {
    let isWell = false
    const { port } = await server(dialect, async app => {
      await app.register(underPressure, { healthCheck: async () => isWell, exposeStatusRoute: '/status', pressureHandler: () => {} })
      app.get('/', async () => ({ ok: true }))
    })
    t.strictSame(await exchange(port, 'GET /status'), toldIn(dialect, { 'retry-after': '10' }), dialect.name)
    t.strictSame(await exchange(port, 'GET /'), success(200, { ok: true }), 'the handler takes it on itself')
    isWell = true
    t.strictSame(await exchange(port, 'GET /status'), success(200, { status: 'ok' }), dialect.name)
  }
})

t.test('before it or behind it, on a HEAD, on an unknown URL', async (t) => {
  const app = Fastify()
  await app.register(underPressure, always)
  await app.register(conformant, { dialect: akeneo() })
  app.get('/', async () => ({ ok: true }))
  const port = await listen(t, app)
  const expected = toldIn(akeneo(), { 'retry-after': '10' })
  t.strictSame(await exchange(port, 'GET /'), expected)
  t.strictSame(await exchange(port, 'HEAD /'), { ...expected, body: '' })
  t.strictSame(await exchange(port, 'GET /none'), expected)
  t.strictSame(await exchange(port, { method: 'POST', path: '/', body: '{', headers: { 'content-type': 'application/json' } }), expected)
})

t.test('a server that is closing, and one with too many connections', async (t) => {
  for (const dialect of dialects) {
    const expected = toldIn(dialect, { 'retry-after': '10', ...closing })
    let letClose = (): void => {}
    const mayClose = new Promise<void>(resolve => { letClose = resolve })
    let closes = (): void => {}
    const isClosing = new Promise<void>(resolve => { closes = resolve })
    const { app, port } = await server(dialect, app => {
      app.get('/', async () => ({ ok: true }))
      app.addHook('preClose', async () => {
        closes()
        await mayClose
      })
    }, { maxConnections: 1 })
    const first = await RawClient.connect(port)
    first.send('GET / HTTP/1.1\r\nHost: api.example\r\n\r\n')
    t.strictSame(await first.answer(), success(200, { ok: true }))
    t.strictSame(await exchange(port, 'GET /'), expected, `${dialect.name}: one connection too many`)
    const closed = app.close()
    await isClosing
    first.send('GET / HTTP/1.1\r\nHost: api.example\r\n\r\n')
    t.strictSame(await first.answer(), expected, `${dialect.name}: closing`)
    first.close()
    letClose()
    await closed
  }
})
