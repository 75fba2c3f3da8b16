import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import t from 'tap'
import type { ApiError } from '../../lib/errors/api-error.ts'
import type { Check, RouteFacts } from '../../lib/gates/gate.ts'
import { takingBody } from '../../lib/gates/takes-body.ts'
import { spamCheck } from '../../lib/spam/gate.ts'
import { memorySpamLog } from '../../lib/spam/memory-log.ts'
import { spamSettings, type SpamCheck } from '../../lib/spam/options.ts'

const given: SpamCheck = { classify: () => 'spam', captcha: { siteKey: 'key', verify: () => true } }
const settings = spamSettings(given)

function arm (method: string | string[], config: object = {}, server: object = {}, held = settings): Check | undefined {
  return spamCheck.arm(held, { instance: { server }, options: { method, url: '/', config } as RouteOptions } as RouteFacts) as Check | undefined
}

const asked = async (check: Check | undefined, method = 'POST'): Promise<ApiError | undefined> => {
  const request = { method, host: 'api.example', routeOptions: { url: '/' }, originalUrl: '/', headers: {}, body: 'a' } as unknown as FastifyRequest
  return await check?.(request, {} as FastifyReply) as ApiError | undefined
}
const idOf = async (check: Check | undefined): Promise<unknown> => (await asked(check))?.extra?.spam_log_id

t.test('what publishes something is checked', async (t) => {
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', ['GET', 'PUT']]) t.type(arm(method), 'function', String(method))
  for (const method of ['GET', 'HEAD', 'OPTIONS', 'TRACE', ['GET', 'HEAD']]) t.equal(arm(method), undefined, String(method))
  t.equal(spamCheck.arm(undefined, { instance: { server: {} }, options: { method: 'POST', url: '/' } } as RouteFacts), undefined, 'off')
  t.equal(spamCheck.arm(settings, { instance: { server: {} } } as RouteFacts), undefined, 'no route')
})

t.test('of a route with several methods only those that publish', async (t) => {
  const check = arm(['GET', 'PUT', 'QUERY'])
  for (const method of ['GET', 'HEAD', 'OPTIONS', 'TRACE']) t.equal(await asked(check, method), undefined, method)
  for (const method of ['PUT', 'QUERY']) t.equal((await asked(check, method))?.kind, 'captcha_required', method)
})

t.test('a route that has nothing to check, or too much', async (t) => {
  const own = (spamCheck: unknown): object => ({ conformant: { spamCheck } })
  const cases: Array<[name: string, method: string | string[], config: object, message: string]> = [
    ['nothing changes', 'GET', own(true), 'option "spamCheck" of route GET / must be on a route with a method that changes something; got true'],
    ['nothing changes, of several', ['GET', 'HEAD'], own(5), 'option "spamCheck" of route GET, HEAD / must be on a route with a method that changes something; got 5'],
    ['many contents', 'POST', takingBody(own(true)), 'option "spamCheck" of route POST / must be false: a batch has many contents; classify them in its handler; got true'],
    ['many contents, where only the scope says so', 'POST', takingBody({}), 'option "spamCheck" of route POST / must be false: a batch has many contents; classify them in its handler; got undefined']
  ]
  for (const [name, method, config, message] of cases) t.throws(() => arm(method, config), new TypeError(`fastify-conformant: ${message}`), name)
  t.equal(arm('GET', { conformant: {} }), undefined, 'where only the scope says so')
})

t.test('a HEAD that Fastify makes of a route is no fault of the application', async (t) => {
  const config = { conformant: { spamCheck: given } }
  t.type(arm(['GET', 'PUT'], config), 'function')
  t.equal(arm('HEAD', config), undefined)
})

t.test('ids are of a server, or of the log that is given', async (t) => {
  const server = {}
  t.equal(await idOf(arm('POST', {}, server)), 1)
  t.equal(await idOf(arm('PUT', {}, server)), 2, 'another route')
  t.equal(await idOf(arm('POST')), 1, 'another server')
  const log = memorySpamLog()
  await log.add('before')
  t.equal(await idOf(arm('POST', {}, server, spamSettings({ ...given, log }))), 2, 'a log of its own')
  t.equal(await idOf(arm('POST', {}, server)), 3)
})

t.test('where it stands', async (t) => {
  t.strictSame([spamCheck.hook, spamCheck.status, spamCheck.option.default], ['preHandler', [400, 409, 503], undefined])
})
