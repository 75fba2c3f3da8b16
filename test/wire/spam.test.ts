import Fastify, { type FastifyRequest } from 'fastify'
import t from 'tap'
import conformant, { akeneo, forbidden, gitlab, problem as problemDialect, type ConformantOptions } from '../../lib/index.ts'
import { memorySpamLog, type SpamCheck, type VerifyCaptcha } from '../../lib/entries/spam.ts'
import { json, problem, success } from '../helpers/answers.ts'
import { exchange, listen, type Sent } from '../helpers/exchange.ts'
import { captureLogs } from '../helpers/logs.ts'
import { answerOf, open } from '../helpers/http2.ts'
import type { Answer } from '../helpers/raw.ts'

type Test = Parameters<typeof listen>[0]

const classify = ({ body }: FastifyRequest): 'ham' | 'spam' => JSON.stringify(body).includes('buy') ? 'spam' : 'ham'
const verify: VerifyCaptcha = async (token) => token === 'solved'
const captcha = { siteKey: 'key', verify }
const snippet = { classify, resource: 'snippet' }

const user = { 'private-token': 'a' }
const post = (content: string, headers: Sent['headers'] = user, path = '/snippets'): Sent => ({ method: 'POST', path, json: { content }, headers })
const solving = (id: number | string, token = 'solved', more: Sent['headers'] = user): Sent['headers'] =>
  ({ ...more, 'x-gitlab-captcha-response': token, 'x-gitlab-spam-log-id': String(id) })

/** A server with `/snippets` and `/comments`, whose answer says how many have reached the handler. */
async function server (t: Test, spamCheck: SpamCheck, options: ConformantOptions = { dialect: gitlab() }, fastify: object = {}): Promise<number> {
  const app = Fastify(fastify)
  await app.register(conformant, options)
  let count = 0
  const schema = { body: { type: 'object', properties: { content: { type: 'string' } } } }
  for (const path of ['/snippets', '/comments']) app.post(path, { schema, config: { conformant: { spamCheck } } }, async () => ({ published: ++count }))
  return await listen(t, app)
}

const published = (count: number): Answer => success(200, { published: count })
const discarded = json(400, { message: { error: 'Your snippet has been recognized as spam and has been discarded.' } })
const asked = (id: number): Answer => json(409, {
  needs_captcha_response: true,
  spam_log_id: id,
  captcha_site_key: 'key',
  message: { error: 'Your snippet has been recognized as spam. Please, change the content or solve the reCAPTCHA to proceed.' }
})

t.test('gitlab: the documented bytes', async (t) => {
  const without = await server(t, snippet)
  t.strictSame(await exchange(without, post('hello')), published(1))
  t.strictSame(await exchange(without, post('buy this')), discarded)
  t.equal(discarded.body, '{"message":{"error":"Your snippet has been recognized as spam and has been discarded."}}')
  t.strictSame(await exchange(without, post('buy this', solving(1))), discarded, 'nothing is solved where there is no CAPTCHA')

  const withOne = await server(t, { ...snippet, captcha })
  t.strictSame(await exchange(withOne, post('hello')), published(1))
  t.strictSame(await exchange(withOne, post('buy this')), asked(1))
  t.equal(asked(42).body, '{"needs_captcha_response":true,"spam_log_id":42,"captcha_site_key":"key","message":{"error":"Your snippet has been recognized as spam. Please, change the content or solve the reCAPTCHA to proceed."}}')
  t.strictSame(await exchange(withOne, post('buy this', solving(1))), published(2))
  t.strictSame(await exchange(withOne, post('buy this', solving(1))), asked(2))
})

t.test('akeneo and problem: the same facts as further members', async (t) => {
  const message = 'Your snippet has been recognized as spam. Please, change the content or solve the reCAPTCHA to proceed.'
  const facts = { needs_captcha_response: true, spam_log_id: 1, captcha_site_key: 'key' }
  const gone = 'Your snippet has been recognized as spam and has been discarded.'
  const cases: Array<[dialect: ConformantOptions, discarded: Answer, asked: Answer]> = [
    [{ dialect: akeneo() }, json(400, { code: 400, message: gone }), json(409, { code: 409, message, ...facts })],
    [{ dialect: problemDialect() }, problem(400, gone), problem(409, message, {}, facts)]
  ]
  for (const [options, discarded, asked] of cases) {
    t.strictSame(await exchange(await server(t, snippet, options), post('buy this')), discarded)
    const port = await server(t, { ...snippet, captcha }, options)
    t.strictSame(await exchange(port, post('buy this')), asked)
    t.strictSame(await exchange(port, post('buy this', solving(1))), published(1))
  }
})

t.test('a service that fails: 503 in every dialect, nothing is published, and the same answer can be sent again', async (t) => {
  const bodies: Array<[dialect: ConformantOptions, told: Answer]> = [
    [{ dialect: gitlab() }, json(503, { message: '503 Service Unavailable' }, { 'retry-after': '2' })],
    [{ dialect: akeneo() }, json(503, { code: 503, message: 'The server is temporarily unable to answer.' }, { 'retry-after': '2' })],
    [{ dialect: problemDialect() }, problem(503, 'The server is temporarily unable to answer.', { 'retry-after': '2' })]
  ]
  for (const [options, told] of bodies) {
    const logs = captureLogs()
    let isDown = true
    const port = await server(t, { ...snippet, timeout: 2, captcha: { siteKey: 'key', verify: () => { if (isDown) throw new Error('no route to host'); return true } } }, options, { logger: logs.logger })
    t.equal((await exchange(port, post('buy this'))).status, 409)
    t.strictSame(await exchange(port, post('buy this', solving(1))), told)
    t.match(logs.errors().at(-1), { level: 50, err: { message: /the CAPTCHA service failed.*no route to host/ } })
    isDown = false
    t.strictSame(await exchange(port, post('buy this', solving(1))), published(1))
  }
})

