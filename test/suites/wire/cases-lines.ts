import { host, head } from './bytes.ts'
import type { Provoked } from './provoke.ts'

const refused = { kind: 'bad_request', closes: true } as const
const line = (name: string, line: string): Provoked => ({ name: `${name}: ${JSON.stringify(line)}`, bytes: head(line), ...refused })
const unknownMethod = (method: string): Provoked => ({ name: `a method that nobody knows: ${method.slice(0, 20)}`, bytes: head(`${method} /ok HTTP/1.1`), kind: 'not_implemented', closes: true })
const version = (version: string): Provoked => ({ name: `the version ${version}`, bytes: head(`GET /ok ${version}`), kind: 'http_version_not_supported', closes: true })

/** What is wrong with the first line. */
export const lines: readonly Provoked[] = [
  line('no request line', 'garbage'),
  line('no method', ' /ok HTTP/1.1'),
  line('a space behind the version', 'GET /ok HTTP/1.1 '),
  line('tabs for spaces', 'GET\t/ok\tHTTP/1.1'),
  line('a space in the target', 'GET /a b HTTP/1.1'),
  line('a version without a minor part', 'GET /ok HTTP/1'),
  line('a protocol in small letters', 'GET /ok http/1.1'),
  line('another protocol', 'GET /ok FTP/1.1'),
  line('a status line', 'HTTP/1.1 200 OK'),
  { name: 'no target', bytes: head('GET HTTP/1.1'), kind: 'invalid_url', closes: true },
  { name: 'a target without a slash', bytes: head('GET ok HTTP/1.1'), kind: 'invalid_url', closes: true },
  { name: 'a control character in the target', bytes: head('GET /a\x01 HTTP/1.1'), kind: 'invalid_url', closes: true },
  { name: 'NUL in the target', bytes: head('GET /a\0 HTTP/1.1'), kind: 'invalid_url', closes: true },
  { name: 'DEL in the target', bytes: head('GET /a\x7F HTTP/1.1'), kind: 'invalid_url', closes: true },
  { name: 'a tab in the target', bytes: head('GET /a\tb HTTP/1.1'), kind: 'invalid_url', closes: true },
  { name: 'a target that is not ASCII', bytes: head('GET /\xC3\xA9 HTTP/1.1'), kind: 'invalid_url', closes: true },
  { name: 'the line of HTTP/0.9', bytes: 'GET /ok\r\n', ends: true, ...refused },
  { name: 'the line of HTTP/0.9 and an empty line', bytes: 'GET /ok\r\n\r\n', kind: 'http_version_not_supported', closes: true },
  { name: 'the line of HTTP/0.9 and fields', bytes: head('GET /ok'), kind: 'http_version_not_supported', closes: true },
  { name: 'NUL as the first byte', bytes: '\0', ...refused },
  { name: 'the hello of TLS', bytes: Buffer.from('16030100c8010000c40303', 'hex'), ...refused },
  { name: 'the hello of SSH', bytes: 'SSH-2.0-OpenSSH_9.7\r\n', ...refused },
  // Who writes all of it before reading anything must find the answer too, RFC 9112 §9.6.
  { name: 'garbage of five megabytes', bytes: `garbage\r\n${'a'.repeat(5_000_000)}`, ...refused },
  { name: 'bytes of no meaning', bytes: Buffer.from('fffefd80818283', 'hex'), ...refused },
  { name: 'a BOM', bytes: `\xEF\xBB\xBF${head('GET /ok HTTP/1.1')}`, ...refused },
  ...['FOO', 'get', 'Get', 'GETT', 'G', 'M-FOO', 'A'.repeat(9000)].map(unknownMethod),
  { name: 'CONNECT to an authority', bytes: 'CONNECT api.example:443 HTTP/1.1\r\nHost: api.example:443\r\n\r\n', kind: 'not_implemented', closes: true },
  { name: 'CONNECT to a path', bytes: head('CONNECT /ok HTTP/1.1'), kind: 'not_implemented', closes: true },
  ...['HTTP/0.9', 'HTTP/1.7', 'HTTP/1.2', 'HTTP/1.10', 'HTTP/2.0', 'HTTP/3.0', 'HTTP/9.9'].map(version),
  { name: 'the preface of HTTP/2', bytes: 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0', kind: 'http_version_not_supported', closes: true },
  { name: 'a target that is too long', bytes: head(`GET /${'a'.repeat(20_000)} HTTP/1.1`), kind: 'uri_too_long', closes: true },
  { name: 'a query that is too long', bytes: head(`GET /ok?${'a'.repeat(70_000)} HTTP/1.1`), kind: 'uri_too_long', closes: true },
  { name: 'a target that never ends', bytes: `GET /${'a'.repeat(70_000)}`, kind: 'uri_too_long', closes: true },
  { name: 'bare LF for CR LF', bytes: `GET /ok HTTP/1.1\n${host.replace('\r', '')}\n`, ...refused },
  { name: 'bare LF behind the request line alone', bytes: `GET /ok HTTP/1.1\n${host}\r\n`, ...refused },
  { name: 'the half of a line', bytes: 'GET /o', ends: true, ...refused },
  { name: 'the half of a head', bytes: `GET /ok HTTP/1.1\r\n${host}`, ends: true, ...refused },
  { name: 'bare CR for CR LF', bytes: `GET /ok HTTP/1.1\r${host.replace('\n', '')}\r`, ...refused }
]
