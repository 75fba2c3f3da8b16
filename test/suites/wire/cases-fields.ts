import { bare, head, host } from './bytes.ts'
import type { Provoked } from './provoke.ts'

const refused = { kind: 'bad_request', closes: true } as const
const hostless = { ...refused, facts: { detail: 'The Host header is missing.' } } as const
const hostTwice = { ...refused, facts: { detail: 'There is more than one Host header.' } } as const
const hostInvalid = { ...refused, facts: { detail: 'The Host header is not valid.' } } as const
const field = (name: string, ...fields: string[]): Provoked => ({ name, bytes: head('GET /ok HTTP/1.1', ...fields), ...refused })
const hosted = (value: string): Provoked => ({
  name: `Host: ${value}`, bytes: bare(`Host: ${value}`), ...hostInvalid
})

/** What is wrong with header fields. */
export const fields: readonly Provoked[] = [
  field('a space in a name', 'Bad Name: a'),
  field('a space behind a name', 'Name : a'),
  field('no colon', 'Name'),
  field('no name', ': a'),
  field('a bracket in a name', 'Na(me: a'),
  field('NUL in a name', 'Na\0me: a'),
  field('a letter beyond ASCII in a name', 'Na\xE9me: a'),
  field('NUL in a value', 'Name: a\0b'),
  field('a control character in a value', 'Name: a\x01b'),
  field('DEL in a value', 'Name: a\x7Fb'),
  field('bare CR in a value', 'Name: a\rb'),
  field('bare LF behind a value', 'Name: a\nOther: b'),
  field('a folded line', 'Name: a', ' b'),
  field('a line folded with a tab', 'Name: a', '\tb'),
  { name: 'a space before the first field', bytes: `GET /ok HTTP/1.1\r\n ${host}\r\n`, ...refused },
  { name: 'one field of 20,000 bytes', bytes: head('GET /ok HTTP/1.1', `Name: ${'a'.repeat(20_000)}`), kind: 'header_fields_too_large', closes: true },
  { name: 'a name of 20,000 bytes', bytes: head('GET /ok HTTP/1.1', `${'a'.repeat(20_000)}: a`), kind: 'header_fields_too_large', closes: true },
  { name: 'many fields', bytes: head('GET /ok HTTP/1.1', ...Array.from({ length: 4000 }, (_, index) => `Name-${index}: a`)), kind: 'header_fields_too_large', closes: true },
  { name: 'fields that never end', bytes: `GET /ok HTTP/1.1\r\n${'Name: aaaaaaaaaaaaaaaa\r\n'.repeat(4000)}`, kind: 'header_fields_too_large', closes: true },
  { name: 'HEAD with fields that are too large', bytes: head('HEAD /ok HTTP/1.1', `Name: ${'a'.repeat(20_000)}`), kind: 'header_fields_too_large', closes: true, method: 'HEAD' },
  { name: 'HEAD with a bad field', bytes: head('HEAD /ok HTTP/1.1', 'Bad Name: a'), ...refused, method: 'HEAD' }
]

/** RFC 9112 §3.2. */
export const hosts: readonly Provoked[] = [
  { name: 'no Host', bytes: bare(), ...hostless },
  { name: 'no Host, and a target that has one', bytes: 'GET http://api.example/ok HTTP/1.1\r\n\r\n', ...hostless },
  ...[['api.example', 'api.example'], ['api.example', 'other.example'], ['', 'api.example']].map(([first, second]): Provoked => ({
    name: `Host twice: ${first}, ${second}`, bytes: bare(`Host: ${first}`, `hOST: ${second}`), ...hostTwice
  })),
  ...[
    'a b', 'a/b', 'user@api.example', 'api.example:port', 'api.example:80:80', '[::1', '::1', '[::g]', '[::1]a', 'a"b', '<a>', 'a\\b', '%zz', 'a%', '\xE9.example',
    'http://api.example', 'a?b', 'a#b', 'a^b', '{a}', 'a|b', 'a`b', 'api.example, other.example', 'api.example:-1'
  ].map(hosted),
  { name: 'Host of HTTP/1.0', bytes: 'GET /ok HTTP/1.0\r\nHost: a b\r\n\r\n', ...hostInvalid },
  { name: 'Host of HTTP/1.0, twice', bytes: 'GET /ok HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n', ...hostTwice },
  { name: 'no Host before a body', bytes: 'POST /items HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}', ...hostless },
  {
    name: 'no Host before a megabyte',
    bytes: `POST /items HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n${'a'.repeat(1_000_000)}`,
    ...hostless
  },
  { name: 'no Host and an unknown expectation', bytes: bare('Expect: foo'), ...hostless },
  { name: 'HEAD without Host', bytes: 'HEAD /ok HTTP/1.1\r\n\r\n', ...hostless, method: 'HEAD' }
]
