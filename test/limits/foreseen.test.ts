import Fastify from 'fastify'
import t from 'tap'
import { conflict, tooManyRequests } from '../../lib/errors/constructors.ts'
import { draftRateLimit, gitlabRateLimit } from '../../lib/dialects/rate-limit-fields.ts'
import conformant from '../../lib/index.ts'
import { foreseenCrowds, foreseenRefusals } from '../../lib/limits/foreseen.ts'
import { concurrencySettings, rateLimitSettings, type RateLimit } from '../../lib/limits/limit-options.ts'
import { memoryStore } from '../../lib/limits/memory-store.ts'

const request = {} as never

t.test('what a limit answers to who has used all of it at once', async (t) => {
  const app = Fastify()
  await app.register(conformant)
  const of = (limit: RateLimit, fields = draftRateLimit): unknown =>
    foreseenRefusals([rateLimitSettings(limit)], fields, app, request).map(({ error, fields }) => [error.kind, error.retryAfter, error.facts.policies, fields])
  const named = (name: string): RateLimit => ({ limit: 60, window: '1m', name })
  t.strictSame(of(named('a')), [['too_many_requests', 60, ['a'], { 'ratelimit-policy': '"a";q=60;w=60', ratelimit: '"a";r=0;t=60' }]])
  t.match(of({ ...named('b'), burst: 5 }, gitlabRateLimit), [['too_many_requests', 1, undefined, { 'ratelimit-name': 'b', 'ratelimit-observed': '6' }]])
  t.strictSame(of({ ...named('c'), dryRun: true }), [])
  t.match(of({ ...named('d'), store: memoryStore({}), storeFailure: 'refuse' }), [['too_many_requests'], ['service_unavailable', 1]])
  t.strictSame(foreseenRefusals([rateLimitSettings(named('e'))], undefined, app, request).map(({ fields }) => fields), [{}])
})

t.test('what the application answers in its place', async (t) => {
  const app = Fastify()
  await app.register(conformant)
  const of = (refusal: RateLimit['refusal'], name: string): unknown =>
    foreseenRefusals([rateLimitSettings({ limit: 1, window: '1m', name, refusal: refusal as never })], undefined, app, request).map(({ error }) => [error.kind, error.retryAfter])
  t.strictSame(of(({ retryAfter }) => conflict('Later.', { retryAfter: retryAfter + 1 }), 'a'), [['conflict', 61]])
  t.strictSame(of(() => tooManyRequests({ retryAfter: 1 }), 'b'), [['too_many_requests', 60]], 'never earlier')
  t.strictSame(of(() => { throw new Error('nobody has sent it') }, 'c'), [['too_many_requests', 60]])
  t.strictSame(of(() => 'no' as never, 'd'), [['too_many_requests', 60]])
  t.strictSame(of((async () => { throw new Error('too late') }) as never, 'e'), [['too_many_requests', 60]], 'and a promise that fails ends no process')
  t.strictSame(foreseenCrowds([concurrencySettings({ limit: 1 }), concurrencySettings({ limit: 1, dryRun: true }), concurrencySettings({ limit: 2, refusal: () => conflict() })], request)
    .map(({ error }) => [error.kind, error.retryAfter]), [['too_many_requests', 1], ['conflict', 1]])
})
