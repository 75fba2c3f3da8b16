import type { FastifyBaseLogger } from 'fastify'
import { Type } from '@sinclair/typebox'
import t from 'tap'
import { render, renderValue, type Rendered, type RequestContext } from '../../lib/answer/render.ts'
import { ApiError, conflict, defineDialect, forbidden, internal, issue, notFound, unauthorized, type Dialect } from '../../lib/index.ts'

/** What the log was told. */
const told: unknown[] = []
const log = { error: ({ err }: { err: Error }, message: string) => told.push([message, err.message]) } as unknown as FastifyBaseLogger
const context = (more: Partial<RequestContext> = {}): RequestContext => ({ status: 0, method: 'GET', path: '/a', origin: 'http://a.example', ...more })
const own = (members: Partial<Dialect>): Dialect =>
  defineDialect({ name: 'own', mediaType: 'application/x', schema: () => Type.Object({}), render: ({ kind }, { status }) => ({ kind, status }), ...members })
const plain = own({})
/** Without what is the same as it leaves. */
const asSaid = ({ lines, ...rendered }: Rendered): Omit<Rendered, 'lines'> => rendered

t.beforeEach(() => { told.length = 0 })

t.test('an error as bytes', async (t) => {
  const type = { 'content-type': 'application/x' }
  const cases: Array<[name: string, error: ApiError, dialect: Dialect, asked: Partial<RequestContext>, expected: { status: number, headers: object, body: string, reason?: string | undefined }]> = [
    ['plain', conflict(), plain, {}, { status: 409, headers: type, body: '{"kind":"conflict","status":409}' }],
    ['what nobody may keep', notFound(), plain, {}, { status: 404, headers: { ...type, 'cache-control': 'no-store' }, body: '{"kind":"not_found","status":404}' }],
    ['its own fields, but for the type', conflict({ headers: { 'x-a': '1', 'content-type': 'text/x' } }), plain, {}, { status: 409, headers: { ...type, 'x-a': '1' }, body: '{"kind":"conflict","status":409}' }],
    ['the fields of the dialect', conflict({ headers: { 'x-a': '1' } }), own({ headers: () => ({ 'x-a': '2', 'X-B': '3' }) }), {}, { status: 409, headers: { ...type, 'x-a': '2', 'x-b': '3' }, body: '{"kind":"conflict","status":409}' }],
    ['a status of the dialect, and its phrase', conflict(), own({ status: () => 422, reasons: { 422: 'Wrong', 409: 'No' } }), {}, { status: 422, reason: 'Wrong', headers: type, body: '{"kind":"conflict","status":422}' }],
    ['text as it is', conflict(), own({ render: () => 'a\n' }), {}, { status: 409, headers: type, body: 'a\n' }],
    ['a list', conflict(), own({ render: () => [1] }), {}, { status: 409, headers: type, body: '[1]' }]
  ]
  for (const [name, error, dialect, asked, expected] of cases) {
    t.strictSame(asSaid(render(error, dialect, context(asked), { log })), { reason: undefined, omitted: undefined, isSound: true, ...expected }, name)
  }
  t.strictSame(told, [])
})

t.test('a 401 carries a challenge, with a realm', async (t) => {
  const challengeOf = (error: ApiError, dialect = plain, realm?: string): unknown => render(error, dialect, context({ realm }), { log }).headers['www-authenticate']
  const plainly = new ApiError('unauthorized')
  t.equal(challengeOf(plainly), 'Bearer realm="api"')
  t.equal(challengeOf(plainly, plain, 'shop'), 'Bearer realm="shop"')
  t.equal(challengeOf(conflict(), own({ status: () => 401 })), 'Bearer realm="api"', 'one that the dialect makes')
  t.equal(challengeOf(forbidden()), undefined)
  t.equal(challengeOf(unauthorized({ error: 'invalid_token' })), 'Bearer error="invalid_token"')
  t.strictSame(challengeOf(new ApiError('unauthorized', { headers: { 'www-authenticate': ['Basic', 'Digest realm="a"'] } }), plain, 'shop'), ['Basic realm="shop"', 'Digest realm="a"'])
})

t.test('where the resource is that is in the way', async (t) => {
  const headersOf = (existing: object, asked: Partial<RequestContext> = {}): unknown => render(new ApiError('conflict', { facts: { existing } }), plain, context(asked), { log }).headers
  const type = { 'content-type': 'application/x' }
  const locate = (location: string): string => `http://a.example${location}`
  t.strictSame(headersOf({ location: '/b', etag: '"1"' }, { locate }), { ...type, location: 'http://a.example/b', etag: '"1"' })
  t.strictSame(headersOf({ location: '/b' }, { locate }), { ...type, location: 'http://a.example/b' })
  t.strictSame(headersOf({ etag: '"1"' }, { locate }), { ...type, etag: '"1"' })
  t.strictSame(headersOf({ location: '/b', etag: '"1"' }), { ...type, etag: '"1"' }, 'below Fastify nobody knows the prefix')
})

