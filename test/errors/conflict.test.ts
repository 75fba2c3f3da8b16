import t from 'tap'
import { conflict } from '../../lib/errors/conflict.ts'

t.test('what is in the way', async (t) => {
  const cases: Array<[error: ReturnType<typeof conflict>, detail: string | undefined, facts: object]> = [
    [conflict(), undefined, {}],
    [conflict('M', { facts: { id: 'x' } }), 'M', { id: 'x' }],
    [conflict('M', { existing: '/a' }), 'M', { existing: { location: '/a' } }],
    [conflict({ message: 'M', etag: '"1"' }), 'M', { existing: { etag: '"1"' } }],
    [conflict(undefined, { existing: '/a', etag: 'W/"1"', facts: { id: 'x' } }), undefined, { id: 'x', existing: { location: '/a', etag: 'W/"1"' } }]
  ]
  for (const [error, detail, facts] of cases) t.strictSame([error.kind, error.detail, error.facts], ['conflict', detail, facts])
  t.throws(() => conflict({ etag: '1' }), new TypeError('etag must be an entity tag such as "\\"1\\"", got "1"'))
})
