import t from 'tap'
import { ApiError } from '../../lib/errors/api-error.ts'
import { conflict, forbidden, methodNotAllowed, notFound, unprocessable } from '../../lib/errors/constructors.ts'
import { factsOf, safeFacts, type Facts } from '../../lib/errors/facts.ts'

t.test('facts are safe to show, for every dialect', async (t) => {
  const long = 'x'.repeat(2000)
  const cases: Array<[name: string, given: unknown, facts: object]> = [
    ['what cannot be seen', { id: 'a\0\u202Eb', value: 'a\r\nb', resource: '\uD800' }, { id: 'a\uFFFD\uFFFDb', value: 'a\uFFFD\uFFFDb', resource: '\uFFFD' }],
    ['long', { id: long, allowed: [long] }, { id: `${'x'.repeat(199)}…`, allowed: [`${'x'.repeat(199)}…`] }],
    ['a number', { resource: 'User', id: 7, limit: '5' }, { resource: 'User', id: '7', limit: 5 }],
    ['limits that are none', { limit: Infinity }, {}],
    ['a limit that has no text', { limit: {} }, {}],
    ['lists', { allow: ['GET', Symbol('x'), null, 'PUT'], allowed: 'a/b' }, { allow: ['GET', 'Symbol(x)', 'PUT'] }],
    ['units', { unit: 'items' }, { unit: 'items' }],
    ['bytes', { unit: 'bytes' }, { unit: 'bytes' }],
    ['no unit', { unit: 'x' }, {}],
    ['a challenge', { challenge: { error: 'a\0', description: 7, scope: 'b' } }, { challenge: { error: 'a\uFFFD', description: '7', scope: 'b' } }],
    ['a challenge without error', { challenge: { description: 'x' } }, {}],
    ['what is in the way', { existing: { location: 7, etag: '"1"' } }, { existing: { location: '7', etag: '"1"' } }],
    ['a tag that is none', { existing: { location: {}, etag: '1' } }, { existing: {} }],
    ['a tag that is no text', { existing: { etag: 1 } }, { existing: {} }],
    ['moved', { moved: true }, { moved: true }],
    ['not moved', { moved: 'yes' }, {}],
    ['one of the application', { mine: 'a\0', more: { b: ['c\0', 1] }, none: () => {} }, { mine: 'a\uFFFD', more: { b: ['c\uFFFD', 1] } }],
    ['a name of the language', JSON.parse('{"__proto__":{"a":1}}'), {}]
  ]
  for (const [name, given, facts] of cases) t.strictSame(new ApiError('not_found', { facts: given as Facts }).facts, facts, name)
})

t.test('what a gate has cleaned stays as it is', async (t) => {
  const facts = safeFacts({ value: 'x'.repeat(1000) })
  t.equal(factsOf(facts), facts)
})

t.test('constructors', async (t) => {
  t.strictSame(notFound({ resource: 'User', id: 7 }).facts, { resource: 'User', id: '7' })
  t.strictSame(notFound({ resource: 'User', id: 7n }).facts, { resource: 'User', id: '7' })
  t.strictSame(notFound({ resource: 'Day', id: new Date(0) }).facts, { resource: 'Day', id: '1970-01-01T00:00:00.000Z' })
  t.strictSame(forbidden({ resource: 'User', id: 7 }).facts, { resource: 'User', id: '7' })
  t.strictSame(conflict({ existing: 7 as never }).facts, { existing: { location: '7' } })
  t.strictSame(methodNotAllowed(['GET', Symbol('x'), {}] as never).headers, { allow: 'GET, Symbol(x)' })
  const cause = new Error('secret')
  const error = notFound(cause as never)
  t.strictSame([error.detail, error.cause], [undefined, cause], 'an error is a cause')
  t.strictSame([notFound(5 as never).detail, notFound(null as never).detail], ['5', undefined])
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  t.equal(notFound(proxy as never).status, 404)
})

t.test('issues', async (t) => {
  const issuesOf = (issues: unknown): object[] => [...new ApiError('validation_failed', { issues: issues as never }).issues]
  t.strictSame(issuesOf([{ path: ['a\0', 0, 'x'.repeat(300), Symbol('x'), {}] }]), [{ path: ['a\uFFFD', 0, `${'x'.repeat(199)}…`, 'Symbol(x)', ''] }])
  t.strictSame(issuesOf([{ path: 7 }, { path: null }, { path: {} }]), [{ path: ['7'] }, { path: [] }, { path: [] }])
  t.strictSame(issuesOf(['a', 7, null, () => {}]), [{ path: [], message: 'a' }, { path: [], message: '7' }])
  t.strictSame(issuesOf([{ path: 'a', message: 5, keyword: {}, part: 'x', locale: null, scope: 7, params: 5, mine: 1n }]),
    [{ path: ['a'], message: '5', keyword: undefined, part: undefined, locale: null, scope: '7', params: undefined, mine: '1' }])
  t.strictSame(issuesOf([{ get message () { throw new Error('no') }, path: 'a', part: 'params', params: { limit: 5 } }]), [{ path: ['a'], part: 'params', params: { limit: 5 } }])
})

t.test('links, members, headers and what throws when it is read', async (t) => {
  const error = new ApiError('conflict', {
    links: { a: 7, b: {}, c: 'https://x/' } as never, extra: { id: 7n, self () {}, at: new Date(0) }, headers: { 'x-a': [], etag: ['"1"', '"2"'], 'x-b': ['1', {}] as never, location: ['/a', '/b'] }
  })
  t.strictSame([error.links, error.extra, error.headers], [{ a: '7', c: 'https://x/' }, { id: '7', at: '1970-01-01T00:00:00.000Z' }, { etag: '"1"', location: '/a' }])
  const none = new ApiError('conflict', { links: 5, extra: ['a'], facts: 'x', issues: null, headers: null } as never)
  t.strictSame([none.links, none.extra, none.facts, none.issues, none.headers], [undefined, undefined, {}, [], {}])
  const failing = new ApiError('conflict', { get message (): string { throw new Error('no') }, get retryAfter () { return 5 } })
  t.strictSame([failing.detail, failing.retryAfter], [undefined, 5])
  t.equal(new ApiError('conflict', null as never).status, 409)
  t.equal(unprocessable(null as never, { retryAfter: 5 }).retryAfter, 5)
  t.equal(methodNotAllowed(undefined, 'M').detail, 'M')
  t.strictSame(new ApiError('conflict', { headers: { get 'x-a' (): string { throw new Error('no') }, 'x-b': '1' } }).headers, { 'x-b': '1' })
})
