import t from 'tap'
import type { ApiError, ApiErrorInit } from '../../lib/errors/api-error.ts'
import { catalog, kinds, type Kind } from '../../lib/errors/catalog.ts'
import * as constructors from '../../lib/errors/constructors.ts'

const { notFound, unauthorized, methodNotAllowed, unprocessable, ...rest } = constructors
const plain = rest as Record<string, constructors.NamedConstructor>

const snake = (name: string): Kind => name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`) as Kind

t.test('every plain one', async (t) => {
  const init: ApiErrorInit = { links: { a: 'https://x/' }, retryAfter: 3 }
  for (const [name, construct] of Object.entries(plain)) {
    const kind = snake(name)
    t.ok(kinds.includes(kind), `${name} makes a kind of the catalog`)
    const cases: Array<[error: ApiError, detail: string | undefined, links: object | undefined]> = [
      [construct(), undefined, undefined],
      [construct('M'), 'M', undefined],
      [construct('M', init), 'M', init.links],
      [construct({ ...init, message: 'M' }), 'M', init.links],
      [construct(init), undefined, init.links],
      [construct(undefined, init), undefined, init.links]
    ]
    for (const [error, detail, links] of cases) {
      t.strictSame([error.kind, error.status, error.detail, error.links, error.retryAfter],
        [kind, catalog[kind].status, detail, links, links && 3], name)
    }
  }
})

t.test('notFound', async (t) => {
  const cases: Array<[error: ApiError, detail: string | undefined, facts: object, links?: object]> = [
    [notFound(), undefined, {}],
    [notFound('M'), 'M', {}],
    [notFound('M', { links: { a: 'b' } }), 'M', {}, { a: 'b' }],
    [notFound(undefined, { links: { a: 'b' } }), undefined, {}, { a: 'b' }],
    [notFound({ message: 'M', links: { a: 'b' } }), 'M', {}, { a: 'b' }],
    [notFound({ id: 'x' }), undefined, {}],
    [notFound({ resource: 'Category' }), undefined, { resource: 'Category' }],
    [notFound({ resource: 'Category', id: 'x', facts: { limit: 1 } }), undefined, { limit: 1, resource: 'Category', id: 'x' }]
  ]
  for (const [error, detail, facts, links] of cases) {
    t.strictSame([error.kind, error.detail, error.facts, error.links], ['not_found', detail, facts, links])
  }
})

t.test('unauthorized', async (t) => {
  const cases: Array<[error: ApiError, detail: string | undefined, headers: object]> = [
    [unauthorized(), undefined, {}],
    [unauthorized('M'), 'M', {}],
    [unauthorized('M', { challenge: 'Basic realm="api"', headers: { 'x-a': 'b' } }), 'M', { 'www-authenticate': 'Basic realm="api"', 'x-a': 'b' }],
    [unauthorized(undefined, { headers: { 'WWW-Authenticate': ['Bearer', 'Basic'] } }), undefined, { 'www-authenticate': ['Bearer', 'Basic'] }]
  ]
  for (const [error, detail, headers] of cases) t.strictSame([error.kind, error.detail, error.headers], ['unauthorized', detail, headers])
})

t.test('methodNotAllowed', async (t) => {
  const cases: Array<[error: ApiError, detail: string | undefined, headers: object, facts: object]> = [
    [methodNotAllowed(['GET', 'PATCH']), undefined, { allow: 'GET, PATCH' }, { allow: ['GET', 'PATCH'] }],
    [methodNotAllowed([]), undefined, { allow: '' }, { allow: [] }],
    [methodNotAllowed(['GET'], 'M', { headers: { 'x-a': 'b' }, facts: { moved: true } }), 'M', { allow: 'GET', 'x-a': 'b' }, { allow: ['GET'], moved: true }]
  ]
  for (const [error, detail, headers, facts] of cases) {
    t.strictSame([error.kind, error.detail, error.headers, error.facts], ['method_not_allowed', detail, headers, facts])
  }
})

t.test('unprocessable', async (t) => {
  const issues = [{ path: ['a'], message: 'M' }]
  const cases: Array<[error: ApiError, kind: Kind, detail: string | undefined, issues: object[]]> = [
    [unprocessable(), 'unprocessable', undefined, []],
    [unprocessable('M'), 'unprocessable', 'M', []],
    [unprocessable('M', { issues }), 'validation_failed', 'M', issues],
    [unprocessable({ issues, message: 'M' }), 'validation_failed', 'M', issues],
    [unprocessable({ issues: [] }), 'validation_failed', undefined, []],
    [unprocessable({ message: 'M' }), 'unprocessable', 'M', []]
  ]
  for (const [error, kind, detail, found] of cases) t.strictSame([error.kind, error.detail, error.issues], [kind, detail, found])
})

t.test('allow must be a list; one issue may stand alone', async (t) => {
  t.throws(() => methodNotAllowed('GET' as never), new TypeError('allow must be a list of methods, got GET'))
  t.strictSame(unprocessable({ issues: 'x' as never }).issues, [{ message: 'x', path: [] }])
  t.strictSame(unprocessable({ issues: { path: 'a', message: 'x' } as never }).issues, [{ message: 'x', path: ['a'] }])
  t.equal(unprocessable({ issues: null as never }).kind, 'unprocessable')
  t.strictSame(unprocessable({ issues: [{ message: 'x' } as never] }).issues, [{ message: 'x', path: [] }])
})
