import t from 'tap'
import { types } from 'node:util'
import { pino } from 'pino'
import { ApiError, type ApiErrorInit } from '../../lib/errors/api-error.ts'
import { catalog, kinds, type Kind } from '../../lib/errors/catalog.ts'

t.test('what the catalog says, where nothing else is said', async (t) => {
  for (const kind of kinds) {
    const error = new ApiError(kind)
    const { status, statusCode, message, detail, name, issues, links, retryAfter, extra, facts, cause, headers } = error
    t.strictSame({ kind: error.kind, status, statusCode, message, detail, name, issues, links, retryAfter, extra, facts, cause, headers }, {
      kind,
      status: catalog[kind].status,
      statusCode: catalog[kind].status,
      message: catalog[kind].meaning,
      detail: undefined,
      name: 'ApiError',
      issues: [],
      links: undefined,
      retryAfter: undefined,
      extra: undefined,
      facts: {},
      cause: undefined,
      // RFC 9110 §15.5.2
      headers: {}
    }, kind)
  }
})

t.test('all that can be said', async (t) => {
  const cause = new Error('why')
  const error = new ApiError('validation_failed', {
    message: 'M',
    status: 400,
    issues: [{ path: 'a.b', keyword: 'type' }],
    links: { documentation: 'https://x/' },
    headers: { 'X-A': 1, 'X-B': ['1', '2'], 'content-length': '5' },
    retryAfter: 1.2,
    extra: { id: 7 },
    facts: { limit: 5 },
    cause
  })
  const { kind, status, message, detail, issues, links, retryAfter, extra, facts, headers } = error
  t.strictSame({ kind, status, message, detail, issues, links, retryAfter, extra, facts, headers }, {
    kind: 'validation_failed',
    status: 400,
    message: 'M',
    detail: 'M',
    issues: [{ path: ['a', 'b'], keyword: 'type' }],
    links: { documentation: 'https://x/' },
    retryAfter: 2,
    extra: { id: 7 },
    facts: { limit: 5 },
    headers: { 'x-a': '1', 'x-b': ['1', '2'], 'retry-after': '2' }
  })
  t.equal(error.cause, cause)
})

t.test('messages', async (t) => {
  const cases: Array<[given: unknown, message: string, detail: string | undefined]> = [
    [undefined, 'The request conflicts with the current state of the resource.', undefined],
    [null, 'The request conflicts with the current state of the resource.', undefined],
    ['', 'The request conflicts with the current state of the resource.', undefined],
    ['x', 'x', 'x'],
    [42, '42', '42'],
    [Symbol('x'), 'Symbol(x)', 'Symbol(x)']
  ]
  for (const [given, message, detail] of cases) {
    const error = new ApiError('conflict', { message: given as string })
    t.equal(error.message, message)
    t.equal(error.detail, detail)
  }
})

t.test('headers that are always there', async (t) => {
  const cases: Array<[name: string, kind: Kind, init: ApiErrorInit, headers: object]> = [
    ['the default challenge is the wire\'s', 'unauthorized', {}, {}],
    ['another challenge', 'unauthorized', { headers: { 'WWW-Authenticate': 'Basic' } }, { 'www-authenticate': 'Basic' }],
    ['a challenge that cannot be sent', 'unauthorized', { headers: { 'WWW-Authenticate': 'a\nb' } }, {}],
    ['a time', 'unauthorized', { retryAfter: 0 }, { 'retry-after': '0' }],
    ['a time wins', 'too_many_requests', { retryAfter: 0.1, headers: { 'Retry-After': '9' } }, { 'retry-after': '1' }]
  ]
  for (const [name, kind, init, headers] of cases) t.strictSame(new ApiError(kind, init).headers, headers, name)
})

t.test('a time that is none is left out', async (t) => {
  for (const given of [-1, -0.5, NaN, Infinity, 1e21, 'soon', '5', null, true, Symbol('5'), {}, [5], new Date(), -1n, 10n ** 30n, Object.create(null), undefined]) {
    const error = new ApiError('too_many_requests', { retryAfter: given as number })
    t.strictSame([error.status, error.retryAfter, error.headers], [429, undefined, {}], typeof given)
  }
  t.equal(new ApiError('too_many_requests', { retryAfter: 5n as unknown as number }).retryAfter, 5)
})

