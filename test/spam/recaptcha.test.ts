import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { FastifyRequest } from 'fastify'
import t from 'tap'
import { recaptcha, type RecaptchaOptions } from '../../lib/entries/spam.ts'

/** https://developers.google.com/recaptcha/docs/verify#api-response */
const right = { success: true, challenge_ts: '2026-01-01T00:00:00Z', hostname: 'www.example.com' }
const wrong = (...codes: unknown[]): object => ({ success: false, 'error-codes': codes })

type Answer = (response: ServerResponse, request: IncomingMessage) => unknown
const says = (status: number, body: unknown): Answer => (response) => response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body))

/** A server that speaks siteverify as it is told, and the requests that it has had. */
async function service (t: { teardown: (task: () => unknown) => void }, answer: Answer): Promise<{ url: string, asked: string[] }> {
  const asked: string[] = []
  const server = createServer(async (request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers['content-type']} ${await text(request)}`)
    answer(response, request)
  }).listen(0, '127.0.0.1')
  t.teardown(() => server.close().closeAllConnections())
  await once(server, 'listening')
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/siteverify`, asked }
}

const verify = async (options: RecaptchaOptions, token = 'token', signal = new AbortController().signal): Promise<boolean> =>
  await recaptcha(options)(token, { request: {} as FastifyRequest, signal })

t.test('what is asked', async (t) => {
  const { url, asked } = await service(t, says(200, right))
  t.equal(await verify({ secret: 's&cret=', url }, 'a+b c&response=d'), true)
  t.strictSame(asked, ['POST /siteverify application/x-www-form-urlencoded;charset=UTF-8 secret=s%26cret%3D&response=a%2Bb+c%26response%3Dd'])
})

t.test('right and wrong answers', async (t) => {
  const cases: Array<[name: string, body: unknown, hostnames: string[] | undefined, isRight: boolean]> = [
    ['right', right, undefined, true],
    ['right, with no errors', { ...right, 'error-codes': [] }, undefined, true],
    ['wrong', wrong('invalid-input-response'), undefined, false],
    ['used, or too old', wrong('timeout-or-duplicate'), undefined, false],
    ['missing', wrong('missing-input-response'), undefined, false],
    ['wrong without a reason', { success: false }, undefined, false],
    ['the host that it should be', right, ['a.example', 'WWW.example.com'], true],
    ['in other letters', { ...right, hostname: 'WWW.Example.com' }, ['www.example.com'], true],
    ['another host', right, ['example.com'], false],
    ['a host that ends like it', { ...right, hostname: 'www.example.com.evil.example' }, ['www.example.com'], false],
    ['no host', { success: true }, ['www.example.com'], false],
    ['a wrong answer on the right host', { ...right, success: false }, ['www.example.com'], false]
  ]
  for (const [name, body, hostnames, isRight] of cases) {
    const { url } = await service(t, says(200, body))
    t.equal(await verify({ secret: 'secret', url, ...(hostnames === undefined ? {} : { hostnames }) }), isRight, name)
  }
})

