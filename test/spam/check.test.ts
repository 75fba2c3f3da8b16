import type { FastifyRequest } from 'fastify'
import t from 'tap'
import { ApiError, tooManyRequests } from '../../lib/index.ts'
import type { SpamCheck, SpamLog, VerifyCaptcha } from '../../lib/entries/spam.ts'
import { checkSpam } from '../../lib/spam/check.ts'
import { memorySpamLog } from '../../lib/spam/memory-log.ts'
import { spamSettings } from '../../lib/spam/options.ts'

interface Asked { readonly content?: unknown, readonly id?: number, readonly token?: string }

function requestOf ({ content = 'spam', id, token }: Asked = {}): FastifyRequest {
  const headers = { ...(id === undefined ? {} : { 'x-gitlab-spam-log-id': String(id) }), ...(token === undefined ? {} : { 'x-gitlab-captcha-response': token }) }
  return { method: 'POST', host: 'api.example', routeOptions: { url: '/' }, originalUrl: '/', headers, body: content } as unknown as FastifyRequest
}

/** All that is spam is called so. */
function checker (verify: VerifyCaptcha, { log = memorySpamLog(), ...more }: Partial<SpamCheck> = {}): (asked?: Asked) => Promise<ApiError | undefined> {
  const settings = spamSettings({ classify: ({ body }) => body === 'ham' ? 'ham' : 'spam', captcha: { siteKey: 'key', verify }, ...more })
  return async (asked) => await checkSpam(requestOf(asked), settings, log)
}

/** A log of which one method does something else. */
function logWith (other: Partial<SpamLog>): SpamLog {
  return { ...memorySpamLog(), ...other }
}

const idOf = (error: ApiError | undefined): unknown => error?.extra?.spam_log_id
const said = async (answer: Promise<ApiError | undefined>): Promise<unknown> => {
  const error = await answer
  return error && (error.kind === 'service_unavailable' ? [error.kind, error.retryAfter, String(error.cause), String((error.cause as Error).cause)] : error.kind)
}
const slow = async (): Promise<never> => await new Promise(() => {})

t.test('a classifier decides', async (t) => {
  const settings = (classify: unknown): ReturnType<typeof spamSettings> => spamSettings({ classify: classify as SpamCheck['classify'] })
  for (const verdict of ['ham', Promise.resolve('ham')]) t.equal(await checkSpam(requestOf(), settings(() => verdict), memorySpamLog()), undefined)
  for (const verdict of ['spam', Promise.resolve('spam')]) t.equal((await checkSpam(requestOf(), settings(() => verdict), memorySpamLog()))?.kind, 'spam_detected')
  for (const [verdict, shown] of [[true, 'true'], [undefined, 'undefined'], ['HAM', 'HAM'], [Promise.resolve(null), 'null']] as const) {
    await t.rejects(checkSpam(requestOf(), settings(() => verdict), memorySpamLog()), new TypeError(`the classifier of spamCheck must answer 'ham' or 'spam', got ${shown}`), 'nothing else passes for ham')
  }
  const fault = new Error('no model')
  await t.rejects(checkSpam(requestOf(), settings(() => { throw fault }), memorySpamLog()), fault)
  await t.rejects(checker(() => true, { classify: async () => { throw fault } })(), fault)
})

t.test('a solved CAPTCHA lets the same request pass, once', async (t) => {
  const verified: string[] = []
  const check = checker((token) => verified.push(token) > 0)
  t.equal(await check({ content: 'ham' }), undefined)
  const first = await check()
  t.strictSame(first?.extra, { needs_captcha_response: true, spam_log_id: 1, captcha_site_key: 'key' })
  t.equal(await check({ id: 1, token: 'a' }), undefined)
  t.equal(idOf(await check({ id: 1, token: 'a' })), 2, 'not twice')
  t.equal(idOf(await check({ id: 1, token: 'b' })), 3, 'nor with another answer')
  t.equal(idOf(await check({ id: 2, token: 'a' })), 4, 'nor the answer for another entry')
  t.equal(idOf(await check({ id: 3, token: 'c', content: 'other spam' })), 5, 'nor for another content')
  t.equal(idOf(await check({ id: 99, token: 'd' })), 6, 'nor for an entry that is not there')
  t.strictSame(verified, ['a'], 'the service is asked only where it can help')
  t.equal(await check({ id: 3, token: 'e' }), undefined, 'who was tried with another content can still be taken')
})

t.test('an answer is asked for once, however many come at once', async (t) => {
  let verified = 0
  const check = checker(async () => {
    verified++
    await new Promise(resolve => setImmediate(resolve))
    return true
  })
  await check()
  const answers = await Promise.all(Array.from({ length: 50 }, async () => await check({ id: 1, token: 'a' })))
  t.equal(answers.filter(answer => answer === undefined).length, 1)
  t.equal(verified, 1)

  const ids = await Promise.all(Array.from({ length: 20 }, async () => idOf(await check())))
  const others = await Promise.all(ids.map(async id => await check({ id: Number(id), token: 'b' })))
  t.equal(others.filter(answer => answer === undefined).length, 1, 'one answer for many entries')
})

t.test('a wrong answer begins again', async (t) => {
  const check = checker(async (token) => token === 'right')
  await check()
  t.equal(idOf(await check({ id: 1, token: 'wrong' })), 2)
  t.equal(idOf(await check({ id: 1, token: 'right' })), 3, 'an entry is for one try')
  t.equal(await check({ id: 3, token: 'wrong', content: 'ham' }), undefined, 'ham passes whatever it says of a CAPTCHA')
  t.equal(await check({ id: 3, token: 'right' }), undefined)
})

