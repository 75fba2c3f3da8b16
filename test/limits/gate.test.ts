import type { FastifyReply, FastifyRequest } from 'fastify'
import t from 'tap'
import type { Dialect } from '../../lib/dialects/dialect.ts'
import { draftRateLimit, gitlabRateLimit } from '../../lib/dialects/rate-limit-fields.ts'
import type { ApiError } from '../../lib/errors/api-error.ts'
import type { Check, Checks, RouteFacts } from '../../lib/gates/gate.ts'
import { concurrency, rateLimit, rateLimitHeaders } from '../../lib/limits/gate.ts'
import { concurrencySettings, rateLimitSettings, type RateLimit } from '../../lib/limits/limit-options.ts'
import { stopClock } from '../helpers/clock.ts'

stopClock(t)

interface Given { readonly isRoute?: boolean, readonly server?: object, readonly fields?: boolean | 'gitlab' | 'draft', readonly ofDialect?: Dialect['rateLimit'], readonly crowd?: readonly unknown[] }

function facts ({ isRoute = true, server = {}, fields = false, ofDialect, crowd = [] }: Given = {}): RouteFacts {
  const settings = new Map<unknown, unknown>([[rateLimitHeaders, fields], [concurrency.option, crowd]])
  return {
    instance: { server, prefix: '/v1' },
    options: isRoute ? { method: 'GET', url: '/v1/a' } : undefined,
    dialect: { rateLimit: ofDialect },
    settingOf: (option: unknown) => settings.get(option)
  } as unknown as RouteFacts
}

const limit = (given: Partial<RateLimit> = {}): ReturnType<typeof rateLimitSettings> => rateLimitSettings({ limit: 1, window: '1m', ...given })

/** A request, and the fields that come onto its reply. */
function exchanged (ip = '192.0.2.1'): { request: FastifyRequest, reply: FastifyReply, fields: Record<string, string> } {
  const fields: Record<string, string> = {}
  const raw = { once () {} }
  return {
    request: { ip, raw: { socket: raw, httpVersionMajor: 1 } } as unknown as FastifyRequest,
    reply: { headers: (given: object) => Object.assign(fields, given), raw } as unknown as FastifyReply,
    fields
  }
}

const asked = (check: unknown): unknown => {
  const { request, reply } = exchanged()
  return ((check as Check)(request, reply) as ApiError | undefined)?.kind
}

t.test('where there is no limit there is no check', async (t) => {
  t.equal(rateLimit.arm([], facts()), undefined)
  t.equal(concurrency.arm([], facts()), undefined)
  t.strictSame([rateLimit.option.default, concurrency.option.default, rateLimitHeaders.default], [[], [], true])
})

t.test('each limit is met in its hook', async (t) => {
  const all = ['onRequest', 'preParsing', 'preHandler'] as const
  const cases: Array<[hooks: Array<RateLimit['hook']>, armed: string[]]> = [
    [[undefined], ['onRequest']], [['preParsing'], ['preParsing']], [['preHandler'], ['preHandler']], [['preHandler', 'onRequest'], ['onRequest', 'preHandler']], [[...all], [...all]]
  ]
  for (const [hooks, armed] of cases) {
    const checks = rateLimit.arm(hooks.map((hook, at) => limit({ name: `n${at}`, ...(hook === undefined ? {} : { hook }) })), facts()) as Checks
    t.strictSame(all.filter(hook => checks[hook] !== undefined), armed, hooks.join())
  }
  const checks = rateLimit.arm([limit({ name: 'a', hook: 'preHandler', limit: 2 }), limit({ name: 'b' })], facts()) as Checks
  t.strictSame([asked(checks.onRequest), asked(checks.onRequest)], [undefined, 'too_many_requests'])
  t.strictSame([asked(checks.preHandler), asked(checks.preHandler), asked(checks.preHandler)], [undefined, undefined, 'too_many_requests'], 'counted by itself')
})

