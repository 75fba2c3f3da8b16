import { head, post } from './bytes.ts'
import type { Provoked } from './provoke.ts'

const refused = { kind: 'bad_request', closes: true } as const
const chunked = 'Transfer-Encoding: chunked'

const lengths = (...values: string[]): Provoked => ({
  name: `Content-Length: ${values.join(' and ')}`, bytes: post(values.map(value => `Content-Length: ${value}`), '{}'), ...refused
})

/** RFC 9112 §6.3: nobody knows where such a message ends. */
const coded = (...values: string[]): Provoked => ({
  name: `Transfer-Encoding: ${values.join(' and ')}`, bytes: post(values.map(value => `Transfer-Encoding: ${value}`)), ...refused
})

/** RFC 9112 §6.1: it ends with its last chunk, but nobody can read what is in it. */
const unknownCoding = (...values: string[]): Provoked => ({
  name: `Transfer-Encoding: ${values.join(' and ')}`,
  bytes: post(values.map(value => `Transfer-Encoding: ${value}`), '0\r\n\r\n'),
  kind: 'not_implemented',
  facts: { detail: 'The transfer coding is not supported.' },
  closes: true
})

const chunks = (name: string, body: string): Provoked => ({ name, bytes: post([chunked], body), ...refused })

/** What is wrong with the frame of a body, RFC 9112 §6 and §7. */
export const framing: readonly Provoked[] = [
  lengths('2', '2'),
  lengths('2', '3'),
  ...['2, 2', '-1', '+2', '0x2', '', '2.0', '1e0', 'two', '2 2', '9'.repeat(25)].map(value => lengths(value)),
  { name: 'Content-Length, then Transfer-Encoding', bytes: post(['Content-Length: 2', chunked], '2\r\n{}\r\n0\r\n\r\n'), ...refused },
  { name: 'Transfer-Encoding, then Content-Length', bytes: post([chunked, 'Content-Length: 2'], '2\r\n{}\r\n0\r\n\r\n'), ...refused },
  ...['gzip', 'identity', 'xchunked', 'chunked;a=b', 'chunked, gzip', 'chunked, chunked', ''].map(value => coded(value)),
  coded('chunked', 'chunked'),
  coded('chunked', 'gzip'),
  unknownCoding('gzip, chunked'),
  unknownCoding('gzip', 'chunked'),
  { ...unknownCoding('br, chunked'), name: 'GET with a transfer coding', bytes: head('GET /ok HTTP/1.1', 'Transfer-Encoding: br, chunked') + '0\r\n\r\n' },
  {
    name: 'Transfer-Encoding in HTTP/1.0',
    bytes: 'POST /items HTTP/1.0\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n',
    kind: 'bad_request',
    facts: { detail: 'HTTP/1.0 has no Transfer-Encoding.' },
    closes: true
  },
  chunks('a size that is no number', 'zz\r\n'),
  chunks('a negative size', '-1\r\n'),
  chunks('no size', '\r\n'),
  chunks('a size with 0x', '0x2\r\n{}\r\n0\r\n\r\n'),
  chunks('a size behind a space', ' 2\r\n{}\r\n0\r\n\r\n'),
  chunks('a size before a space', '2 \r\n{}\r\n0\r\n\r\n'),
  chunks('a size that no number holds', `${'f'.repeat(17)}\r\n`),
  chunks('a chunk that is longer than its size', '2\r\n{}{}\r\n0\r\n\r\n'),
  chunks('a size with bare LF', '2\n{}\r\n0\r\n\r\n'),
  chunks('a size with bare CR', '2\r{}\r\n0\r\n\r\n'),
  chunks('a control character in an extension', '2;\x01=b\r\n{}\r\n0\r\n\r\n'),
  chunks('bare LF behind an extension', '2;a=b\n{}\r\n0\r\n\r\n'),
  chunks('an extension with an open quote', '2;a="b\r\n{}\r\n0\r\n\r\n'),
  chunks('a bad name in a trailer', '2\r\n{}\r\n0\r\nBad Trailer: a\r\n\r\n'),
  chunks('a trailer without a colon', '2\r\n{}\r\n0\r\nTrailer\r\n\r\n'),
  { ...chunks('extensions that are too long', `2;${'a'.repeat(17_000)}\r\n{}\r\n0\r\n\r\n`), kind: 'payload_too_large' },
  { ...chunks('trailers that are too large', `2\r\n{}\r\n0\r\nTrailer: ${'a'.repeat(20_000)}\r\n\r\n`), kind: 'header_fields_too_large' },
  { ...chunks('chunks without an end', '2\r\n{}\r\n'), ends: true },
  { ...chunks('the half of a chunk', '5\r\n{'), ends: true },
  { name: 'a body that is shorter than its length', bytes: post(['Content-Length: 10'], '{}'), ends: true, ...refused },
  { name: 'no body in spite of its length', bytes: post(['Content-Length: 10']), ends: true, ...refused },
  // The first answer is the only one: what comes after belongs to the same request.
  {
    name: 'a refused request whose chunks are broken',
    bytes: head('POST /items HTTP/1.1', 'Content-Type: text/csv', chunked) + 'zz\r\n',
    kind: 'unsupported_media_type',
    facts: { value: 'text/csv' },
    headers: { accept: 'application/json', 'accept-post': 'application/json', connection: 'keep-alive', 'keep-alive': 'timeout=72' },
    closes: true
  },
  {
    name: 'a refused request whose body is too short',
    bytes: head('POST /items HTTP/1.1', 'Content-Type: text/csv', 'Content-Length: 10') + 'a',
    kind: 'unsupported_media_type',
    facts: { value: 'text/csv' },
    headers: { accept: 'application/json', 'accept-post': 'application/json', connection: 'keep-alive', 'keep-alive': 'timeout=72' },
    ends: true,
    closes: true
  }
]
