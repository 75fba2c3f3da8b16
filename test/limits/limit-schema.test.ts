import { Type } from '@sinclair/typebox'
import t from 'tap'
import { checkOptions } from '../../lib/options/check.ts'
import { concurrencySchema, fieldsSchema, rateLimitSchema } from '../../lib/limits/limit-schema.ts'
import { badLimits } from '../fixtures/bad-limits.ts'

const schema = Type.Partial(Type.Object({ rateLimit: rateLimitSchema, concurrency: concurrencySchema, rateLimitHeaders: fieldsSchema }))
const second = { limit: 1, window: '1s' }
const run = (): undefined => undefined

/** What is said of options; undefined where they are right. */
function said (given: object): string | undefined {
  try {
    checkOptions(given, schema, '')
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

t.test('what may be said', async (t) => {
  const of = (option: string, ...values: unknown[]): object[] => values.map(value => ({ rateLimit: { ...second, [option]: value } }))
  const ofBoth = (option: string, ...values: unknown[]): object[] => [...of(option, ...values), ...values.map(value => ({ concurrency: { limit: 1, [option]: value } }))]
  const good = [
    {},
    { rateLimit: false, concurrency: false, rateLimitHeaders: false },
    { rateLimit: second, concurrency: { limit: 1 }, rateLimitHeaders: true },
    { rateLimit: [second, second], concurrency: [{ limit: 1 }] },
    { rateLimitHeaders: 'gitlab' },
    { rateLimitHeaders: 'draft' },
    ...ofBoth('limit', 1, 1_000_000_000),
    ...of('window', '100ms', '1s', '15m', '1h', '1d', '0.5s', 1, 0.5),
    ...of('storeTimeout', '100ms', 1),
    ...of('burst', 1, 1_000_000_000),
    ...of('maxKeys', 1, 1_000_000_000),
    ...of('cost', 0, 1_000_000_000, run),
    ...of('store', { name: 'a', open: run }, { name: 'a', open: run, more: 1 }),
    ...of('hook', 'onRequest', 'preParsing', 'preHandler'),
    ...of('storeFailure', 'local', 'allow', 'refuse'),
    ...['countUnknown', 'countRefused', 'dryRun'].flatMap(option => of(option, true, false)),
    ...of('near', 0.01, 1),
    ...of('onLimit', run),
    ...ofBoth('key', 'address', 'instance', run),
    ...ofBoth('name', 'a', 'a.b:c/d@e f-_1', 'defaults', 'x'.repeat(100)),
    ...ofBoth('allow', [], ['::1', '10.0.0.0/8']),
    ...ofBoth('exempt', run),
    ...ofBoth('ipv6Prefix', 1, 128)
  ]
  for (const given of good) t.equal(said(given), undefined, JSON.stringify(given).slice(0, 80))
})

// How long a duration is, which addresses there are and which names others have is looked at behind the schema.
const behind = /\.(?:window|storeTimeout|allow\.1)" must be|another limit of the list|of the other limits/

t.test('what may not', async (t) => {
  const bad = badLimits.filter(([, message]) => !behind.test(message))
  t.ok(bad.length > 100)
  for (const [given, message] of bad) t.equal(said(given as object), `fastify-conformant: ${message}`, message.slice(0, 120))
  for (const [option, value] of [['window', ''], ['window', '1 s'], ['window', null], ['storeTimeout', ''], ['storeTimeout', null]] as const) {
    t.match(said({ rateLimit: { ...second, [option]: value } }), new RegExp(`option "rateLimit.${option}" must be a duration such as "100ms"`), `${option} ${String(value)}`)
  }
  t.match(said({ rateLimit: { ...second, name: 'default' } }), /option "rateLimit.name" must be a name .* and not "default"; got "default"/)
})
