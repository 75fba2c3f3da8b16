import type { Duration } from '../../lib/index.ts'
import { Type } from '@sinclair/typebox'
import t from 'tap'
import { checkOptions } from '../../lib/options/check.ts'
import type { SpamCheck } from '../../lib/spam/options.ts'
import { checkSpamOption, checkTimeout, durationSchema, spamSchema } from '../../lib/spam/schema.ts'

const schema = Type.Partial(Type.Object({ spamCheck: spamSchema }))
const run = (): undefined => undefined
const log = { add: run, take: run, giveBack: run }

t.test('what may be said', async (t) => {
  const good: object[] = [
    {},
    { spamCheck: false },
    ...[
      {},
      { resource: 'snippet', user: run, content: run, timeout: '5s', log },
      { captcha: { siteKey: 'key', verify: run } },
      { captcha: { siteKey: 'key', verify: run, name: 'puzzle' } },
      { resource: 'a', captcha: { siteKey: 'b', verify: run, name: 'c' } },
      { log: { ...log, more: 1 } }
    ].map(more => ({ spamCheck: { classify: run, ...more } }))
  ]
  for (const given of good) t.doesNotThrow(() => checkOptions(given, schema, ''), JSON.stringify(given))
})

t.test('what may not', async (t) => {
  const captcha = { siteKey: 'key', verify: run }
  const cases: Array<[given: object, message: string]> = [
    [{ classify: run, captcha: { ...captcha, secret: 'a' } }, 'option "spamCheck.captcha.secret" does not exist; the options are siteKey, verify, name'],
    [{ classify: run, captcha: { ...captcha, verify: true } }, 'option "spamCheck.captcha.verify" must be a function (token, { request, signal }) => boolean, such as recaptcha({ secret }); got true'],
    [{ classify: run, log: {} }, 'option "spamCheck.log.giveBack" must be a function (id, entry, answer) => void; got undefined'],
    [{ classify: run, log: { ...log, giveBack: undefined } }, 'option "spamCheck.log.giveBack" must be a function (id, entry, answer) => void; got undefined'],
    [{ classify: run, log: 'redis' }, 'option "spamCheck.log" must be a log: memorySpamLog(), redisSpamLog({ … }) or { add, take, giveBack }; got "redis"'],
    [{ classify: run, limit: 5 }, 'option "spamCheck.limit" does not exist; the options are classify, resource, captcha, user, content, timeout, log']
  ]
  for (const [spamCheck, message] of cases) t.throws(() => checkOptions({ spamCheck }, schema, ''), new TypeError(`fastify-conformant: ${message}`), message)
})

t.test('durations', async (t) => {
  const own = Type.Object({ keep: durationSchema })
  for (const keep of ['5s', '1h', '0.5ms', 0.001, 1, 31_622_400]) t.doesNotThrow(() => checkOptions({ keep }, own, ''), String(keep))
  for (const [keep, shown] of [['', '""'], ['5', '"5"'], ['5 s', '"5 s"'], ['0s', '"0s"'], [0, '0'], [-1, '-1'], [31_622_401, '31622401'], [NaN, 'NaN'], [null, 'null']] as const) {
    t.throws(() => checkOptions({ keep }, own, ''), new TypeError(`fastify-conformant: option "keep" must be a duration such as "5s" or "1h", or a number of seconds; got ${shown}`), shown)
  }
})

t.test('time limits', async (t) => {
  const right: Array<Duration | undefined> = [undefined, '1ms', '60s', '1m', 0.001, 60]
  const wrong: Array<[given: Duration, shown: string]> = [['0.999ms', '"0.999ms"'], ['61s', '"61s"'], ['60.001s', '"60.001s"'], ['2m', '"2m"'], [0.0009, '0.0009'], [60.001, '60.001']]
  for (const given of right) {
    t.doesNotThrow(() => checkTimeout('a', given, ''), String(given))
    t.doesNotThrow(() => checkSpamOption({ classify: () => 'ham', ...(given === undefined ? {} : { timeout: given }) }, ''), String(given))
  }
  for (const [given, shown] of wrong) {
    t.throws(() => checkTimeout('a', given, ' of b'), new TypeError(`fastify-conformant: option "a" of b must be a duration from 1ms to 60s; got ${shown}`))
    const spamCheck: SpamCheck = { classify: () => 'ham', timeout: given }
    t.throws(() => checkSpamOption(spamCheck, ' of route GET /'), new TypeError(`fastify-conformant: option "spamCheck.timeout" of route GET / must be a duration from 1ms to 60s; got ${shown}`))
  }
  t.doesNotThrow(() => checkSpamOption(false, ''))
})
