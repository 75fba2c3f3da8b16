import t from 'tap'
import { checkConcurrency, checkRateLimits } from '../../lib/limits/check-limits.ts'
import type { Concurrency, RateLimit } from '../../lib/limits/limit-options.ts'

interface Given { readonly rateLimit?: false | RateLimit | readonly RateLimit[], readonly concurrency?: false | Concurrency | readonly Concurrency[] }

function checkLimits ({ rateLimit, concurrency }: Given, of: string): void {
  if (rateLimit !== undefined) checkRateLimits(rateLimit, of)
  if (concurrency !== undefined) checkConcurrency(concurrency, of)
}

const second: RateLimit = { limit: 1, window: '1s' }

t.test('what is right', async (t) => {
  const cases: Array<Given> = [
    {},
    { rateLimit: false, concurrency: false },
    { rateLimit: second, concurrency: { limit: 1, allow: ['::1', '10.0.0.0/8'] } },
    { rateLimit: [second, { ...second, name: 'a' }], concurrency: [{ limit: 1 }, { limit: 1, name: 'a' }] },
    ...(['1ms', '366d', 0.001, 31_622_400] as const).map(window => ({ rateLimit: { ...second, window } })),
    ...(['1ms', '60s', '1m', 60] as const).map(storeTimeout => ({ rateLimit: { ...second, storeTimeout } }))
  ]
  for (const given of cases) t.doesNotThrow(() => checkLimits(given, ''), JSON.stringify(given))
})

t.test('what is not', async (t) => {
  const window = 'a duration such as "100ms", "1s", "15m", "1h" or "1d", or a number of seconds; from 1ms to 366 days'
  const timeout = 'a duration such as "100ms" or "1s", or a number of seconds; from 1ms to 60s'
  const network = 'an address such as 192.0.2.1, or a network such as 10.0.0.0/8'
  const other = 'another one than those of the other limits'
  const unnamed = 'given: another limit of the list has none'
  const cases: Array<[given: Given, message: string]> = [
    [{ rateLimit: { ...second, window: '367d' } }, `option "rateLimit.window" of route GET / must be ${window}; got "367d"`],
    [{ rateLimit: { ...second, window: '0.999ms' } }, `option "rateLimit.window" of route GET / must be ${window}; got "0.999ms"`],
    [{ rateLimit: [second, { ...second, name: 'a', window: '9000h' }] }, `option "rateLimit.1.window" of route GET / must be ${window}; got "9000h"`],
    [{ rateLimit: { ...second, storeTimeout: '61s' } }, `option "rateLimit.storeTimeout" of route GET / must be ${timeout}; got "61s"`],
    [{ rateLimit: { ...second, storeTimeout: 61 } }, `option "rateLimit.storeTimeout" of route GET / must be ${timeout}; got 61`],
    [{ rateLimit: { ...second, storeTimeout: '0.5ms' } }, `option "rateLimit.storeTimeout" of route GET / must be ${timeout}; got "0.5ms"`],
    [{ rateLimit: { ...second, allow: ['::1', 'x'] } }, `option "rateLimit.allow.1" of route GET / must be ${network}; got "x"`],
    [{ rateLimit: [second, second] }, `option "rateLimit.1.name" of route GET / must be ${unnamed}; got undefined`],
    [{ rateLimit: [{ ...second, name: 'a' }, second, { ...second, name: 'a' }] }, `option "rateLimit.2.name" of route GET / must be ${other}; got "a"`],
    [{ concurrency: { limit: 1, allow: ['10.0.0.0/8/8'] } }, `option "concurrency.allow.0" of route GET / must be ${network}; got "10.0.0.0/8/8"`],
    [{ concurrency: [{ limit: 1 }, { limit: 2 }] }, `option "concurrency.1.name" of route GET / must be ${unnamed}; got undefined`]
  ]
  for (const [given, message] of cases) t.throws(() => checkLimits(given, ' of route GET /'), new TypeError(`fastify-conformant: ${message}`), message)
})
