import { parseDictionary, parseList } from 'structured-headers'
import t from 'tap'
import { draftRateLimit, gitlabRateLimit, type LimitPolicy, type LimitState } from '../../lib/dialects/rate-limit-fields.ts'

const policy = (more: Partial<LimitPolicy> = {}): LimitPolicy => ({ name: 'default', limit: 100, burst: undefined, window: 60, ...more })
const stateOf = (policy: LimitPolicy, more: Partial<LimitState> = {}): LimitState => ({ policy, used: 1, remaining: 99, reset: 60, retryAfter: undefined, ...more })

t.test('the draft: its policy', async (t) => {
  const cases: Array<[policies: LimitPolicy[], field: string]> = [
    [[policy()], '"default";q=100;w=60'],
    [[policy({ window: 0.5 })], '"default";q=100'],
    [[policy({ window: 1.5 })], '"default";q=100'],
    [[policy({ window: 31_622_400, limit: 1e9 })], '"default";q=1000000000;w=31622400'],
    [[policy({ burst: 50 })], '"default";q=50;w=30'],
    [[policy({ burst: 200 })], '"default";q=200;w=120'],
    [[policy({ burst: 7 })], '"default";q=7'],
    [[policy({ name: 'throttle_api' }), policy({ name: 'by token/v1: @a-b. c', limit: 5, window: 1 })], '"throttle_api";q=100;w=60, "by token/v1: @a-b. c";q=5;w=1']
  ]
  for (const [policies, field] of cases) {
    const [first] = policies as [LimitPolicy]
    const fields = draftRateLimit(policies)(stateOf(first))
    t.equal(fields['ratelimit-policy'], field)
    const parsed = parseList(field).map(([name, parameters]) => [name, Object.fromEntries(parameters)])
    t.strictSame(parsed, policies.map(({ name, limit, window, burst }) => {
      const seconds = burst === undefined ? window : window * burst / limit
      return [name, { q: burst ?? limit, ...(Number.isInteger(seconds) ? { w: seconds } : {}) }]
    }), 'as the list of a parser')
  }
})

t.test('the draft: what is left', async (t) => {
  const cases: Array<[state: Partial<LimitState>, field: string]> = [
    [{}, '"default";r=99;t=60'],
    [{ reset: 59.001 }, '"default";r=99;t=60'],
    [{ reset: 0 }, '"default";r=99;t=0'],
    [{ remaining: 0, reset: 30, retryAfter: 30 }, '"default";r=0;t=30'],
    [{ remaining: 0, reset: 30, retryAfter: 3 }, '"default";r=0;t=3'],
    [{ remaining: 0, reset: 0.2, retryAfter: 1 }, '"default";r=0;t=1'],
    [{ remaining: 999_999_999, reset: 31_622_399.5 }, '"default";r=999999999;t=31622400']
  ]
  for (const [more, field] of cases) {
    const fields = draftRateLimit([policy()])(stateOf(policy(), more))
    t.strictSame(fields, { 'ratelimit-policy': '"default";q=100;w=60', ratelimit: field })
    t.strictSame(parseList(field).map(([name, parameters]) => [name, [...parameters.keys()]]), [['default', ['r', 't']]])
    t.throws(() => parseDictionary(field))
  }
})

t.test('gitlab: the limit as requests a minute', async (t) => {
  const cases: Array<[policy: Partial<LimitPolicy>, limit: string]> = [
    [{}, '100'], [{ window: 3600, limit: 60 }, '1'], [{ window: 3600, limit: 61 }, '2'], [{ window: 3600, limit: 1 }, '1'], [{ window: 1, limit: 10 }, '600'], [{ window: 0.001, limit: 1e9 }, '60000000000000'], [{ burst: 5 }, '100']
  ]
  for (const [more, limit] of cases) {
    const own = policy(more)
    t.equal(gitlabRateLimit([own])(stateOf(own))['ratelimit-limit'], limit)
  }
})

t.test('gitlab: every field', async (t) => {
  const own = policy({ name: 'throttle_authenticated_api' })
  const other = policy({ name: 'other', limit: 7 })
  const say = gitlabRateLimit([other, own])
  for (const [more, isRefused] of [[{}, false], [{ used: 101, remaining: 0, retryAfter: 9, reset: 8.2 }, true]] as Array<[Partial<LimitState>, boolean]>) {
    const { reset, used, remaining } = stateOf(own, more)
    const before = Date.now() / 1000
    const { 'ratelimit-reset': at, 'ratelimit-resettime': time, ...fields } = say(stateOf(own, more))
    t.strictSame(fields, {
      'ratelimit-name': 'throttle_authenticated_api', 'ratelimit-limit': '100', 'ratelimit-observed': String(used), 'ratelimit-remaining': String(remaining)
    })
    t.match(at, /^\d+$/)
    t.ok(Number(at) >= before + reset && Number(at) <= Date.now() / 1000 + reset + 1, 'not before the end, and less than a second behind it')
    t.equal(time, isRefused ? new Date(Number(at) * 1000).toUTCString() : undefined)
  }
})
