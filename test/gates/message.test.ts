import t from 'tap'
import { messageRefusal, type MessageHead } from '../../lib/gates/message.ts'

type Field = [name: string, value: string]

/** As Node gives it: names in lower case, of several Host fields the first, of several codings a list. */
function head (version: string, fields: Field[]): MessageHead {
  const headers: Record<string, string> = {}
  for (const [name, value] of fields) {
    const key = name.toLowerCase()
    const earlier = headers[key]
    if (earlier === undefined) headers[key] = value
    else if (key !== 'host') headers[key] = `${earlier}, ${value}`
  }
  const [httpVersionMajor, httpVersionMinor] = version.split('.').map(Number) as [number, number]
  return { method: 'GET', url: '/', httpVersionMajor, httpVersionMinor, headers, rawHeaders: fields.flat() }
}

const host: Field = ['Host', 'api.example']
const sound = undefined
const version = ['http_version_not_supported', 505, undefined]
const missing = ['bad_request', 400, 'The Host header is missing.']
const twice = ['bad_request', 400, 'There is more than one Host header.']
const invalid = ['bad_request', 400, 'The Host header is not valid.']
const coding = ['not_implemented', 501, 'The transfer coding is not supported.']
const unframed = ['bad_request', 400, undefined]
const early = ['bad_request', 400, 'HTTP/1.0 has no Transfer-Encoding.']

function told (version: string, ...fields: Field[]): unknown {
  const refusal = messageRefusal(head(version, fields))
  return refusal && [refusal.kind, refusal.status, refusal.detail]
}

t.test('versions', async (t) => {
  const cases: Array<[version: string, fields: Field[], told: unknown]> = [
    ['1.1', [host], sound],
    ['1.0', [host], sound],
    ['1.0', [], sound],
    ['1.2', [host], sound],
    ['1.2', [], missing],
    ['0.9', [], version],
    ['0.9', [host], version],
    ['2.0', [host], version],
    ['2.0', [], version],
    ['3.0', [host, ['Transfer-Encoding', 'gzip']], version]
  ]
  for (const [version, fields, expected] of cases) t.strictSame(told(version, ...fields), expected, `${version} ${JSON.stringify(fields)}`)
})

t.test('RFC 9112 §3.2: one Host, but for HTTP/1.0', async (t) => {
  const cases: Array<[version: string, fields: Field[], told: unknown]> = [
    ['1.1', [], missing],
    ['1.1', [['X-Host', 'api.example'], ['Hosts', 'api.example']], missing],
    ['1.1', [['accept', 'host'], ['x', 'Host']], missing],
    ['1.1', [host, host], twice],
    ['1.1', [host, ['HOST', 'other.example']], twice],
    ['1.1', [host, ['accept', '*/*'], ['host', '']], twice],
    ['1.1', [['Host', 'a b'], host], twice],
    ['1.0', [host, host], twice],
    ['1.1', [['accept', 'host'], host, ['x', 'Host']], sound],
    ['1.1', [['hOsT', 'api.example']], sound]
  ]
  for (const [version, fields, expected] of cases) t.strictSame(told(version, ...fields), expected, `${version} ${JSON.stringify(fields)}`)
})

t.test('RFC 9110 §7.2: what a Host may be', async (t) => {
  const good = [
    '', 'a', 'api.example', 'API.Example', 'api.example.', 'api.example:80', 'api.example:', ':80', '127.0.0.1', '127.0.0.1:65535', '[::1]', '[::1]:443', '[::1]:',
    '[2001:DB8::7]', '[::ffff:127.0.0.1]', 'xn--bcher-kva.example', 'b%C3%BCcher.example', '%41', 'a%2fb', 'under_score', 'a-b~c', "!$&'()*+,;=", '7'
  ]
  const bad = [
    ' ', 'a b', 'a/b', '/', 'a\\b', 'a?b', 'a#b', 'user@api.example', 'user:pass@api.example', '@', 'a:b', 'a:80:80', 'a:-1', 'a:8 0', 'a: 80', '::1', '[::1', '::1]',
    '[]', '[::1]a', '[::1]:a', '[fe80::1%25eth0]', '[g::]', '[::1]]', 'a[::1]', '%', 'a%2', '%zz', '%4', 'a%', '%%41', '<script>', 'a"b', 'a|b', 'a^b', 'a`b', '{a}', 'a\tb',
    'a\u0000', 'a\nb', 'a\n', '\na', 'a\r\nb', 'a\u007f', '\u00e9', 'a\u017f', 'http://api.example', 'api.example/'
  ]
  for (const value of good) t.strictSame(told('1.1', ['Host', value]), sound, JSON.stringify(value))
  for (const value of bad) {
    t.strictSame(told('1.1', ['Host', value]), invalid, JSON.stringify(value))
    t.strictSame(told('1.0', ['Host', value]), invalid, `${JSON.stringify(value)} in HTTP/1.0`)
  }
})

t.test('a Host that is remembered makes no other one valid', async (t) => {
  for (let i = 0; i < 2; i++) {
    t.strictSame(told('1.1', host), sound)
    t.strictSame(told('1.1', ['Host', 'a b']), invalid)
    t.strictSame(told('1.1', ['Host', 'a b']), invalid)
    t.strictSame(told('1.1', host, host), twice)
    t.strictSame(told('1.1'), missing)
    t.strictSame(told('1.1', ['Host', 'other.example']), sound)
  }
})

t.test('RFC 9112 §6.1: chunked is the one coding of messages, and of HTTP/1.1', async (t) => {
  const cases: Array<[version: string, value: string, told: unknown]> = [
    ['1.1', 'chunked', sound],
    ['1.1', 'Chunked', sound],
    ['1.1', 'CHUNKED', sound],
    ['1.1', 'gzip', unframed],
    ['1.1', 'gzip, chunked', coding],
    ['1.1', 'chunked, gzip', unframed],
    ['1.1', 'identity', unframed],
    ['1.1', 'chunkedx', unframed],
    ['1.1', 'chunked;a=b', unframed],
    ['1.1', 'chunked, chunked', coding],
    ['1.1', '', unframed],
    ['1.0', 'chunked', early],
    ['1.0', 'gzip', early],
    ['1.0', '', early]
  ]
  for (const [version, value, expected] of cases) {
    t.strictSame(told(version, host, ['Transfer-Encoding', value]), expected, `${version} ${value}`)
    const withoutHost = expected === sound ? missing : expected
    t.strictSame(told(version, ['Transfer-Encoding', value]), withoutHost, `${version} ${value}: the framing comes before Host`)
  }
})

t.test('no Host, where the application needs none', async (t) => {
  t.equal(messageRefusal(head('1.1', []), false), undefined)
  t.equal(messageRefusal(head('1.1', [host, host]), false)?.detail, 'There is more than one Host header.', 'what is there has to be sound')
  t.equal(messageRefusal(head('1.1', [['Host', 'a b']]), false)?.detail, 'The Host header is not valid.')
})
