import rateLimit from '@fastify/rate-limit'
import Fastify from 'fastify'
import t from 'tap'
import conformant, { akeneo, forbidden, gitlab, problem as problemDialect, tooManyRequests, type Dialect } from '../../lib/index.ts'
import { json, noStore, problem, success } from '../helpers/answers.ts'
import { stopClock } from '../helpers/clock.ts'
import { exchange, listen } from '../helpers/exchange.ts'
import type { Answer } from '../helpers/raw.ts'

stopClock(t)

async function server (t: Parameters<typeof listen>[0], dialect: Dialect, options: object): Promise<number> {
  const app = Fastify()
  await app.register(conformant, { dialect })
  await app.register(rateLimit, { max: 1, timeWindow: 60_000, ...options })
  app.get('/', async () => ({}))
  return await listen(t, app)
}

const banned = 'Rate limit exceeded, retry in 1 minute'

const dialects: ReadonlyArray<[dialect: Dialect, refused: (headers: Answer['headers']) => Answer, forbidden: (headers: Answer['headers']) => Answer]> = [
  [akeneo(), headers => json(429, { code: 429, message: 'You have exceeded the limit of API requests per second.' }, { ...noStore, ...headers }), headers => json(403, { code: 403, message: banned }, headers)],
  [gitlab(), headers => json(429, { message: { error: 'This endpoint has been requested too many times. Try again later.' } }, { ...noStore, ...headers }), headers => json(403, { message: `403 Forbidden - ${banned}` }, headers)],
  [problemDialect(), headers => problem(429, 'Too many requests.', { ...noStore, ...headers }), headers => problem(403, banned, headers)]
]

t.test('its 429 in each dialect, with its fields', async (t) => {
  const fieldsOf: Array<[options: object, fields: Record<string, string>, more: Record<string, string>]> = [
    [{}, { 'x-ratelimit-limit': '1', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '60' }, { 'retry-after': '60' }],
    [{ enableDraftSpec: true }, { 'ratelimit-limit': '1', 'ratelimit-remaining': '0', 'ratelimit-reset': '60' }, { 'retry-after': '60' }],
    [{ timeWindow: 1500 }, { 'x-ratelimit-limit': '1', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '2' }, { 'retry-after': '2' }],
    [{ timeWindow: '1 hour' }, { 'x-ratelimit-limit': '1', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '3600' }, { 'retry-after': '3600' }]
  ]
  for (const [dialect, refused] of dialects) {
    for (const [options, fields, more] of fieldsOf) {
      const port = await server(t, dialect, options)
      t.strictSame(await exchange(port, 'GET /'), success(200, {}, fields))
      t.strictSame(await exchange(port, 'GET /'), refused({ ...fields, ...more }), `${dialect.name} ${JSON.stringify(options)}`)
    }
  }
})

t.test('its ban is a 403', async (t) => {
  for (const [dialect, refused, forbidden] of dialects) {
    const port = await server(t, dialect, { ban: 1 })
    const fields = { 'x-ratelimit-limit': '1', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '60' }
    t.strictSame(await exchange(port, 'GET /'), success(200, {}, fields))
    t.strictSame(await exchange(port, 'GET /'), refused({ ...fields, 'retry-after': '60' }))
    t.strictSame(await exchange(port, 'GET /'), forbidden({ ...fields, 'retry-after': '60' }), dialect.name)
  }
})

t.test('what an application makes of it itself', async (t) => {
  const fields = { 'x-ratelimit-limit': '1', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '60', 'retry-after': '60' }
  const builders: Array<[builder: (request: unknown, context: { statusCode: number, after: string, ttl: number }) => object, expected: Answer]> = [
    [(_request, { statusCode, after }) => Object.assign(new Error(`Slow down for ${after}.`), { statusCode }), problem(429, 'Too many requests.', { ...noStore, ...fields })],
    [(_request, { statusCode }) => ({ statusCode, error: 'Too Many Requests', message: 'Slow down.' }), problem(429, 'Too many requests.', { ...noStore, ...fields })],
    [() => Object.assign(new Error('Not now.'), { statusCode: 503 }), problem(503, 'The server is temporarily unable to answer.', fields)]
  ]
  for (const [errorResponseBuilder, expected] of builders) {
    const port = await server(t, problemDialect(), { errorResponseBuilder })
    await exchange(port, 'GET /')
    t.strictSame(await exchange(port, 'GET /'), expected)
  }
})

t.test('what it makes with an error of this package leaves as it was made, in each dialect', async (t) => {
  const fields = { 'x-ratelimit-limit': '1', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '60', 'retry-after': '60' }
  const made: Array<[dialect: Dialect, refused: Answer, banned: Answer]> = [
    [akeneo(), json(429, { code: 429, message: 'Slow down for 1 minute.' }, { ...noStore, ...fields, 'x-own': 'a' }), json(403, { code: 403, message: 'You are banned.' }, fields)],
    [gitlab(), json(429, { message: { error: 'Slow down for 1 minute.' } }, { ...noStore, ...fields, 'x-own': 'a' }), json(403, { message: '403 Forbidden - You are banned.' }, fields)],
    [problemDialect(), problem(429, 'Slow down for 1 minute.', { ...noStore, ...fields, 'x-own': 'a' }), problem(403, 'You are banned.', fields)]
  ]
  for (const [dialect, refused, banned] of made) {
    const port = await server(t, dialect, {
      ban: 1,
      errorResponseBuilder: (_request: unknown, { ban, after }: { ban: boolean, after: string }) => ban ? forbidden('You are banned.') : tooManyRequests(`Slow down for ${after}.`, { headers: { 'x-own': 'a' } })
    })
    t.equal((await exchange(port, 'GET /')).status, 200)
    t.strictSame(await exchange(port, 'GET /'), refused, dialect.name)
    t.strictSame(await exchange(port, 'GET /'), banned, `${dialect.name}: banned`)
  }
})
