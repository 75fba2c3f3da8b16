import t from 'tap'
import { resolveOptions } from '../../lib/plugin/options.ts'
import { defaults } from '../../lib/plugin/options.ts'
import { memorySpamLog } from '../../lib/spam/memory-log.ts'
import { spamSettings } from '../../lib/spam/options.ts'

const classify = (): 'ham' => 'ham'
const verify = (): boolean => true
const captcha = { siteKey: 'key', verify }

t.test('what holds where nothing is said', async (t) => {
  t.equal(defaults.spamCheck, undefined)
  const settings = spamSettings({ classify })
  t.strictSame([settings.classify, settings.captcha, settings.log, settings.timeout], [classify, undefined, undefined, 5000])
  t.equal(settings.discarded.message, 'Your request has been recognized as spam and has been discarded.')
  t.equal(settings.message, 'Your request has been recognized as spam. Please, change the content or solve the reCAPTCHA to proceed.')
})

t.test('what is said holds', async (t) => {
  const [user, content, log] = [() => 'a', () => 'b', memorySpamLog()]
  const settings = spamSettings({ classify, resource: 'comment', captcha: { ...captcha, name: 'puzzle' }, user, content, timeout: '100ms', log })
  t.strictSame([settings.user, settings.content, settings.log, settings.timeout], [user, content, log, 100])
  t.equal(settings.message, 'Your comment has been recognized as spam. Please, change the content or solve the puzzle to proceed.')
})

t.test('the nearest holds', async (t) => {
  const on = resolveOptions(defaults, { spamCheck: { classify, timeout: 2 } }, 'plugin')
  t.equal(on.spamCheck?.timeout, 2000)
  t.equal(resolveOptions(on, {}, 'POST /a').spamCheck, on.spamCheck)
  t.equal(resolveOptions(on, { spamCheck: false }, 'POST /a').spamCheck, undefined)
  t.equal(resolveOptions(on, { spamCheck: { classify, timeout: 3 } }, 'POST /a').spamCheck?.timeout, 3000)
})

t.test('every bad value is named', async (t) => {
  const check = 'option "spamCheck" must be false, or a check such as { classify: (request) => "ham" }; got'
  const duration = 'must be a duration such as "5s" or "1h", or a number of seconds; got'
  const cases: Array<[given: unknown, message: string]> = [
    [true, `${check} true`],
    [null, `${check} null`],
    [classify, `${check} a function`],
    [{}, 'option "spamCheck.classify" must be a function (request) => \'ham\' | \'spam\'; got undefined'],
    [{ classify: 'ham' }, 'option "spamCheck.classify" must be a function (request) => \'ham\' | \'spam\'; got "ham"'],
    [{ classify, resource: '' }, 'option "spamCheck.resource" must be a word such as "snippet"; got ""'],
    [{ classify, captcha: 'key' }, 'option "spamCheck.captcha" must be a CAPTCHA service: { siteKey, verify }; got "key"'],
    [{ classify, captcha: { verify } }, 'option "spamCheck.captcha.siteKey" must be a text that is not empty; got undefined'],
    [{ classify, captcha: { ...captcha, siteKey: '' } }, 'option "spamCheck.captcha.siteKey" must be a text that is not empty; got ""'],
    [{ classify, captcha: { siteKey: 'key' } }, 'option "spamCheck.captcha.verify" must be a function (token, { request, signal }) => boolean, such as recaptcha({ secret }); got undefined'],
    [{ classify, captcha: { ...captcha, name: '' } }, 'option "spamCheck.captcha.name" must be a name; got ""'],
    [{ classify, user: 'a' }, 'option "spamCheck.user" must be a function (request) => string | undefined; got "a"'],
    [{ classify, content: 'a' }, 'option "spamCheck.content" must be a function (request) => content; got "a"'],
    [{ classify, log: { ...memorySpamLog(), take: 5 } }, 'option "spamCheck.log.take" must be a function (id, entry, answer) => boolean; got 5'],
    [{ classify, timeout: '5 s' }, `option "spamCheck.timeout" ${duration} "5 s"`],
    [{ classify, timeout: 0 }, `option "spamCheck.timeout" ${duration} 0`],
    [{ classify, timeout: '0.5ms' }, 'option "spamCheck.timeout" must be a duration from 1ms to 60s; got "0.5ms"'],
    [{ classify, timeout: '61s' }, 'option "spamCheck.timeout" must be a duration from 1ms to 60s; got "61s"']
  ]
  for (const [spamCheck, message] of cases) t.throws(() => resolveOptions(defaults, { spamCheck }, 'plugin'), new TypeError(`fastify-conformant: ${message}`), message)
  t.throws(() => resolveOptions(defaults, { spamCheck: { classify, timeout: 61 } }, 'POST /a'), /option "spamCheck.timeout" of route POST \/a must be/)
})
