import t from 'tap'
import { STATUS_CODES } from 'node:http'
import { catalog, kindOf, kinds, phraseOf } from '../../lib/errors/catalog.ts'

/** Where RFC 9110 §15 has other words than Node, which keeps those of older RFCs. */
const registered: Record<number, string> = { 413: 'Content Too Large', 422: 'Unprocessable Content' }

t.test('every row', async (t) => {
  t.strictSame(kinds, Object.keys(catalog))
  t.ok(Object.isFrozen(catalog) && Object.isFrozen(kinds))
  for (const kind of kinds) {
    const { status, phrase, meaning, cacheability } = catalog[kind]
    t.ok(Object.isFrozen(catalog[kind]), `${kind} is frozen`)
    t.equal(phrase, registered[status] ?? STATUS_CODES[status], `${kind} has the registered phrase`)
    t.match(kind, /^[a-z]+(_[a-z]+)*$/, kind)
    t.ok(meaning.length > 0, `${kind} has a meaning`)
    // RFC 9110 §15.1 names 404, 405, 410, 414, 501; RFC 9110 §15.5.20 421, RFC 7725 §3 451. RFC 6585: 428, 429, 431.
    const heuristic = [404, 405, 410, 414, 421, 451, 501]
    const expected = heuristic.includes(status) ? 'heuristic' : [428, 429, 431].includes(status) ? 'forbidden' : 'explicit'
    t.equal(cacheability, expected, `${kind} may be kept: ${expected}`)
  }
})

t.test('kindOf and phraseOf', async (t) => {
  const cases: Array<[status: number, kind: string, phrase: string]> = [
    [400, 'bad_request', 'Bad Request'],
    [401, 'unauthorized', 'Unauthorized'],
    [404, 'not_found', 'Not Found'],
    [413, 'payload_too_large', 'Content Too Large'],
    [415, 'unsupported_media_type', 'Unsupported Media Type'],
    [418, 'bad_request', "I'm a Teapot"],
    [422, 'unprocessable', 'Unprocessable Content'],
    [499, 'bad_request', 'Bad Request'],
    [500, 'internal', 'Internal Server Error'],
    [508, 'internal', 'Loop Detected'],
    [511, 'internal', 'Network Authentication Required'],
    [599, 'internal', 'Internal Server Error']
  ]
  for (const [status, kind, phrase] of cases) {
    t.equal(kindOf(status), kind, String(status))
    t.equal(phraseOf(status), phrase, String(status))
  }
})
