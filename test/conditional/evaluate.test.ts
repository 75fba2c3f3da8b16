import type { IncomingHttpHeaders } from 'node:http'
import t from 'tap'
import { dependsOnState, evaluatePreconditions, missingCondition } from '../../lib/conditional/evaluate.ts'
import type { ResourceState } from '../../lib/conditional/state.ts'
import { representationOf } from '../../lib/conditional/representation.ts'

const before = 'Sat, 05 Nov 1994 08:49:37 GMT'
const same = 'Sun, 06 Nov 1994 08:49:37 GMT'
const after = 'Mon, 07 Nov 1994 08:49:37 GMT'
const strong: ResourceState = { etag: '"1"', lastModified: new Date(same) }
const weak: ResourceState = { etag: 'W/"1"', lastModified: Date.parse(same) + 999 }
const dated: ResourceState = { lastModified: new Date(same) }
const bare: ResourceState = {}
const gone: ResourceState = { exists: false, etag: '"1"', lastModified: 0 }

function evaluate (method: string, headers: IncomingHttpHeaders, state: ResourceState | undefined, rawHeaders?: string[]): unknown {
  return evaluatePreconditions({ method, headers, ...(rawHeaders === undefined ? {} : { rawHeaders }) }, representationOf(state))
}

type Row = [method: string, headers: IncomingHttpHeaders, state: ResourceState | undefined, answer: 304 | 412 | undefined]

const tables: Record<string, Row[]> = {
  'If-Match': [
    ['PUT', { 'if-match': '"1"' }, strong, undefined],
    ['PUT', { 'if-match': '"2", "1"' }, strong, undefined],
    ['PUT', { 'if-match': '"2"' }, strong, 412],
    ['PUT', { 'if-match': 'W/"1"' }, strong, 412],
    ['PUT', { 'if-match': '"1"' }, weak, 412],
    ['PUT', { 'if-match': 'W/"1"' }, weak, 412],
    ['PUT', { 'if-match': '"1"' }, bare, 412],
    ['PUT', { 'if-match': '"1"' }, gone, 412],
    ['PUT', { 'if-match': '*' }, bare, undefined],
    ['PUT', { 'if-match': '*' }, gone, 412],
    ['PUT', { 'if-match': '*' }, undefined, 412],
    ['PUT', { 'if-match': '' }, strong, 412],
    ['PUT', { 'if-match': '1' }, strong, 412],
    ['PUT', { 'if-match': '"1", 2' }, strong, 412],
    ['GET', { 'if-match': '"2"' }, strong, 412],
    ['HEAD', { 'if-match': '"1"' }, strong, undefined],
    ['DELETE', { 'if-match': '"2"' }, strong, 412],
    ['GET', { 'if-match': '*' }, gone, undefined],
    ['HEAD', { 'if-match': '"1"' }, undefined, undefined]
  ],
  'If-Unmodified-Since': [
    ['DELETE', { 'if-unmodified-since': before }, dated, 412],
    ['DELETE', { 'if-unmodified-since': same }, dated, undefined],
    ['DELETE', { 'if-unmodified-since': same }, weak, undefined],
    ['DELETE', { 'if-unmodified-since': after }, dated, undefined],
    ['DELETE', { 'if-unmodified-since': 'Saturday, 05-Nov-94 08:49:37 GMT' }, dated, 412],
    ['DELETE', { 'if-unmodified-since': 'Sat Nov  5 08:49:37 1994' }, dated, 412],
    ['DELETE', { 'if-unmodified-since': '1994-11-05T08:49:37Z' }, dated, undefined],
    ['DELETE', { 'if-unmodified-since': before }, bare, undefined],
    ['DELETE', { 'if-unmodified-since': before }, gone, undefined],
    ['GET', { 'if-unmodified-since': before }, dated, 412],
    ['PUT', { 'if-match': '"1"', 'if-unmodified-since': before }, strong, undefined],
    ['PUT', { 'if-match': '"2"', 'if-unmodified-since': after }, strong, 412]
  ],
  'If-None-Match': [
    ['GET', { 'if-none-match': '"1"' }, strong, 304],
    ['HEAD', { 'if-none-match': '"1"' }, strong, 304],
    ['GET', { 'if-none-match': 'W/"1"' }, strong, 304],
    ['GET', { 'if-none-match': '"2", "1"' }, weak, 304],
    ['GET', { 'if-none-match': '*' }, bare, 304],
    ['GET', { 'if-none-match': '"2"' }, strong, undefined],
    ['GET', { 'if-none-match': '"1"' }, bare, undefined],
    ['GET', { 'if-none-match': '1' }, strong, undefined],
    ['GET', { 'if-none-match': '' }, strong, undefined],
    ['GET', { 'if-none-match': '*' }, gone, undefined],
    ['PUT', { 'if-none-match': '*' }, gone, undefined],
    ['PUT', { 'if-none-match': '*' }, undefined, undefined],
    ['PUT', { 'if-none-match': '*' }, bare, 412],
    ['PUT', { 'if-none-match': '"1"' }, weak, 412],
    ['PUT', { 'if-none-match': '"2"' }, strong, undefined],
    ['PUT', { 'if-none-match': '1' }, strong, 412],
    ['PUT', { 'if-none-match': '1' }, gone, undefined],
    ['QUERY', { 'if-none-match': '"1"' }, strong, 412],
    ['GET', { 'if-match': '"1"', 'if-none-match': '"1"' }, strong, 304],
    ['GET', { 'if-match': '"2"', 'if-none-match': '"1"' }, strong, 412],
    ['GET', { 'if-unmodified-since': before, 'if-none-match': '"1"' }, strong, 412]
  ],
  'If-Modified-Since': [
    ['GET', { 'if-modified-since': before }, dated, undefined],
    ['GET', { 'if-modified-since': same }, dated, 304],
    ['GET', { 'if-modified-since': same }, weak, 304],
    ['HEAD', { 'if-modified-since': after }, dated, 304],
    ['GET', { 'if-modified-since': 'Sunday, 06-Nov-94 08:49:37 GMT' }, dated, 304],
    ['GET', { 'if-modified-since': 'yesterday' }, dated, undefined],
    ['GET', { 'if-modified-since': same }, bare, undefined],
    ['GET', { 'if-modified-since': same }, gone, undefined],
    ['POST', { 'if-modified-since': after }, dated, undefined],
    ['GET', { 'if-none-match': '"2"', 'if-modified-since': after }, strong, undefined],
    ['GET', { 'if-none-match': '1', 'if-modified-since': after }, strong, undefined]
  ],
  'methods without conditions': ['OPTIONS', 'TRACE', 'CONNECT'].flatMap((method): Row[] => [
    [method, { 'if-match': '"2"' }, strong, undefined],
    [method, { 'if-none-match': '*' }, strong, undefined],
    [method, { 'if-unmodified-since': before, 'if-modified-since': after }, strong, undefined]
  ])
}

