import t from 'tap'
import { errorLine, type Occurrence } from '../../lib/errors/error-line.ts'
import { ApiError, conflict, methodNotAllowed, notFound } from '../../lib/index.ts'

const occurrence = (error: ApiError, more: Partial<Occurrence> = {}): Occurrence => ({
  error, shown: error, status: error.status, where: 'handler', gate: undefined, method: 'GET', route: '/a', path: undefined, contentLength: undefined, omitted: undefined, members: {}, sampled: 1, ...more
})
const base = { where: 'handler', method: 'GET', route: '/a' }

t.test('what is said of an error', async (t) => {
  const cases: Array<[name: string, error: ApiError, more: Partial<Occurrence>, line: object]> = [
    ['nothing more', conflict(), {}, { kind: 'conflict', status: 409, ...base }],
    ['another status', conflict(), { status: 400 }, { kind: 'conflict', status: 400, ...base }],
    ['a gate', conflict(), { where: 'gate', gate: 'accept' }, { kind: 'conflict', status: 409, ...base, where: 'gate', gate: 'accept' }],
    ['no route', notFound(), { route: undefined, path: `/a\n${'b'.repeat(300)}` }, { kind: 'not_found', status: 404, where: 'handler', method: 'GET', path: `/a\uFFFD${'b'.repeat(196)}…` }],
    ['nothing known', conflict(), { method: '', route: undefined, path: '' }, { kind: 'conflict', status: 409, where: 'handler' }],
    ['a mask', conflict(), { shown: notFound() }, { kind: 'conflict', status: 409, ...base, shown: 'not_found' }],
    ['methods', methodNotAllowed(['GET']), {}, { kind: 'method_not_allowed', status: 405, ...base, allowed: ['GET'] }],
    ['types', new ApiError('not_acceptable', { facts: { value: 'text/csv;token=a, image/*, , secret, a/b, c/d', allowed: ['a/c'] } }), {}, { kind: 'not_acceptable', status: 406, ...base, refused: ['text/csv', 'image/*', 'a/b'], allowed: ['a/c'] }],
    ['no type', new ApiError('unsupported_media_type', { facts: { value: 'secret' } }), {}, { kind: 'unsupported_media_type', status: 415, ...base }],
    ['a coding', new ApiError('unsupported_coding', { facts: { value: 'br, a/b' } }), {}, { kind: 'unsupported_coding', status: 415, ...base, refused: ['br'] }],
    ['bytes', new ApiError('payload_too_large', { facts: { limit: 5 } }), { contentLength: '9' }, { kind: 'payload_too_large', status: 413, ...base, limit: 5, size: 9 }],
    ['bytes that nobody has said', new ApiError('payload_too_large', { facts: { limit: 5 } }), {}, { kind: 'payload_too_large', status: 413, ...base, limit: 5 }],
    ['a constraint', new ApiError('operational_constraint', { facts: { limit: 5, unit: 'bytes' } }), { contentLength: '9' }, { kind: 'operational_constraint', status: 403, ...base, limit: 5, size: 9 }],
    ['items', new ApiError('too_many_items', { facts: { limit: 5 } }), { contentLength: '9' }, { kind: 'too_many_items', status: 413, ...base, limit: 5 }],
    ['a limit', new ApiError('too_many_requests', { retryAfter: 2, facts: { policy: 'all' } }), {}, { kind: 'too_many_requests', status: 429, ...base, limit: 'all', retryAfter: 2 }],
    ['a sample', conflict(), { sampled: 10 }, { kind: 'conflict', status: 409, ...base, sampled: 10 }],
    ['members, as far as they have room', conflict(), { members: { a: 'b'.repeat(1900), c: 'd'.repeat(200), e: 1 } }, { kind: 'conflict', status: 409, ...base, members: { a: 'b'.repeat(1900), e: 1 } }],
    ['what is left out', conflict(), { omitted: 3 }, { kind: 'conflict', status: 409, ...base, omitted: 3 }],
    ['nothing is left out', conflict(), { omitted: 0 }, { kind: 'conflict', status: 409, ...base }]
  ]
  for (const [name, error, more, line] of cases) t.strictSame(errorLine(occurrence(error, more)), line, name)
})

t.test('ten findings, their places and their keywords, and of no value anything', async (t) => {
  const issues = Array.from({ length: 12 }, (_, at) => ({ path: ['items', at, 'a'.repeat(300)], keyword: 'type', message: 'secret', params: { value: 'secret' } }))
  const line = errorLine(occurrence(new ApiError('validation_failed', { issues, facts: { omitted: 2 } })))
  t.equal(line.findings, 14)
  t.equal(line.issues?.length, 10)
  t.strictSame(line.issues?.[0], { path: `items[0].${'a'.repeat(190)}…`, keyword: 'type' })
  t.strictSame(errorLine(occurrence(new ApiError('validation_failed', { issues: [{ path: 'id', part: 'params' }] }))).issues, [{ path: 'id', part: 'params' }])
})