t.test('a dialect that fails once is asked for a 500, and the log is told', async (t) => {
  const failing = (fail: () => unknown): Dialect => own({ render: ({ kind }) => kind === 'conflict' ? fail() : { kind } })
  const cases: Array<[name: string, fail: () => unknown, fault: string]> = [
    ['throws', () => { throw new Error('broken') }, 'broken'],
    ['nothing', () => '', 'the dialect own rendered nothing, which is no body'],
    ['undefined', () => undefined, 'the dialect own rendered undefined, which is no body'],
    ['null', () => null, 'the dialect own rendered null, which is no body'],
    ['a number', () => 5, 'the dialect own rendered 5, which is no body'],
    ['a promise', async () => ({}), 'the dialect own answers with a promise'],
    ['a promise that fails', async () => { throw new Error('broken') }, 'the dialect own answers with a promise']
  ]
  for (const [name, fail, fault] of cases) {
    told.length = 0
    t.strictSame(asSaid(render(conflict(), failing(fail), context(), { log })),
      { status: 500, reason: undefined, headers: { 'content-type': 'application/x' }, body: '{"kind":"internal"}', omitted: undefined, isSound: false }, name)
    t.strictSame(told, [['the dialect failed', fault]], name)
  }
})

t.test('a status that is none of an error is a fault too, and the 500 is not asked for one', async (t) => {
  const { status, isSound } = render(conflict(), own({ status: () => 200 }), context(), { log })
  t.strictSame({ status, isSound }, { status: 500, isSound: false })
  t.match(told, [['the dialect failed', /which is no status of an error/]])
})

t.test('where even that fails, words are left', async (t) => {
  t.strictSame(render(conflict(), own({ render: () => { throw new Error('broken') } }), context(), { log }),
    { status: 500, headers: { 'content-type': 'text/plain' }, body: 'Internal Server Error', isSound: false })
  t.strictSame(told, [['the dialect failed', 'broken']], 'it is logged once')
})

t.test('as a value, for a part of an answer', async (t) => {
  t.strictSame(renderValue(conflict(), plain, context(), { log }), { status: 409, value: { kind: 'conflict', status: 409 }, omitted: undefined })
  t.strictSame(renderValue(conflict(), own({ status: () => 422 }), context(), { log }), { status: 422, value: { kind: 'conflict', status: 422 }, omitted: undefined })
  t.strictSame(told, [])
  t.strictSame(renderValue(conflict(), own({ render: ({ kind }) => kind === 'conflict' ? Promise.resolve(1) : { kind } }), context(), { log }),
    { status: 500, value: { kind: 'internal' }, omitted: undefined })
  t.strictSame(told, [['the dialect failed', 'the dialect own answers with a promise']])
  t.strictSame(renderValue(conflict(), own({ render: () => { throw new Error('broken') } }), context(), { log }), { status: 500, value: 'Internal Server Error' })
  t.strictSame(renderValue(internal(), plain, context(), { log }), { status: 500, value: { kind: 'internal', status: 500 }, omitted: undefined })
})

t.test('as many findings as have room', async (t) => {
  const listing = own({ render: ({ issues }) => ({ issues: issues.map(({ message }) => message) }) })
  const of = (count: number, message: string, facts = { omitted: 0 }): ApiError => new ApiError('validation_failed', { issues: Array.from({ length: count }, () => issue({ path: 'a', message })), facts })
  const few = render(of(10, 'a'.repeat(1000)), listing, context(), { log })
  t.equal(JSON.parse(few.body).issues.length, 10)
  t.equal(few.omitted, 0)
  for (const letter of ['a', 'é', '€']) {
    const many = render(of(100, letter.repeat(300)), listing, context(), { log })
    const left = JSON.parse(many.body).issues.length
    t.ok(Buffer.byteLength(many.body) <= 16_384, letter)
    t.ok(left > 0 && left < 100, `${left} of ${letter}`)
    t.equal(many.omitted, 100 - left, letter)
    t.equal(renderValue(of(100, letter.repeat(300)), listing, context(), { log }).omitted, 100 - left, `${letter}, as a value`)
  }
  t.equal(JSON.parse(render(of(100, 'a'.repeat(300), {} as never), listing, context(), { log }).body).issues.length, 100, 'of what the application has written nothing is left out')
})

t.test('an object that says nothing when it is written is a fault of the dialect', async (t) => {
  const dialect = own({ render: ({ kind }) => kind === 'internal' ? 'fault' : { toJSON () {} } })
  t.match(render(conflict(), dialect, context(), { log }), { status: 500, body: 'fault', isSound: false })
  t.strictSame(told, [['the dialect failed', 'the dialect own rendered undefined, which is no body']])
})