t.test('what an attacker may try', async (t) => {
  const port = await server(t, { ...snippet, captcha })
  const begin = async (): Promise<number> => (JSON.parse((await exchange(port, post('buy this'))).body) as { spam_log_id: number }).spam_log_id
  const tries: Array<[name: string, sent: (id: number) => Sent]> = [
    ['another content', id => post('buy that', solving(id))],
    ['another route', id => post('buy this', solving(id), '/comments')],
    ['another user', id => post('buy this', solving(id, 'solved', { 'private-token': 'b' }))],
    ['no user', id => post('buy this', solving(id, 'solved', {}))],
    ['another scheme', id => post('buy this', solving(id, 'solved', { authorization: 'Bearer a' }))],
    ['another query', id => post('buy this', solving(id), '/snippets?more')],
    ['another host', id => post('buy this', solving(id, 'solved', { ...user, host: 'other.example' }))],
    ['another entry', id => post('buy this', solving(id + 1000))],
    ['no entry', () => post('buy this', { ...user, 'x-gitlab-captcha-response': 'solved' })],
    ['no answer', id => post('buy this', { ...user, 'x-gitlab-spam-log-id': String(id) })],
    ['a wrong answer', id => post('buy this', solving(id, 'guessed'))],
    ['an id that is none', () => post('buy this', solving('1e0'))],
    ['a name', () => post('buy this', solving('__proto__'))],
    ['a huge id', () => post('buy this', solving('9'.repeat(4000)))],
    ['a huge answer', id => post('buy this', solving(id, 's'.repeat(9000)))],
    ['an answer that was sent twice', id => post('buy this', solving(id, 'solved, solved'))],
    ['an empty answer', id => post('buy this', solving(id, ''))],
    ['beyond ASCII', id => post('buy this', solving(id, 'solved\u00E9'))]
  ]
  for (const [name, sent] of tries) {
    const id = await begin()
    const { status, headers, body } = await exchange(port, sent(id))
    t.strictSame({ status, headers, body }, asked(id + 1), name)
  }
  t.strictSame(await exchange(port, post('hello', solving('x'))), published(1), 'who is no spammer may send any header')
})

t.test('the same answer twice at once is taken once', async (t) => {
  const port = await server(t, { ...snippet, captcha })
  await exchange(port, post('buy this'))
  const answers = await Promise.all(Array.from({ length: 20 }, async () => await exchange(port, post('buy this', solving(1)))))
  t.strictSame(answers.filter(({ status }) => status === 200), [published(1)])
  t.equal(answers.filter(({ status }) => status === 409).length, 19)
})

t.test('a classifier that fails lets nothing pass', async (t) => {
  for (const faulty of [() => { throw new Error('no model') }, async () => { throw new Error('no model') }, () => 'maybe', () => undefined]) {
    const port = await server(t, { classify: faulty as SpamCheck['classify'], captcha })
    t.strictSame(await exchange(port, post('hello')), json(500, { message: '500 Internal Server Error' }))
  }
  const port = await server(t, { classify: () => { throw forbidden('You may not publish') } })
  t.strictSame(await exchange(port, post('hello')), json(403, { message: '403 Forbidden - You may not publish' }), 'it may have a word of its own')
})

t.test('two routes share the ids of one log, two servers do not', async (t) => {
  const port = await server(t, { ...snippet, captcha })
  t.strictSame(await exchange(port, post('buy this')), asked(1))
  t.strictSame(await exchange(port, post('buy this', user, '/comments')), asked(2))
  t.strictSame(await exchange(await server(t, { ...snippet, captcha }), post('buy this')), asked(1))

  const log = memorySpamLog()
  const [one, other] = [await server(t, { ...snippet, captcha, log }), await server(t, { ...snippet, captcha, log })]
  t.strictSame(await exchange(one, post('buy this')), asked(1))
  t.strictSame(await exchange(other, post('buy this', solving(1))), published(1), 'what one server has asked for is answered to another')
  t.strictSame(await exchange(one, post('buy this', solving(1))), asked(2))
})

t.test('HTTP/2', async (t) => {
  const port = await server(t, { ...snippet, captcha }, { dialect: gitlab() }, { http2: true })
  const session = open(t, port)
  const send = async (headers: object): Promise<Answer> => {
    const stream = session.request({ ':method': 'POST', ':path': '/snippets', 'content-type': 'application/json', ...headers })
    stream.end('{"content":"buy this"}')
    return await answerOf(stream)
  }
  t.strictSame(await send({}), asked(1))
  t.strictSame(await send({ 'x-gitlab-captcha-response': 'solved', 'x-gitlab-spam-log-id': '1' }), published(1))
})
