import Fastify from 'fastify'
import t from 'tap'
import { Type } from '@sinclair/typebox'
import conformant, { akeneo, defineErrors, problem, type ConformantOptions, type Dialect, type LimitRefusal } from '../../lib/index.ts'
import { deferred } from '../helpers/deferred.ts'
import { captureLogs } from '../helpers/logs.ts'

const { quota } = defineErrors({
  quota: { status: 429, type: 'https://example.com/probs/quota', title: 'Your plan is used up.', members: Type.Object({ plan: Type.String(), limit: Type.Integer() }) }
})

async function twice (options: ConformantOptions, logs = captureLogs()) {
  const app = Fastify({ logger: logs.logger })
  await app.register(conformant, options)
  app.get('/', async () => ({}))
  await app.inject('/')
  return await app.inject('/')
}

t.test('the error of a limit', async (t) => {
  const asked: LimitRefusal[] = []
  const refusal = (context: LimitRefusal) => {
    asked.push(context)
    return quota({ plan: 'free', limit: context.limit })
  }
  const response = await twice({ rateLimit: { limit: 1, window: '10s', name: 'plan', refusal } })
  t.strictSame([response.statusCode, response.headers['retry-after'], response.json()],
    [429, '10', { type: 'https://example.com/probs/quota', title: 'Your plan is used up.', status: 429, plan: 'free', limit: 1 }])
  t.match(response.headers.ratelimit, /^"plan";r=0;t=/)
  t.match(asked, [{ name: 'plan', limit: 1, window: 10, retryAfter: 10, request: { url: '/' } }])
  for (const [own, expected] of [[60, '60'], [1, '10']] as const) {
    const said = await twice({ rateLimit: { limit: 1, window: '10s', refusal: () => quota({ plan: 'free', limit: 1 }, { retryAfter: own }) } })
    t.equal(said.headers['retry-after'], expected, 'never earlier than the limit')
  }
})

t.test('of requests at once', async (t) => {
  const app = Fastify()
  await app.register(conformant, { concurrency: { limit: 1, refusal: ({ window, retryAfter }) => quota({ plan: `${String(window)} ${retryAfter}`, limit: 1 }) } })
  const [isThere, goOn] = [deferred(), deferred()]
  app.get('/', async () => {
    isThere.resolve()
    await goOn.promise
    return {}
  })
  const first = app.inject('/').then(response => response.statusCode)
  await isThere.promise
  t.strictSame((await app.inject('/')).json().plan, 'undefined 1')
  goOn.resolve()
  t.equal(await first, 200)
})

t.test('a function that fails or answers something else', async (t) => {
  for (const [refusal, fault] of [[() => 7, 'it must answer an ApiError at once'], [async () => { throw new Error('late') }, 'it must answer an ApiError at once'], [() => { throw new Error('bug') }, 'bug']] as const) {
    const logs = captureLogs()
    const response = await twice({ rateLimit: { limit: 1, window: '10s', refusal: refusal as never } }, logs)
    t.strictSame([response.statusCode, response.headers['retry-after']], [429, '10'])
    t.strictSame(logs.records.filter(({ msg }) => msg === 'an error in place of a refusal failed: too_many_requests').map(({ err }) => (err as Error).message), [fault])
  }
})

t.test('the problem type of the draft', async (t) => {
  const type = 'https://iana.org/assignments/http-problem-types#quota-exceeded'
  const title = 'Request cannot be satisfied as assigned quota has been exceeded'
  const limits: ConformantOptions['rateLimit'] = [{ limit: 1, window: '1d', name: 'daily' }, { limit: 5, window: '1h', name: 'hourly' }, { limit: 1, window: '1m', name: 'bandwidth' }]
  const cases: Array<[name: string, dialect: Dialect, headers: ConformantOptions['rateLimitHeaders'], expected: object]> = [
    ['of the dialect', problem(), undefined, { type, title, status: 429, detail: 'Too many requests.', 'violated-policies': ['daily', 'bandwidth'] }],
    ['the newest', problem(), 'draft', { type, title, status: 429, detail: 'Too many requests.', 'violated-policies': ['daily', 'bandwidth'] }],
    ['by its number', problem(), 'draft-11', { type, title, status: 429, detail: 'Too many requests.', 'violated-policies': ['daily', 'bandwidth'] }],
    ['types of the application', problem({ types: 'https://a.example/' }), true, { type: 'https://a.example/too_many_requests', title: 'Too Many Requests', status: 429, detail: 'Too many requests.', 'violated-policies': ['daily', 'bandwidth'] }],
    ['no fields, no names', problem(), false, { type: 'about:blank', title: 'Too Many Requests', status: 429, detail: 'Too many requests.' }],
    ['other fields', problem(), 'gitlab', { type: 'about:blank', title: 'Too Many Requests', status: 429, detail: 'Too many requests.' }],
    ['another dialect', akeneo(), 'draft', { code: 429, message: 'You have exceeded the limit of API requests per second.' }]
  ]
  for (const [name, dialect, rateLimitHeaders, expected] of cases) {
    const response = await twice({ dialect, rateLimit: limits, ...(rateLimitHeaders === undefined ? {} : { rateLimitHeaders }) })
    t.strictSame(response.json(), expected, name)
  }
})