t.test('a service that cannot tell: 503, and the same answer can be sent again', async (t) => {
  const faults: Array<[name: string, verify: VerifyCaptcha, cause: string]> = [
    ['rejects', async () => { throw new Error('no route to host') }, 'Error: no route to host'],
    ['throws', () => { throw new TypeError('a bug') }, 'TypeError: a bug'],
    ['is too slow', slow, 'Error: no answer within 20 ms'],
    ['answers something else', () => 'true' as never, 'TypeError: verify of a CAPTCHA must answer true or false, got true'],
    ['answers nothing', () => undefined as never, 'TypeError: verify of a CAPTCHA must answer true or false, got undefined']
  ]
  for (const [name, fault, cause] of faults) {
    let verify: VerifyCaptcha = fault
    const check = checker((token, context) => verify(token, context), { timeout: '20ms' })
    await check()
    t.strictSame(await said(check({ id: 1, token: 'a' })), ['service_unavailable', 1, 'Error: the CAPTCHA service failed', cause], name)
    verify = () => true
    t.equal(await check({ id: 1, token: 'a' }), undefined, name)
    t.equal(await said(check({ id: 1, token: 'a' })), 'captcha_required', name)
  }
  const check = checker(slow, { timeout: '20ms' })
  await check()
  t.match(await said(check({ id: 1, token: 'a', content: 'ham' })), undefined, 'ham waits for nobody')
})

t.test('what the service is given', async (t) => {
  let given: Parameters<VerifyCaptcha> | undefined
  let aborted = 0
  const check = checker((...args) => {
    given = args
    args[1].signal.addEventListener('abort', () => aborted++)
    return slow()
  }, { timeout: '10ms' })
  await check()
  await check({ id: 1, token: 'a' })
  t.equal(given?.[0], 'a')
  t.equal(given?.[1].request.body, 'spam')
  t.equal(given?.[1].signal.aborted, true, 'nobody waits any more')
  t.equal(aborted, 1)
})

t.test('an ApiError of the service is the application\'s word', async (t) => {
  const error = tooManyRequests({ retryAfter: 9 })
  const check = checker(() => { throw error })
  await check()
  await t.rejects(check({ id: 1, token: 'a' }), error)
  await t.rejects(check({ id: 1, token: 'a' }), error, 'nothing is used up')
})

t.test('a log that fails: 503, and spam does not pass', async (t) => {
  const down = (): never => { throw new Error('down') }
  const failed = (cause: string): unknown[] => ['service_unavailable', 1, 'Error: the log of spam failed', cause]
  const cases: Array<[name: string, log: Partial<SpamLog>, asked: Asked, expected: unknown]> = [
    ['add throws', { add: down }, {}, failed('Error: down')],
    ['add is slow', { add: slow }, {}, failed('Error: no answer within 20 ms')],
    ['add gives no id', { add: () => undefined as never }, {}, failed('TypeError: a log of spam must give whole numbers from 1 as ids, got undefined')],
    ['add gives a text', { add: () => '1' as never }, {}, failed('TypeError: a log of spam must give whole numbers from 1 as ids, got 1')],
    ['add gives 0', { add: () => 0 }, {}, failed('TypeError: a log of spam must give whole numbers from 1 as ids, got 0')],
    ['add fails, and it is ham', { add: down }, { content: 'ham' }, undefined],
    ['take throws', { take: down }, { id: 1, token: 'a' }, failed('Error: down')],
    ['take rejects', { take: async () => down() }, { id: 1, token: 'a' }, failed('Error: down')],
    ['take is slow', { take: slow }, { id: 1, token: 'a' }, failed('Error: no answer within 20 ms')]
  ]
  for (const [name, log, asked, expected] of cases) {
    t.strictSame(await said(checker(() => true, { log: logWith(log), timeout: '20ms' })(asked)), expected, name)
  }
})

t.test('what was taken too late is given back', async (t) => {
  for (const [isTaken, expected] of [[true, ['given back']], [false, []]] as const) {
    const seen: string[] = []
    let settle: (isTaken: boolean) => void = () => {}
    const log = logWith({ take: async () => await new Promise<boolean>(resolve => { settle = resolve }), giveBack () { seen.push('given back') } })
    t.match(await said(checker(() => true, { log, timeout: '5ms' })({ id: 1, token: 'a' })), ['service_unavailable'])
    settle(isTaken)
    await new Promise(resolve => setImmediate(resolve))
    t.strictSame(seen, expected)
  }
})

t.test('a log that takes nothing back loses an entry and nothing else', async (t) => {
  for (const giveBack of [() => { throw new Error('down') }, slow]) {
    const check = checker(async () => { throw new Error('no') }, { log: logWith({ giveBack }), timeout: '20ms' })
    await check()
    t.match(await said(check({ id: 1, token: 'a' })), ['service_unavailable'])
    t.equal(await said(check({ id: 1, token: 'a' })), 'captcha_required')
  }
})

t.test('Retry-After is the time limit, in whole seconds', async (t) => {
  for (const [timeout, seconds] of [['1ms', 1], ['1.5s', 2], ['30s', 30]] as const) {
    const check = checker(() => { throw new Error('no') }, { timeout })
    await check()
    t.equal((await check({ id: 1, token: 'a' }))?.retryAfter, seconds)
  }
})
