import type { FastifyRequest } from 'fastify'
import t from 'tap'
import { ApiError } from '../../lib/errors/api-error.ts'
import { ConcurrencyLimiter, ConcurrencyLimiters } from '../../lib/limits/concurrency.ts'
import { concurrencySettings, type Concurrency } from '../../lib/limits/limit-options.ts'
import { random, requestFrom } from '../helpers/limits.ts'

const open = (given: Concurrency, place = '*', limiters = new ConcurrencyLimiters()): ConcurrencyLimiter => limiters.open(concurrencySettings(given), place)
const keyed: Concurrency['key'] = request => (request as { user?: string }).user

function isIn (place: ReturnType<ConcurrencyLimiter['enter']>): boolean {
  return typeof place === 'function'
}

t.test('so many of a key at once', async (t) => {
  const limiter = open({ limit: 2 })
  const [a, b] = [requestFrom('192.0.2.1'), requestFrom('192.0.2.2')]
  const first = limiter.enter(a) as () => void
  t.ok(isIn(limiter.enter(a)))
  const refusal = limiter.enter(a)
  t.ok(refusal instanceof ApiError)
  t.strictSame([(refusal as ApiError).kind, (refusal as ApiError).retryAfter], ['too_many_requests', 1])
  t.ok(isIn(limiter.enter(b)), 'another key')
  first()
  t.ok(isIn(limiter.enter(a)))
  t.notOk(isIn(limiter.enter(a)))
})

t.test('who is not counted', async (t) => {
  const limiter = open({ limit: 1, key: keyed, allow: ['10.0.0.0/8'], exempt: ({ ip }) => ip === '192.0.2.9' })
  for (const request of [requestFrom('192.0.2.1'), requestFrom('10.0.0.1', { user: 'a' }), requestFrom('192.0.2.9', { user: 'a' })]) {
    t.strictSame([limiter.enter(request), limiter.enter(request)], [undefined, undefined])
  }
  const user = (user: string): FastifyRequest => requestFrom('192.0.2.1', { user })
  t.ok(isIn(limiter.enter(user('a'))))
  t.ok(isIn(limiter.enter(user('b'))))
  t.notOk(isIn(limiter.enter(user('a'))))
})

t.test('limits of one name share their counts', async (t) => {
  const limiters = new ConcurrencyLimiters()
  const [here, there] = [open({ limit: 1, name: 'n' }, 'GET /a', limiters), open({ limit: 1, name: 'n' }, 'GET /b', limiters)]
  const request = requestFrom('192.0.2.1')
  const leave = here.enter(request) as () => void
  t.notOk(isIn(there.enter(request)))
  leave()
  t.ok(isIn(there.enter(request)))
  t.ok(isIn(open({ limit: 1 }, 'GET /a', limiters).enter(request)))
  t.ok(isIn(open({ limit: 1 }, 'GET /b', limiters).enter(request)))
  t.notOk(isIn(open({ limit: 1 }, 'GET /a', limiters).enter(request)), 'of one place')
  t.ok(isIn(open({ limit: 2, name: 'n' }, 'GET /c', limiters).enter(request)), 'one that says something else counts by itself')
  t.ok(isIn(open({ limit: 1 }, '*', limiters).enter(request)))
  t.ok(isIn(open({ limit: 1 }, '*', limiters).enter(request)), 'and so does a scope without a prefix')
})

t.test('the same settings are one limiter', async (t) => {
  const limiters = new ConcurrencyLimiters()
  const settings = concurrencySettings({ limit: 1 })
  t.equal(limiters.open(settings, '*'), limiters.open(settings, 'GET /a'))
})

t.test('a hundred thousand come and go: never more than the limit, and nothing is left', async (t) => {
  const next = random(7)
  const limiter = open({ limit: 4, key: keyed })
  const inside = new Map<string, Array<() => void>>()
  let most = 0
  for (let step = 0; step < 100_000; step++) {
    const user = `user ${Math.floor(next() * 50)}`
    const own = inside.get(user) ?? []
    inside.set(user, own)
    if (next() < 0.6) {
      const place = limiter.enter(requestFrom('192.0.2.1', { user }))
      if (typeof place === 'function') own.push(place)
      else if (own.length !== 4) t.fail(`refused at ${own.length}`)
    } else own.splice(Math.floor(next() * own.length), 1)[0]?.()
    most = Math.max(most, own.length)
  }
  t.equal(most, 4)
  for (const own of inside.values()) for (const leave of own) leave()
  for (const user of inside.keys()) {
    const places = [1, 2, 3, 4, 5].map(() => limiter.enter(requestFrom('192.0.2.1', { user })))
    t.strictSame(places.map(isIn), [true, true, true, true, false])
  }
})

t.test('only who is inside is remembered', async (t) => {
  const present = new Map<string, number>()
  const limiter = new ConcurrencyLimiter(concurrencySettings({ limit: 2, key: keyed }), present, '*')
  const leave = ['a', 'b', 'a'].map(user => limiter.enter(requestFrom('192.0.2.1', { user })) as () => void)
  t.strictSame([...present], [['a', 2], ['b', 1]])
  limiter.enter(requestFrom('192.0.2.1', { user: 'a' }))
  t.strictSame([...present], [['a', 2], ['b', 1]], 'nobody that is refused')
  leave[0]?.()
  t.strictSame([...present], [['a', 1], ['b', 1]])
  leave[1]?.()
  t.strictSame([...present], [['a', 1]])
  leave[2]?.()
  t.strictSame([...present], [])
})

t.test('a limit of the same name that says something else counts by itself', async (t) => {
  const limiters = new ConcurrencyLimiters()
  const [tight, wide] = [open({ limit: 1, name: 'n' }, 'GET /a', limiters), open({ limit: 2, name: 'n' }, 'GET /b', limiters)]
  const request = requestFrom('192.0.2.1')
  t.strictSame([tight, tight, wide, wide, wide].map(limiter => isIn(limiter.enter(request))), [true, false, true, true, false])
})

t.test('a name that is a place is not that of the place', async (t) => {
  const limiters = new ConcurrencyLimiters()
  const [placed, named] = [open({ limit: 1 }, 'GET /a', limiters), open({ limit: 1, name: 'GET /a' }, 'GET /b', limiters)]
  const request = requestFrom('192.0.2.1')
  t.strictSame([placed, named, placed, named].map(limiter => isIn(limiter.enter(request))), [true, true, false, false])
})
