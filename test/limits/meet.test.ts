import Fastify, { type FastifyReply, type FastifyRequest } from 'fastify'
import t from 'tap'
import { draftRateLimit } from '../../lib/dialects/rate-limit-fields.ts'
import type { ApiError } from '../../lib/errors/api-error.ts'
import { tooManyRequests } from '../../lib/errors/constructors.ts'
import type { RateLimit } from '../../lib/limits/limit-options.ts'
import { LimitSet } from '../../lib/limits/limit-set.ts'
import type { Limiter } from '../../lib/limits/limiter.ts'
import { counting, decorateForLimits, meet, notBefore } from '../../lib/limits/meet.ts'
import { stopClock } from '../helpers/clock.ts'
import { limiterOf, requestFrom } from '../helpers/limits.ts'

const clock = stopClock(t)

interface Met { readonly request: FastifyRequest, readonly reply: FastifyReply, readonly fields: Record<string, string>, readonly lines: unknown[][] }

/** A request, and what is put on its reply and into its log. */
function exchanged (ip = '192.0.2.1'): Met {
  const fields: Record<string, string> = {}
  const lines: unknown[][] = []
  const at = (level: string) => (...given: unknown[]) => lines.push([level, ...given])
  const reply = { headers: (given: object) => Object.assign(fields, given) } as unknown as FastifyReply
  return { request: requestFrom(ip, { log: { info: at('info'), error: at('error') } }), reply, fields, lines }
}

const limiter = (given: Partial<RateLimit> = {}): Limiter => limiterOf({ limit: 1, window: '1m', ...given }, () => performance.now())
const setOf = (...limiters: Limiter[]): LimitSet => new LimitSet(limiters, limiters, undefined, true)
const now = (set: LimitSet, { request, reply }: Met): ApiError | undefined => meet(set, request, reply) as ApiError | undefined
const usedOf = async ({ counter }: Limiter): Promise<unknown> => (await counter.peek?.('192.0.2.1'))?.used

t.test('a request is counted, and refused over the limit, at once or later', async (t) => {
  const set = setOf(limiter({ limit: 2 }))
  const verdicts = [1, 2, 3].map(() => now(set, exchanged()))
  t.strictSame(verdicts.map(error => error && [error.kind, error.retryAfter]), [undefined, undefined, ['too_many_requests', 60]])
  t.equal(now(set, exchanged('192.0.2.2')), undefined, 'another key')
  const later = { meet: async (request: FastifyRequest) => await set.meet(request) } as unknown as LimitSet
  const promised = [meet(later, exchanged().request, exchanged().reply), meet(later, exchanged('192.0.2.2').request, exchanged().reply)]
  t.ok(promised.every(one => one instanceof Promise))
  t.strictSame((await Promise.all(promised)).map(error => error?.kind), ['too_many_requests', undefined])
  const silent = { meet: async () => undefined } as unknown as LimitSet
  t.equal(await meet(silent, exchanged().request, exchanged().reply), undefined)
})

t.test('of the limits in several hooks the tightest speaks', async (t) => {
  const fieldsAfter = (...remaining: number[]): unknown => {
    const met = exchanged()
    for (const [at, left] of remaining.entries()) {
      const one = limiter({ limit: left + 1, name: `n${at}` })
      now(new LimitSet([one], [one], draftRateLimit), met)
    }
    return met.fields.ratelimit
  }
  t.equal(fieldsAfter(5), '"n0";r=5;t=60')
  t.equal(fieldsAfter(5, 3), '"n1";r=3;t=60')
  t.equal(fieldsAfter(3, 5), '"n0";r=3;t=60')
  t.equal(fieldsAfter(3, 3), '"n0";r=3;t=60', 'the first of two')
})

