import t from 'tap'
import { boomErrors, isOfWreck } from '../../../lib/errors/mappers/boom.ts'

/** As @hapi/boom marks its errors. */
function boom (statusCode: number, message: string, more: object = {}, headers: object = {}): Error {
  return Object.assign(new Error(message), { isBoom: true, isServer: statusCode >= 500, data: { secret: 1 }, output: { statusCode, headers, payload: { statusCode, error: 'Phrase', message } } }, more)
}

t.test('what applications throw', async t => {
  const cases: Array<[name: string, thrown: unknown, seen: unknown[]]> = [
    ['its words', boom(400, 'No such colour.'), ['bad_request', 400, 'No such colour.', {}]],
    ['none but the phrase', boom(404, 'Phrase'), ['not_found', 404, undefined, {}]],
    ['an empty one', boom(404, ''), ['not_found', 404, undefined, {}]],
    ['its header fields', boom(401, 'Who?', {}, { 'WWW-Authenticate': 'Bearer' }), ['unauthorized', 401, 'Who?', { 'www-authenticate': 'Bearer' }]],
    ['a limit, which is in words of the application', boom(429, 'One a day.'), ['too_many_requests', 429, 'One a day.', {}]],
    ['another status', boom(418, 'I am one.'), ['bad_request', 418, 'I am one.', {}]],
    ['a fault of the server', boom(503, 'secret', {}, { 'Retry-After': '3', 'X-Inside': 'secret' }), ['service_unavailable', 503, undefined, { 'retry-after': '3' }]],
    ['what does not say whose fault it is', boom(409, 'secret', { isServer: undefined }), ['conflict', 409, undefined, {}]],
    ['without a status', boom(400, 'x', { output: undefined }), []],
    ['a status that is none', boom(200, 'x'), []],
    ['another error', Object.assign(boom(400, 'x'), { isBoom: 'yes' }), []],
    ['text', 'x', []],
    ['null', null, []]
  ]
  for (const [name, thrown, seen] of cases) {
    const error = boomErrors(thrown, undefined)
    t.strictSame(error === undefined ? [] : [error.kind, error.status, error.detail, { ...error.headers }], seen, name)
    if (error !== undefined) t.equal(error.cause, thrown)
  }
})

t.test('what Wreck was answered is of another server', async t => {
  const cases: Array<[name: string, thrown: Error, isOf: boolean]> = [
    ['an answer', boom(401, 'Response Error: 401', { data: { isResponseError: true } }), true],
    ['no JSON', boom(502, 'Unexpected token', { data: { payload: Buffer.from('<') } }), true],
    ['no answer', boom(502, 'Client request error: connect ECONNREFUSED'), true],
    ['the application', boom(502, 'No prices', { data: null }), false],
    ['no Boom', Object.assign(new Error('Client request error'), { isBoom: false }), false]
  ]
  for (const [name, thrown, isOf] of cases) {
    t.equal(isOfWreck(thrown as never), isOf, name)
    if (isOf) t.equal(boomErrors(thrown, undefined), undefined, name)
  }
})