for (const [name, rows] of Object.entries(tables)) {
  t.test(name, async t => {
    for (const [method, headers, state, answer] of rows) t.equal(evaluate(method, headers, state), answer, `${method} ${JSON.stringify(headers)} ${JSON.stringify(state)}`)
  })
}

t.test('two dates are none, though Node keeps the first', async (t) => {
  const raw = ['Host', 'a', 'IF-Unmodified-Since', before, 'If-Modified-Since', same]
  t.equal(evaluate('DELETE', { 'if-unmodified-since': before }, dated, raw), 412)
  t.equal(evaluate('DELETE', { 'if-unmodified-since': before }, dated, [...raw, 'if-unmodified-since', before]), undefined)
  t.equal(evaluate('GET', { 'if-modified-since': same }, dated, raw), 304)
  t.equal(evaluate('GET', { 'if-modified-since': same }, dated, [...raw, 'If-Modified-Since', before]), undefined)
  t.equal(evaluate('GET', { 'if-modified-since': same }, dated, [...raw, 'X', 'If-Modified-Since']), 304, 'a value is no name')
})

t.test('who has to know the state', async (t) => {
  const cases: Array<[method: string, headers: IncomingHttpHeaders, optional: boolean, required: boolean]> = [
    ['GET', {}, true, true],
    ['HEAD', {}, true, true],
    ['PUT', {}, false, true],
    ['DELETE', {}, false, true],
    ['SEARCH', {}, false, false],
    ['PUT', { 'if-match': '' }, true, true],
    ['PUT', { 'if-none-match': '*' }, true, true],
    ['PUT', { 'if-modified-since': same }, true, true],
    ['PUT', { 'if-unmodified-since': same }, true, true],
    ['OPTIONS', { 'if-match': '*' }, false, false],
    ['TRACE', {}, false, false],
    ['CONNECT', {}, false, false]
  ]
  for (const [method, headers, optional, required] of cases) {
    t.equal(dependsOnState({ method, headers }, false), optional, `${method} ${JSON.stringify(headers)}`)
    t.equal(dependsOnState({ method, headers }, true), required, `${method} ${JSON.stringify(headers)}, required`)
  }
})

t.test('what is missing where a condition is required', async (t) => {
  const create = 'Send the request again with If-None-Match: * to create what does not exist.'
  const match = 'Send the request again with If-Match and the ETag that you have read.'
  const since = 'Send the request again with If-Unmodified-Since and the Last-Modified that you have read.'
  const exists = 'Send the request again with If-Match: * to change what exists.'
  const cases: Array<[method: string, headers: IncomingHttpHeaders, state: ResourceState | undefined, sentence: string | undefined]> = [
    ['PUT', {}, strong, match],
    ['PUT', {}, weak, since],
    ['PUT', {}, dated, since],
    ['PUT', {}, bare, exists],
    ['PUT', {}, { etag: 'W/"1"' }, exists],
    ['PUT', {}, gone, create],
    ['PUT', {}, undefined, create],
    ['POST', {}, strong, match],
    ['DELETE', { 'if-none-match': '"2"' }, strong, match],
    ['DELETE', { 'if-modified-since': after }, strong, match],
    ['DELETE', { 'if-unmodified-since': 'tomorrow' }, strong, match],
    ['DELETE', { 'if-unmodified-since': after }, { etag: '"1"' }, match],
    ['DELETE', { 'if-unmodified-since': after }, undefined, create],
    ['DELETE', { 'if-unmodified-since': after }, dated, undefined],
    ['PUT', { 'if-match': '"1"' }, strong, undefined],
    ['PUT', { 'if-match': '*' }, bare, undefined],
    ['PUT', { 'if-none-match': '*' }, undefined, undefined],
    ['GET', {}, strong, undefined],
    ['HEAD', {}, strong, undefined],
    ['OPTIONS', {}, strong, undefined],
    ['PROPFIND', {}, strong, undefined]
  ]
  for (const [method, headers, state, sentence] of cases) {
    t.equal(missingCondition({ method, headers }, representationOf(state)), sentence, `${method} ${JSON.stringify(headers)} ${JSON.stringify(state)}`)
  }
})
