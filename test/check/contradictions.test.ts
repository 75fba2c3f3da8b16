import t from 'tap'
import type { Answer } from '../../lib/check/answer.ts'
import { contradictions, isJson, jsonOf } from '../../lib/check/contradictions.ts'

const json = { 'content-type': 'application/json' }

function answer (status: number, headers: Answer['headers'] = {}, text = '', more: Partial<Answer> = {}): Answer {
  const body = Buffer.from(text)
  return { method: 'GET', url: '/', status, headers, body, length: body.length, heard: undefined, ...more }
}

/** What must be found, as `part: sentence`; nothing: it is sound. */
const cases: ReadonlyArray<readonly [name: string, answer: Answer, found?: string]> = [
  ['a sound error', answer(404, { 'content-type': 'application/problem+json', 'content-length': '14' }, '{"status":404}')],
  ['a body on HEAD', answer(200, {}, 'abc', { method: 'HEAD' }), 'body: An answer to HEAD has no body, and here are 3 bytes of one.'],
  ['HEAD, with the length that GET would have', answer(200, { ...json, 'content-length': '100' }, '', { method: 'HEAD' })],
  ['a body on 204', answer(204, {}, 'abc'), 'body: A 204 has no body, and here are 3 bytes of one.'],
  ['a body on 205', answer(205, {}, 'abc'), 'body: A 205 has no body, and here are 3 bytes of one.'],
  ['a body on 304', answer(304, {}, 'abc'), 'body: A 304 has no body, and here are 3 bytes of one.'],
  ['a 304, with the length that a 200 would have', answer(304, { 'content-length': '100' })],
  ['a 204 with a length', answer(204, { 'content-length': '0' }), 'Content-Length: A 204 cannot have the Content-Length "0".'],
  ['a 205 without a body', answer(205, { 'content-length': '0' })],
  ['a 405 without Allow', answer(405), 'Allow: A 405 needs the field Allow.'],
  ['a 405 of what takes no method', answer(405, { allow: '' })],
  ['a 401 without a challenge', answer(401), 'WWW-Authenticate: A 401 needs the field WWW-Authenticate.'],
  ['a 401', answer(401, { 'www-authenticate': 'Bearer' })],
  ['a 407 without a challenge', answer(407), 'Proxy-Authenticate: A 407 needs the field Proxy-Authenticate.'],
  ['a 426 without a protocol', answer(426), 'Upgrade: A 426 needs the field Upgrade.'],
  ['Retry-After in words', answer(503, { 'retry-after': 'soon' }), 'Retry-After: Retry-After is neither seconds nor a date: "soon".'],
  ['Retry-After with a fraction', answer(503, { 'retry-after': '1.5' }), 'Retry-After: Retry-After is neither seconds nor a date: "1.5".'],
  ['Retry-After below zero', answer(503, { 'retry-after': -1 }), 'Retry-After: Retry-After is neither seconds nor a date: "-1".'],
  ['Retry-After in seconds', answer(503, { 'retry-after': 120 })],
  ['Retry-After as a date', answer(503, { 'retry-after': 'Sun, 06 Nov 1994 08:49:37 GMT' })],
  ['a Location with a space', answer(201, { location: '/a b' }), 'Location: Location is no URL: "/a b".'],
  ['an empty Location', answer(302, { location: '' }), 'Location: Location is no URL: "".'],
  ['a Location with a host that is none', answer(302, { location: 'http://[/' }), 'Location: Location is no URL: "http://[/".'],
  ['a Location', answer(201, { location: '/books/7?a=%20#b' })],
  ['a Location of a 200 means nothing', answer(200, { location: 'a b' })],
  ['a length in words', answer(200, { 'content-length': 'ten' }), 'Content-Length: A 200 cannot have the Content-Length "ten".'],
  ['a length that is too short', answer(200, { 'content-length': '2' }, 'abc'), 'Content-Length: Content-Length says 2, and the body has 3 bytes.'],
  ['a length that is too long', answer(200, { 'content-length': 4 }, 'abc'), 'Content-Length: Content-Length says 4, and the body has 3 bytes.'],
  ['a length that nobody has counted', answer(200, { 'content-length': '4' }, '', { body: undefined, length: undefined })],
  ['JSON that is none', answer(500, { 'content-type': 'application/problem+json' }, '<html>'), 'body: Content-Type says application/problem+json, and the body is no JSON.'],
  ['JSON that is not there', answer(200, json), 'body: Content-Type says application/json, and the body is no JSON.'],
  ['JSON that nobody has seen', answer(200, json, '', { body: undefined, length: undefined })],
  ['JSON in gzip', answer(200, { ...json, 'content-encoding': 'gzip' }, '\x1F')],
  ['HTML', answer(500, { 'content-type': 'text/html' }, '<html>')],
  ['a status in the body that is another', answer(422, json, '{"status":400}'), 'status: The member "status" says 400, and the status is 422.'],
  ['a statusCode in the body that is another', answer(400, json, '{"statusCode":500}'), 'statusCode: The member "statusCode" says 500, and the status is 400.'],
  ['a status in words', answer(422, json, '{"status":"failed"}')],
  ['a status of something else', answer(200, json, '{"status":7}')],
  ['JSON that is a number', answer(400, json, '7')]
]

for (const [name, given, found] of cases) {
  t.test(name, async (t) => {
    t.same(contradictions(given).map(({ about, message }) => `${about}: ${message}`), found === undefined ? [] : [found])
  })
}

t.test('several at once', async (t) => {
  t.same(contradictions(answer(405, { 'content-length': '1', ...json }, 'no')).map(({ about }) => about), ['Allow', 'Content-Length', 'body'])
})

t.test('what is read as JSON', async (t) => {
  t.ok(isJson(answer(200, { 'content-type': 'Application/vnd.api+JSON; charset=utf-8' })))
  t.notOk(isJson(answer(200)))
  t.same(jsonOf({ body: Buffer.from('null') }), { json: null })
  t.equal(jsonOf({ body: Buffer.from('{') }), undefined)
})
