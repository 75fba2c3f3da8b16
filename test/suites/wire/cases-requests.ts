import { head, json, post } from './bytes.ts'
import type { Provoked } from './provoke.ts'

const csv = { kind: 'unsupported_media_type', facts: { value: 'text/csv' }, headers: { accept: 'application/json', 'accept-post': 'application/json' } } as const
const untyped = { kind: 'content_type_missing', headers: { accept: 'application/json', 'accept-post': 'application/json' } } as const
const tooLarge = { kind: 'payload_too_large', facts: { limit: 1_048_576 } } as const
const get = 'GET, HEAD'

const missing = (target: string, path = target, method = 'GET'): Provoked => ({
  name: `${method} ${target}`, bytes: head(`${method} ${target} HTTP/1.1`), kind: 'route_not_found', facts: { method, path }, method
})
const notAllowed = (method: string, path: string, allow: string, named = allow): Provoked => ({
  name: `${method} ${path}`, bytes: head(`${method} ${path} HTTP/1.1`), kind: 'method_not_allowed', facts: { method, path, allow: named }, headers: { allow }, method
})
const nowhere = (method: string, target = '/ok'): Provoked => ({ name: `${method} ${target}`, bytes: head(`${method} ${target} HTTP/1.1`), kind: 'not_implemented' })
const badUrl = (target: string, method = 'GET'): Provoked => ({
  name: `${method} ${target}`, bytes: head(`${method} ${target} HTTP/1.1`), kind: 'invalid_url', facts: {}, method
})
const notAcceptable = (value: string, shown = value): Provoked => ({
  name: `Accept: ${value}`, bytes: head('GET /ok HTTP/1.1', `Accept: ${value}`), kind: 'not_acceptable', facts: { value: shown }, headers: { vary: 'Accept' }
})
const malformed = (name: string, body: string | Buffer): Provoked => ({ name: `JSON: ${name}`, bytes: json(body), kind: 'malformed_json' })
const invalid = (name: string, body: object, said: NonNullable<Provoked['bodies']>): Provoked => ({
  name: `validation: ${name}`, bytes: json(JSON.stringify(body), '/strict'), kind: 'unprocessable', bodies: said, statuses: { akeneo: 422, gitlab: 400, problem: 422 }
})
const failed = (errors: object[], detail = 'Validation failed.'): object => ({ type: 'about:blank', title: 'Unprocessable Content', status: 422, detail, errors })