t.test('a service that cannot tell is a rejection, and the secret is not in it', async (t) => {
  const elsewhere = await service(t, says(200, right))
  const cases: Array<[name: string, answer: Answer, error: RegExp | object]> = [
    ['a wrong secret', says(200, wrong('invalid-input-secret')), { message: 'siteverify cannot tell: invalid-input-secret' }],
    ['a missing secret', says(200, wrong('missing-input-secret', 'invalid-input-response')), { message: 'siteverify cannot tell: missing-input-secret' }],
    ['a bad request', says(200, wrong('bad-request')), { message: 'siteverify cannot tell: bad-request' }],
    ['an unknown code', says(200, wrong('internal-error')), { message: 'siteverify cannot tell: internal-error' }],
    ['codes that are none', says(200, wrong(null, { a: 1 })), { message: 'siteverify cannot tell: null, [object Object]' }],
    ['very many codes', says(200, wrong(...Array.from({ length: 1000 }, () => 'x'))), { message: /^siteverify cannot tell: [x, ]{200}$/ }],
    ['a list of codes that is none', says(200, { success: false, 'error-codes': 'invalid-input-response' }), { message: 'siteverify answered with something else than a verification' }],
    ['yes in words', says(200, { success: 'true' }), { message: 'siteverify answered with something else than a verification' }],
    ['an empty object', says(200, {}), { message: 'siteverify answered with something else than a verification' }],
    ['null', says(200, 'null'), { message: 'siteverify answered with something else than a verification' }],
    ['a list', says(200, [true]), { message: 'siteverify answered with something else than a verification' }],
    ['HTML', says(200, '<h1>Welcome</h1>'), SyntaxError],
    ['nothing', says(200, ''), SyntaxError],
    ['half of it', says(200, '{"success":tr'), SyntaxError],
    ['no content', (response) => response.writeHead(204).end(), { message: 'siteverify answered with the status 204' }],
    ['a 500', says(500, right), { message: 'siteverify answered with the status 500' }],
    ['a 404', says(404, right), { message: 'siteverify answered with the status 404' }],
    ['a redirect', (response) => response.writeHead(307, { location: elsewhere.url }).end(), { message: 'fetch failed' }],
    ['very much', says(200, ' '.repeat(70_000)), { message: 'siteverify answered with more than 65536 bytes' }],
    ['a connection that is cut', (_, request) => request.socket.destroy(), { message: 'fetch failed' }],
    ['an answer that is cut', (response, request) => {
      response.writeHead(200, { 'content-length': '100' }).write('{')
      setImmediate(() => request.socket.destroy())
    }, Error]
  ]
  for (const [name, answer, error] of cases) {
    const { url } = await service(t, answer)
    const told = await verify({ secret: 'top secret', url }).then(() => 'no rejection', (error: unknown) => error)
    t.match(told, error instanceof Function ? { name: error === SyntaxError ? 'SyntaxError' : /Error$/ } : error, name)
    t.notMatch(JSON.stringify(told, Object.getOwnPropertyNames(told)), /top.secret/, name)
  }
  t.strictSame(elsewhere.asked, [], 'nothing is sent to where a redirect leads')
})

t.test('a service that takes its time', async (t) => {
  const never: Answer = () => {}
  const begun: Answer = (response) => response.writeHead(200).write('{')
  for (const answer of [never, begun]) {
    let controller = new AbortController()
    const { url } = await service(t, (response, request) => {
      answer(response, request)
      controller.abort()
    })
    await t.rejects(verify({ secret: 'secret', url, timeout: '50ms' }), { name: 'TimeoutError' })
    controller = new AbortController()
    await t.rejects(verify({ secret: 'secret', url }, 'token', controller.signal), { name: 'AbortError' }, 'the check has its own time limit')
  }
})

t.test('options', async (t) => {
  const secret = 'a text that is not empty; got a value of type'
  const cases: Array<[options: unknown, message: string]> = [
    [undefined, `option "secret" of recaptcha must be ${secret} undefined`],
    [{}, `option "secret" of recaptcha must be ${secret} undefined`],
    [{ secret: '' }, `option "secret" of recaptcha must be ${secret} string`],
    [{ secret: ['top secret'] }, `option "secret" of recaptcha must be ${secret} object`],
    [{ secret: 'a', url: 5 }, 'option "url" of recaptcha must be an absolute URL such as https://www.google.com/recaptcha/api/siteverify; got 5'],
    [{ secret: 'a', url: '/siteverify' }, 'option "url" of recaptcha must be an absolute URL such as https://www.google.com/recaptcha/api/siteverify; got "/siteverify"'],
    [{ secret: 'a', url: 'file:///etc' }, 'option "url" of recaptcha must be an absolute URL such as https://www.google.com/recaptcha/api/siteverify; got "file:///etc"'],
    [{ secret: 'a', timeout: '5 s' }, 'option "timeout" of recaptcha must be a duration such as "5s" or "1h", or a number of seconds; got "5 s"'],
    [{ secret: 'a', timeout: '2m' }, 'option "timeout" of recaptcha must be a duration from 1ms to 60s; got "2m"'],
    [{ secret: 'a', hostnames: [] }, 'option "hostnames" of recaptcha must be a list of hosts; got []'],
    [{ secret: 'a', hostnames: [5] }, 'option "hostnames.0" of recaptcha must be a host such as www.example.com; got 5'],
    [{ secret: 'a', hostname: 'a' }, 'option "hostname" of recaptcha does not exist; the options are secret, url, timeout, hostnames']
  ]
  for (const [options, message] of cases) t.throws(() => recaptcha(options as RecaptchaOptions), new TypeError(`fastify-conformant: ${message}`), message)
  t.type(recaptcha({ secret: 'a' }), 'function', 'Google\'s service is the default')
})