t.test('what cannot be', async (t) => {
  const status = 'status must be an integer of the same class as 409, got '
  const cases: Array<[kind: unknown, init: unknown, message: string]> = [
    ['teapot', undefined, 'There is no kind "teapot" in the catalog'],
    ['toString', undefined, 'There is no kind "toString" in the catalog'],
    ['__proto__', undefined, 'There is no kind "__proto__" in the catalog'],
    [undefined, undefined, 'There is no kind undefined in the catalog'],
    ...[200, 399, 500, 600, 404.5, NaN, 'x'].map((given): [string, object, string] => ['conflict', { status: given }, `${status}${given}`])
  ]
  for (const [kind, init, message] of cases) t.throws(() => new ApiError(kind as Kind, init as ApiErrorInit), new TypeError(message), message)
})

t.test('nothing can be changed', async (t) => {
  const init = { message: 'M', links: { a: 'b' }, extra: { a: 1 }, facts: { id: 'x' }, headers: { 'x-a': '1' }, issues: [{ path: ['a'] }], retryAfter: 5 }
  const error = new ApiError('unauthorized', init)
  const before = JSON.stringify([error.message, error.links, error.extra, error.facts, error.headers, error.issues, error.retryAfter])
  for (const member of ['name', 'message', 'detail', 'kind', 'status', 'statusCode', 'issues', 'links', 'headers', 'retryAfter', 'extra', 'facts']) {
    t.throws(() => { (error as unknown as Record<string, unknown>)[member] = 'x' }, TypeError, member)
  }
  t.throws(() => Object.assign(error.links as object, { a: 'x' }), TypeError)
  t.throws(() => Object.assign(error.extra as object, { a: 2 }), TypeError)
  t.throws(() => Object.assign(error.headers, { a: 'x' }), TypeError)
  t.throws(() => (error.issues as unknown[]).push('x'), TypeError)
  t.throws(() => Object.assign(error.issues[0] as object, { path: [] }), TypeError)
  Object.assign(init, { message: 'x', retryAfter: 1 })
  Object.assign(init.links, { a: 'x' })
  Object.assign(init.extra, { a: 2 })
  Object.assign(init.facts, { id: 'y' })
  Object.assign(init.headers, { 'x-a': '2' })
  init.issues.push({ path: ['b'] })
  t.equal(JSON.stringify([error.message, error.links, error.extra, error.facts, error.headers, error.issues, error.retryAfter]), before)
})

t.test('an Error, with a stack only where the server is at fault', async (t) => {
  const limit = Error.stackTraceLimit
  for (const status of [400, 499, 500, 599]) {
    const error = new ApiError(status < 500 ? 'conflict' : 'internal', { status, message: 'M' })
    t.ok(error instanceof Error && error instanceof ApiError && types.isNativeError(error))
    t.equal(String(error), 'ApiError: M')
    const [first, ...frames] = (error.stack as string).split('\n')
    t.equal(first, 'ApiError: M')
    t.equal(frames.length > 0, status >= 500, `${status} has ${frames.length} frames`)
    if (status >= 500) t.match(frames[0], /api-error\.test\.ts/, 'the first frame is where it was made')
  }
  t.equal(new ApiError('conflict', { message: { toString () { throw new Error('no') } } as unknown as string }).detail, undefined)
  t.equal(Error.stackTraceLimit, limit, 'the limit is as before')
})

t.test('the brand', async (t) => {
  const brand = Symbol.for('fastify-conformant.ApiError')
  t.ok(ApiError.is(new ApiError('conflict')))
  t.ok(ApiError.is(Object.assign(new Error('of another copy'), { [brand]: true })))
  t.throws(() => Object.assign(new ApiError('conflict'), { [brand]: false }), TypeError)
  for (const value of [undefined, null, 'ApiError', 404, new Error('x'), { kind: 'conflict' }, () => {}, { [brand]: 1 }]) t.notOk(ApiError.is(value))
})

t.test('the standard serializer of pino', async (t) => {
  const lines: string[] = []
  const log = pino({ base: null, timestamp: false }, { write: line => lines.push(line) })
  const error = new ApiError('conflict', { message: 'M', cause: new Error('why') })
  log.error({ err: error }, 'failed')
  log.error(error)
  for (const line of lines) {
    const { err } = JSON.parse(line) as { err: Record<string, unknown> }
    t.match(err, { type: 'ApiError', message: 'M: why' })
    t.match(err.stack, /^ApiError: M/)
  }
  t.equal(lines.length, 2)
  t.equal(error.message, 'M', 'and is as before')
})