/** What a request asks for, and what the gates refuse. */
export const requests: readonly Provoked[] = [
  missing('/none'),
  missing('/none?query=1', '/none'),
  missing('/none', '/none', 'HEAD'),
  ...['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].map(method => missing('/none', '/none', method)),
  missing('/%E2%82%AC'),
  missing('/"<b>'),
  missing(`/${'a'.repeat(5000)}`, `/${'a'.repeat(198)}…`),
  { ...missing('/none', '/none', 'DELETE'), name: 'DELETE with a broken body', bytes: `${head('DELETE /none HTTP/1.1', 'Content-Type: application/json', 'Content-Length: 1')}{` },
  ...['POST', 'PUT', 'PATCH', 'DELETE'].map(method => notAllowed(method, '/ok', get, 'GET')),
  notAllowed('GET', '/items', 'POST'),
  notAllowed('HEAD', '/items', 'POST'),
  ...['PROPFIND', 'TRACE', 'PURGE', 'LINK', 'M-SEARCH'].map(method => nowhere(method)),
  nowhere('PROPFIND', '/none'),
  ...['/p/%zz', '/p/%', '/p/%c3%28', '/p/%ff', '/%', '/p/a%2'].map(target => badUrl(target)),
  badUrl('/p/%zz', 'HEAD'),
  { ...badUrl('/p/%zz', 'POST'), bytes: json('{', '/p/%zz') },
  { name: 'a parameter that is too long', bytes: head(`GET /p/${'a'.repeat(8001)} HTTP/1.1`), kind: 'uri_too_long' },
  { name: 'an unknown expectation', bytes: head('GET /ok HTTP/1.1', 'Expect: foo'), kind: 'expectation_failed' },
  { name: 'an unknown expectation and a body', bytes: json('{}', '/items', 'Expect: foo'), kind: 'expectation_failed' },
  { name: 'a body to be announced, of the wrong type', bytes: head('POST /items HTTP/1.1', 'Content-Type: text/csv', 'Content-Length: 3', 'Expect: 100-continue') + 'a,b', ...csv, closes: true },
  { name: 'an upgrade at an unknown URL', bytes: head('GET /none HTTP/1.1', 'Connection: Upgrade', 'Upgrade: websocket'), kind: 'route_not_found', facts: { method: 'GET', path: '/none' } },
  {
    name: 'an upgrade to HTTP/2 by the wrong method',
    bytes: head('DELETE /ok HTTP/1.1', 'Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAAQAAP__'),
    kind: 'method_not_allowed',
    facts: { method: 'DELETE', path: '/ok', allow: 'GET' },
    headers: { allow: get }
  },
  notAcceptable('image/png'),
  notAcceptable('application/json;q=0'),
  notAcceptable('text/html\xE2\x80\xA6', 'text/html…'),
  { ...notAcceptable('image/png'), name: 'HEAD and Accept', bytes: head('HEAD /ok HTTP/1.1', 'Accept: image/png'), method: 'HEAD' },
  { name: 'a body of the wrong type', bytes: head('POST /items HTTP/1.1', 'Content-Type: text/csv', 'Content-Length: 3') + 'a,b', ...csv },
  { name: 'chunks of the wrong type', bytes: head('POST /items HTTP/1.1', 'Content-Type: text/csv', 'Transfer-Encoding: chunked') + '3\r\na,b\r\n0\r\n\r\n', ...csv },
  { name: 'a body without a type', bytes: head('POST /items HTTP/1.1', 'Content-Length: 2') + '{}', ...untyped },
  { name: 'chunks without a type', bytes: head('POST /items HTTP/1.1', 'Transfer-Encoding: chunked') + '2\r\n{}\r\n0\r\n\r\n', ...untyped },
  { name: 'a body in a coding', bytes: json('{}', '/items', 'Content-Encoding: gzip'), kind: 'unsupported_coding', facts: { value: 'gzip' }, headers: { 'accept-encoding': 'identity' } },
  { name: 'a length beyond the limit', bytes: post(['Content-Length: 1048577'], 'a'.repeat(1_048_577)), ...tooLarge },
  { name: 'a body of 100,000 bytes at an unknown URL', bytes: post(['Content-Length: 100000'], 'a'.repeat(100_000), '/none'), kind: 'route_not_found', facts: { method: 'POST', path: '/none' } },
  { name: 'chunks beyond the limit', bytes: post(['Transfer-Encoding: chunked'], `100001\r\n${'a'.repeat(0x100001)}\r\n0\r\n\r\n`), ...tooLarge },
  { name: 'a length that nobody reads', bytes: post([`Content-Length: ${'9'.repeat(15)}`]), ...tooLarge, closes: true },
  { name: 'more items than are taken', bytes: json(`[${'1,'.repeat(100)}1]`), kind: 'too_many_items', facts: { limit: 100 } },
  malformed('white space', ' '),
  malformed('a half', '{"a":'),
  malformed('a word', 'hello'),
  malformed('invalid UTF-8', Buffer.from('7b2261223a22ff227d', 'hex')),
  malformed('UTF-16', Buffer.from('{}', 'utf16le')),
  malformed('__proto__', '{"__proto__":{}}'),
  malformed('constructor.prototype', '{"constructor":{"prototype":{}}}'),
  malformed('too deep', `${'['.repeat(600)}${']'.repeat(600)}`),
  { name: 'JSON: a half in chunks', bytes: post(['Transfer-Encoding: chunked'], '1\r\n{\r\n0\r\n\r\n'), kind: 'malformed_json' },
  invalid('an unknown property', { name: 'a', extra: 1 }, {
    akeneo: { code: 422, message: "Property 'extra' does not exist. Check the standard format documentation." },
    gitlab: { message: { extra: ['is not allowed'] } },
    problem: failed([{ detail: 'is not a known property', pointer: '#/extra' }])
  }),
  invalid('a missing property', {}, {
    akeneo: { code: 422, message: 'Validation failed.', errors: [{ property: 'name', message: 'This value should not be blank.' }] },
    gitlab: { message: '400 (Bad request) "name" not given' },
    problem: failed([{ detail: 'is required', pointer: '#/name' }])
  }),
  invalid('a wrong type', { name: 1 }, {
    akeneo: { code: 422, message: 'Validation failed.', errors: [{ property: 'name', message: 'This value should be of type string.' }] },
    gitlab: { message: { name: ['is invalid'] } },
    problem: failed([{ detail: 'must be of type string', pointer: '#/name' }])
  })
]