t.test('requests without a route meet those that count them', async (t) => {
  const cases: Array<[name: string, given: Partial<RateLimit>, isThere: boolean]> = [
    ['as nothing is said', {}, true], ['unknown URLs do not count', { countUnknown: false }, false], ['behind hooks that do not run', { hook: 'preHandler' }, false]
  ]
  for (const [name, given, isThere] of cases) t.equal(typeof rateLimit.arm([limit(given)], facts({ isRoute: false })) === 'function', isThere, name)
  const check = rateLimit.arm([limit()], facts({ isRoute: false }))
  t.strictSame([asked(check), asked(check)], [undefined, 'too_many_requests'])
})

t.test('all routes of a server share a limit with a name, and another server has its own', async (t) => {
  const [server, settings] = [{}, limit({ name: 'n' })]
  const checkOf = (one: object): unknown => (rateLimit.arm([settings], facts({ server: one })) as Checks).onRequest
  t.strictSame([asked(checkOf(server)), asked(checkOf(server)), asked(checkOf({}))], [undefined, 'too_many_requests', undefined])
})

t.test('which header fields are shown', async (t) => {
  const cases: Array<[fields: Given['fields'], ofDialect: Dialect['rateLimit'], first: string | undefined]> = [
    [true, gitlabRateLimit, 'ratelimit-name'], [true, draftRateLimit, 'ratelimit-policy'], [true, undefined, undefined],
    [false, gitlabRateLimit, undefined], ['gitlab', draftRateLimit, 'ratelimit-name'], ['draft', gitlabRateLimit, 'ratelimit-policy'], ['draft', undefined, 'ratelimit-policy']
  ]
  for (const [fields, ofDialect, first] of cases) {
    const limits = [limit()]
    const server = {}
    // A limit of the plugin is met by what has no route first; then it is no single route's.
    rateLimit.arm(limits, facts({ fields, ofDialect, server, isRoute: false } as Given))
    const checks = rateLimit.arm(limits, facts({ fields, ofDialect, server } as Given)) as Checks
    const { request, reply, fields: shown } = exchanged()
    checks.onRequest?.(request, reply)
    t.equal(Object.keys(shown)[0], first, `${String(fields)} ${String(ofDialect?.name)}`)
  }
  const checks = rateLimit.arm([limit({ name: 'a' }), limit({ name: 'b', hook: 'preHandler' })], facts({ fields: 'draft' })) as Checks
  const { request, reply, fields: shown } = exchanged()
  checks.onRequest?.(request, reply)
  t.equal(shown['ratelimit-policy'], '"a";q=1;w=60, "b";q=1;w=60', 'the policies of all hooks')
})

t.test('so many at once, of a route', async (t) => {
  const settings = concurrencySettings({ limit: 1 })
  const check = concurrency.arm([settings], facts())
  t.strictSame([asked(check), asked(check)], [undefined, 'too_many_requests'])
  t.equal(concurrency.arm([settings], facts({ isRoute: false })), undefined, 'what has no route is answered at once')
})

t.test('who is refused for the crowd waits for what was counted before', async (t) => {
  const crowd = [concurrencySettings({ limit: 1 })]
  const given = facts({ crowd })
  const [{ onRequest }, enter] = [rateLimit.arm([limit({ limit: 2 })], given) as Checks, concurrency.arm(crowd, given) as Check]
  const waits = (): unknown => {
    const { request, reply } = exchanged()
    onRequest?.(request, reply)
    return (enter(request, reply) as ApiError | undefined)?.retryAfter
  }
  t.strictSame([waits(), waits()], [undefined, 60])
})

t.test('and so does who is refused by a limit of a later hook', async (t) => {
  const { onRequest, preHandler } = rateLimit.arm([limit({ name: 'a', window: '90s' }), limit({ name: 'b', window: '10s', hook: 'preHandler', key: 'instance' })], facts()) as Checks
  const waits = (ip: string): unknown => {
    const { request, reply } = exchanged(ip)
    onRequest?.(request, reply)
    return (preHandler?.(request, reply) as ApiError | undefined)?.retryAfter
  }
  t.strictSame([waits('192.0.2.1'), waits('192.0.2.2')], [undefined, 90])
})
