import t from 'tap'
import { concurrencySettings, layered, rateLimitSettings, type RateLimit } from '../../lib/limits/limit-options.ts'
import { notFound } from '../../lib/errors/constructors.ts'
import { memoryStore } from '../../lib/limits/memory-store.ts'

t.test('what holds where nothing is said', async (t) => {
  t.strictSame(rateLimitSettings({ limit: 5, window: '1m' }), {
    limit: 5,
    key: 'address',
    name: undefined,
    allow: [],
    exempt: undefined,
    refusal: undefined,
    ipv6Prefix: 64,
    window: 60_000,
    burst: undefined,
    cost: 1,
    store: undefined,
    hook: 'onRequest',
    countUnknown: true,
    countRefused: true,
    storeFailure: 'local',
    storeTimeout: 100,
    maxKeys: 100_000,
    dryRun: false,
    near: 0.8,
    onLimit: undefined
  })
  t.strictSame(concurrencySettings({ limit: 4 }), { limit: 4, key: 'address', name: undefined, allow: [], exempt: undefined, refusal: undefined, ipv6Prefix: 64, dryRun: false })
  t.equal(concurrencySettings({ limit: 4, dryRun: true }).dryRun, true)
})

t.test('what is said holds', async (t) => {
  const key = (): string => 'a'
  const exempt = (): boolean => false
  const refusal = () => notFound()
  const onLimit = (): void => {}
  const store = memoryStore()
  const all = {
    limit: 5, key, name: 'a', allow: ['::1'], exempt, refusal, ipv6Prefix: 48, burst: 2, cost: 0, store, hook: 'preHandler', countUnknown: false, countRefused: false, storeFailure: 'refuse', maxKeys: 1, dryRun: true, near: 1, onLimit
  } as const
  t.strictSame(rateLimitSettings({ ...all, window: 1.5, storeTimeout: '2s' }), { ...all, window: 1500, storeTimeout: 2000 })
})

t.test('of each name the nearest holds', async (t) => {
  const limit = (limit: number, name?: string): RateLimit => name === undefined ? { limit, window: 1 } : { limit, window: 1, name }
  const over = (...layers: Array<false | RateLimit | readonly RateLimit[] | undefined>): string =>
    layers.reduce<ReturnType<typeof rateLimitSettings>[]>((around, given) => [...layered(around, given, rateLimitSettings)], []).map(({ name = '', limit }) => `${name}${limit}`).join(' ')
  const cases: Array<[layers: Parameters<typeof over>, held: string]> = [
    [[], ''],
    [[undefined], ''],
    [[limit(1)], '1'],
    [[limit(1), undefined], '1'],
    [[limit(1), limit(2)], '2'],
    [[limit(1), limit(2, 'a')], '1 a2'],
    [[limit(1, 'a'), limit(2, 'a')], 'a2'],
    [[[limit(1), limit(2, 'a'), limit(3, 'b')], [limit(4, 'a'), limit(5)]], 'b3 a4 5'],
    [[limit(1), false], ''],
    [[limit(1), false, limit(2, 'a')], 'a2'],
    [[[limit(1), limit(2, 'a')], false, undefined], '']
  ]
  for (const [layers, held] of cases) t.equal(over(...layers), held, JSON.stringify(layers))
})

t.test('what is around stays the same object: its counters hang on it', async (t) => {
  const around = layered([], [{ limit: 1, window: 1 }, { limit: 1, window: 1, name: 'a' }], rateLimitSettings)
  t.equal(layered(around, undefined, rateLimitSettings), around)
  t.equal(layered(around, { limit: 2, window: 1 }, rateLimitSettings)[0], around[1])
})
