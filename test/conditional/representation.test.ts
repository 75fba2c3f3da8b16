import t from 'tap'
import { representationOf } from '../../lib/conditional/representation.ts'

const second = Date.UTC(1994, 10, 6, 8, 49, 37)
const shown = 'Sun, 06 Nov 1994 08:49:37 GMT'

t.test('what an application says of a resource', async (t) => {
  t.equal(representationOf(undefined), undefined)
  t.equal(representationOf(null), undefined)
  t.equal(representationOf({ exists: false, etag: '"1"' }), undefined)
  t.strictSame(representationOf({}), { etag: undefined, lastModified: undefined, headers: {} })
  t.strictSame(representationOf({ etag: undefined, lastModified: undefined, exists: undefined, headers: undefined }), { etag: undefined, lastModified: undefined, headers: {} })
  t.strictSame(representationOf({ exists: true, etag: 'W/"1"' }), { etag: { weak: true, opaque: '1' }, lastModified: undefined, headers: { etag: 'W/"1"' } })
  for (const lastModified of [second, second + 999, new Date(second + 1), second + 0.5]) {
    t.strictSame(representationOf({ lastModified }), { etag: undefined, lastModified: second, headers: { 'last-modified': shown } })
  }
  t.strictSame(representationOf({ lastModified: Date.UTC(1969, 0) })?.headers, { 'last-modified': 'Wed, 01 Jan 1969 00:00:00 GMT' })
  t.strictSame(representationOf({ etag: '"1"', lastModified: 0, headers: { 'Cache-Control': 'no-cache', ETag: '"2"', 'Content-Length': 5 } })?.headers, {
    'cache-control': 'no-cache', etag: '"1"', 'last-modified': 'Thu, 01 Jan 1970 00:00:00 GMT'
  })
})

t.test('a date that is still to come is not sent', async (t) => {
  t.strictSame(representationOf({ lastModified: second + 60_000 }, second + 500), { etag: undefined, lastModified: second + 60_000, headers: { 'last-modified': shown } })
})

t.test('what is no state', async (t) => {
  const etag = 'an "etag" with its quotes, as strongEtag() makes it'
  const date = 'a "lastModified" that is a Date, or a number of milliseconds since 1970'
  const cases: Array<[state: unknown, message: string]> = [
    ['"1"', "an object, undefined or null; got '\"1\"'"],
    [true, 'an object, undefined or null; got true'],
    [{ exists: 'yes' }, 'an "exists" that is true or false; got \'yes\''],
    [{ exists: null }, 'an "exists" that is true or false; got null'],
    [{ etag: '1' }, `${etag}; got '1'`],
    [{ etag: '"1", "2"' }, `${etag}; got '"1", "2"'`],
    [{ etag: '*' }, `${etag}; got '*'`],
    [{ etag: '"a\r\nb"' }, `${etag}; got '"a\\r\\nb"'`],
    [{ etag: 1 }, `${etag}; got 1`],
    [{ etag: null }, `${etag}; got null`],
    [{ etag: 'a'.repeat(200) }, `${etag}; got '${'a'.repeat(100)}'... 100 more characters`],
    [{ lastModified: shown }, `${date}; got '${shown}'`],
    [{ lastModified: null }, `${date}; got null`],
    [{ lastModified: new Date(NaN) }, `${date}; got Invalid Date`],
    [{ lastModified: NaN }, `${date}; got NaN`],
    [{ lastModified: Infinity }, `${date}; got Infinity`],
    [{ lastModified: Date.UTC(10_000, 0) }, `${date}; got 253402300800000`],
    [{ lastModified: -1e15 }, `${date}; got -1000000000000000`],
    [{ lastModified: {} }, `${date}; got {}`]
  ]
  for (const [state, message] of cases) {
    t.throws(() => representationOf(state as object), new TypeError(`fastify-conformant: preconditions.state() must answer ${message}`))
  }
})
