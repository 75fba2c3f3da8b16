import t from 'tap'
import type { Rendered } from '../../lib/answer/render.ts'
import { withRequestId, type RequestIdPlaces } from '../../lib/answer/request-id.ts'

const both = { header: 'x-request-id', member: 'request_id' }

const answer = (body: string, type = 'application/json'): Rendered => ({ status: 404, headers: { 'content-type': type }, body, isSound: true })

t.test('withRequestId', async (t) => {
  const cases: Array<[name: string, places: RequestIdPlaces, id: string | undefined, body: string, type: string, written: string, field: string | undefined]> = [
    ['both', both, 'r-1', '{"a":1}', 'application/json', '{"a":1,"request_id":"r-1"}', 'r-1'],
    ['the field alone', { header: 'x-id' }, 'r-1', '{"a":1}', 'application/json', '{"a":1}', undefined],
    ['the member alone', { member: 'id' }, 'r-1', '{"a":1}', 'application/problem+json; charset=utf-8', '{"a":1,"id":"r-1"}', undefined],
    ['no id', both, undefined, '{"a":1}', 'application/json', '{"a":1}', undefined],
    ['an empty object', both, 'r-1', '{ }', 'application/json', '{ "request_id":"r-1"}', 'r-1'],
    ['quotes', both, 'r"1', '{"a":1}', 'application/json', '{"a":1,"request_id":"r\\"1"}', 'r"1'],
    ['what no field can hold', both, 'r\uFFFD1', '{"a":1}', 'application/json', '{"a":1,"request_id":"r\uFFFD1"}', undefined],
    ['a member of that name', both, 'r-1', '{"request_id":5}', 'application/json', '{"request_id":5}', 'r-1'],
    ['one further inside', both, 'r-1', '{"a":{"request_id":5}}', 'application/json', '{"a":{"request_id":5},"request_id":"r-1"}', 'r-1'],
    ['one that is said', both, 'r-1', '{"a":"\\"request_id\\":"}', 'application/json', '{"a":"\\"request_id\\":","request_id":"r-1"}', 'r-1'],
    ['a list', both, 'r-1', '[1]', 'application/json', '[1]', 'r-1'],
    ['a text', both, 'r-1', 'Retry later\n', 'text/plain', 'Retry later\n', 'r-1'],
    ['a text that looks like an object', both, 'r-1', '{}', 'text/plain', '{}', 'r-1'],
    ['an object that is cut', both, 'r-1', '{"a":', 'application/json', '{"a":', 'r-1']
  ]
  for (const [name, places, id, body, type, written, field] of cases) {
    const given = answer(body, type)
    const { headers, ...rest } = withRequestId(given, places, id)
    t.equal(rest.body, written, name)
    t.equal(headers['x-request-id'], field, name)
    t.strictSame(given, answer(body, type), `${name}: what many have stays`)
  }
  t.strictSame(withRequestId(answer('{}'), { header: 'X-Id' }, 'r').headers, { 'content-type': 'application/json', 'x-id': 'r' })
})
