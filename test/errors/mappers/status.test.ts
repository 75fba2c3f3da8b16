import t from 'tap'
import { STATUS_CODES } from 'node:http'
import createFastifyError from '@fastify/error'
import createError from 'http-errors'
import { statusErrors } from '../../../lib/errors/mappers/status.ts'
import { kindOf } from '../../../lib/errors/catalog.ts'

const said = (thrown: unknown): unknown[] | undefined => {
  const error = statusErrors(thrown, undefined)
  return error && [error.kind, error.status, error.detail, error.headers]
}

t.test('http-errors, each status', async (t) => {
  for (const status of Object.keys(STATUS_CODES).map(Number).filter(status => status >= 400)) {
    const headers = {}
    t.strictSame(said(createError(status)), [kindOf(status), status, undefined, headers], `${status} without a message`)
    t.strictSame(said(createError(status, 'Own words.')), [kindOf(status), status, status < 500 && status !== 429 ? 'Own words.' : undefined, headers], `${status} with one`)
    t.strictSame(said(createError(status, 'Secret.', { expose: false })), [kindOf(status), status, undefined, headers], `${status} that is not for the client`)
  }
})

t.test('by their convention', async (t) => {
  const bearer = {}
  const NoSuchThing = createFastifyError('APP_NO_SUCH_THING', 'No %s here.', 404)
  const cases: Array<[name: string, thrown: unknown, expected: unknown[]]> = [
    ['@fastify/error', new NoSuchThing('thing'), ['not_found', 404, 'No thing here.', {}]],
    ['@fastify/error, its default', new (createFastifyError('APP_BUG', 'secret'))(), ['internal', 500, undefined, {}]],
    ['status instead of statusCode', { status: 409, message: 'Taken.' }, ['conflict', 409, 'Taken.', {}]],
    ['statusCode before status', { statusCode: 410, status: 409 }, ['gone', 410, undefined, {}]],
    ['an empty message', { statusCode: 409, message: '' }, ['conflict', 409, undefined, {}]],
    ['a message that is none', { statusCode: 409, message: 5 }, ['conflict', 409, undefined, {}]],
    ['exposed, of a server error', createError(503, 'secret', { expose: true }), ['service_unavailable', 503, undefined, {}]],
    ['headers', createError(429, { headers: { 'Retry-After': '5', 'Content-Length': '9' } }), ['too_many_requests', 429, undefined, { 'retry-after': '5' }]],
    ['headers that are none', { statusCode: 409, headers: 'x' }, ['conflict', 409, undefined, {}]],
    ['headers that are null', { statusCode: 401, headers: null }, ['unauthorized', 401, undefined, bearer]],
    ['headers that cannot be sent', { statusCode: 409, headers: { a: 'b\r\nc: d' } }, ['conflict', 409, undefined, {}]],
    ['a challenge of its own', createError(401, { headers: { 'WWW-Authenticate': 'Basic' } }), ['unauthorized', 401, undefined, { 'www-authenticate': 'Basic' }]],
    ['a limiter', { statusCode: 429, message: 'Rate limit exceeded, retry in 1 minute' }, ['too_many_requests', 429, undefined, {}]]
  ]
  for (const [name, thrown, expected] of cases) {
    t.strictSame(said(thrown), expected, name)
    t.equal(statusErrors(thrown, undefined)?.cause, thrown)
  }
})

t.test('@fastify/sensible', async (t) => {
  const { httpErrors } = await import('@fastify/sensible/lib/httpErrors.js' as string).then(m => ({ httpErrors: m.default as Record<string, unknown> }))
  const makers = Object.entries(httpErrors).filter((entry): entry is [string, (message?: string) => Error & { statusCode: number }] =>
    typeof entry[1] === 'function' && /^[a-z]/.test(entry[0]) && !['getHttpError', 'createError'].includes(entry[0]))
  t.ok(makers.length > 30, `${makers.length} are there`)
  for (const [name, make] of makers) {
    const thrown = make('Own words.')
    const { statusCode } = thrown
    const shown = statusCode < 500 && statusCode !== 429 ? 'Own words.' : undefined
    t.strictSame(said(thrown)?.slice(0, 3), [kindOf(statusCode), statusCode, shown], name)
    t.equal(said(make())?.[2], undefined, `${name} without a message`)
  }
})

t.test('what says no status', async (t) => {
  for (const statusCode of [undefined, null, 200, 99, 399, 600, 404.5, NaN, 'abc', '404', {}]) {
    t.equal(said(Object.assign(new Error('secret'), { statusCode })), undefined, String(statusCode))
  }
  for (const thrown of ['404', 404, null, undefined, new Error('x')]) t.equal(said(thrown), undefined)
})

t.test('of the headers of a server error only Retry-After is for the client', async (t) => {
  const headers = { 'x-internal-db': 'secret', 'set-cookie': 'secret', 'Retry-After': 5 }
  t.strictSame(statusErrors({ statusCode: 503, headers }, undefined)?.headers, { 'retry-after': '5' })
  t.strictSame(statusErrors({ statusCode: 500, headers: { 'x-internal-db': 'secret' } }, undefined)?.headers, {})
  t.strictSame(statusErrors({ statusCode: 409, headers: { 'X-A': 'b' } }, undefined)?.headers, { 'x-a': 'b' })
})