t.test('what a client\'s fault has taken is given back where the limit says so', async (t) => {
  const cases: Array<[name: string, given: Partial<RateLimit>, status: number, used: number]> = [
    ['counted, whatever comes of it', {}, 400, 1],
    ['given back', { countRefused: false }, 400, 0],
    ['given back, up to 499', { countRefused: false }, 499, 0],
    ['not for the server\'s fault', { countRefused: false }, 500, 1]
  ]
  for (const [name, given, status, used] of cases) {
    const one = limiter({ limit: 3, ...given })
    const met = exchanged()
    now(setOf(one), met)
    t.equal(await usedOf(one), 1, name)
    counting.before?.(met.reply, met.request, tooManyRequests(), status)
    t.equal(await usedOf(one), used, name)
  }
  const one = limiter({ limit: 3, countRefused: false })
  now(setOf(one), exchanged())
  const met = exchanged()
  now(setOf(one), met)
  for (let time = 0; time < 2; time++) counting.before?.(met.reply, met.request, tooManyRequests(), 400)
  t.equal(await usedOf(one), 1, 'once')
  const full = limiter({ countRefused: false })
  const given: unknown[] = []
  Object.assign(full.counter, { give: (key: string) => given.push(key) })
  now(setOf(full), exchanged())
  const refused = exchanged()
  now(setOf(full), refused)
  counting.before?.(refused.reply, refused.request, tooManyRequests(), 429)
  t.strictSame(given, [], 'nothing of what was not taken')
  t.doesNotThrow(() => counting.before?.(exchanged().reply, exchanged().request, tooManyRequests(), 400), 'a request that met no limit')
})

t.test('a dry run says in the log whom it would refuse', async (t) => {
  const set = setOf(limiter({ dryRun: true, name: 'n' }))
  const [first, second] = [exchanged(), exchanged()]
  t.strictSame([now(set, first), now(set, second)], [undefined, undefined])
  t.strictSame([first.lines, second.lines], [[], [['info', 'the limit "n" is passed, and refuses nobody yet']]])
})

t.test('the application is told, and its faults are logged', async (t) => {
  const fault = new Error('no')
  const line = [['error', { err: { message: 'no' }, fault: 'limit' }, 'onLimit failed for "n"']]
  for (const onLimit of [() => { throw fault }, async () => { throw fault }]) {
    const met = exchanged()
    t.equal(now(setOf(limiter({ name: 'n', onLimit })), met), undefined)
    await Promise.resolve()
    t.match(met.lines, line)
  }
})

t.test('who is refused waits for what was counted before, too', async (t) => {
  const waits = (given: Partial<RateLimit>, passed = 0, refusal = tooManyRequests({ retryAfter: 5 }), isRemembered = true): unknown => {
    const met = exchanged()
    const one = limiter(given)
    now(new LimitSet([one], [one], undefined, isRemembered), met)
    clock.pass(passed)
    return notBefore(refusal, met.request).retryAfter
  }
  t.equal(waits({}), 60, 'the limit is used up for a minute')
  t.equal(waits({}, 1001), 59, 'a part of it is over')
  t.equal(waits({}, 57_000), 5, 'what is refused now lasts longer')
  t.equal(waits({ limit: 2 }), 5, 'there is room for another')
  t.equal(waits({ dryRun: true }), 5, 'one that refuses nobody')
  t.equal(waits({ countRefused: false }), 5, 'it is given back')
  t.equal(waits({ onLimit () {} }, 0, tooManyRequests({ retryAfter: 5 }), false), 5, 'one that nobody has to know of')
  const own = tooManyRequests({ retryAfter: 5 })
  t.equal(notBefore(own, exchanged().request), own, 'no limit was met')
})

t.test('a later refusal knows of limits in earlier hooks', async (t) => {
  const met = exchanged()
  now(setOf(limiter({ window: '90s', limit: 1 })), met)
  const short = limiter({ window: '10s' })
  now(setOf(short), exchanged())
  t.equal(now(setOf(short), met)?.retryAfter, 90)
})

t.test('there is room on requests for what they met', async (t) => {
  const app = Fastify()
  t.teardown(() => app.close())
  decorateForLimits(app)
  const found: unknown[] = []
  app.get('/', async (request) => {
    const key = Object.getOwnPropertySymbols(request).find(({ description }) => description === 'fastify-conformant.met')
    found.push((request as unknown as Record<symbol, unknown>)[key as symbol])
    now(setOf(limiter()), { ...exchanged(), request })
    return {}
  })
  for (let time = 0; time < 2; time++) await app.inject('/')
  t.strictSame(found, [null, null], 'anew for each')
})
