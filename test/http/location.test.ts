import t from 'tap'
import { absoluteLocation } from '../../lib/http/location.ts'

const site = { protocol: 'https', host: 'example.com' }
const api = { ...site, prefix: '/api' }

type Base = Parameters<typeof absoluteLocation>[1]

t.test('a path', async (t) => {
  const cases: Array<[name: string, location: string, base: Base, expected: string]> = [
    ['RFC 9110 §10.2.2 joined to the origin', '/products/1', site, 'https://example.com/products/1'],
    ['the root', '/', site, 'https://example.com/'],
    ['empty', '', site, 'https://example.com/'],
    ['another protocol and a port', '/a', { protocol: 'http', host: 'localhost:3000' }, 'http://localhost:3000/a'],
    ['under the prefix', '/products/1', api, 'https://example.com/api/products/1'],
    ['already under the prefix', '/api/products/1', api, 'https://example.com/api/products/1'],
    ['the prefix itself', '/api', api, 'https://example.com/api'],
    ['the prefix with a slash', '/api/', api, 'https://example.com/api/'],
    ['the prefix with a query', '/api?a=1', api, 'https://example.com/api?a=1'],
    ['the prefix with a fragment', '/api#a', api, 'https://example.com/api#a'],
    ['a segment that only begins like the prefix', '/apis/1', api, 'https://example.com/api/apis/1'],
    ['the prefix in another case', '/API/1', api, 'https://example.com/api/API/1'],
    ['the root under the prefix', '/', api, 'https://example.com/api/'],
    ['RFC 3986 §4.2 relative', 'products/1', api, 'https://example.com/api/products/1'],
    ['RFC 3986 §4.2 relative, without prefix', 'products/1', site, 'https://example.com/products/1'],
    ['RFC 3986 §4.2 relative, with the name of the prefix', 'api/1', api, 'https://example.com/api/api/1'],
    ['RFC 3986 §4.2 relative, only a query', '?page=2', api, 'https://example.com/api/?page=2'],
    ['RFC 3986 §4.2 empty', '', api, 'https://example.com/api/'],
    ['prefix of two segments', '/a/b/c', { ...site, prefix: '/a/b' }, 'https://example.com/a/b/c'],
    ['prefix without a leading slash', '/x', { ...site, prefix: 'api' }, 'https://example.com/api/x'],
    ['prefix with trailing slashes', '/x', { ...site, prefix: '/api//' }, 'https://example.com/api/x'],
    ['empty prefix', '/x', { ...site, prefix: '' }, 'https://example.com/x'],
    ['prefix that is the root', '/x', { ...site, prefix: '/' }, 'https://example.com/x'],
    ['prefix with two leading slashes', '/x', { protocol: 'https', host: '', prefix: '//evil' }, '/evil/x'],
    ['prefix that needs encoding', '/x', { ...site, prefix: '/é#\n' }, 'https://example.com/%C3%A9%23%0A/x'],
    ['already under a prefix that needs encoding', '/é/x', { ...site, prefix: '/é' }, 'https://example.com/%C3%A9/x']
  ]
  for (const [name, location, base, expected] of cases) t.equal(absoluteLocation(location, base), expected, name)
})

t.test('encoding', async (t) => {
  const cases: Array<[name: string, location: string, expected: string]> = [
    ['RFC 3986 §2.4 an escape is kept', '/group%2Fproject/%e9', '/group%2Fproject/%e9'],
    ['RFC 3986 §2.1 a percent sign that is no escape', '/100%/%zz/%4', '/100%25/%25zz/%254'],
    ['RFC 3986 §3.3 all that a path may have', "/-._~!$&'()*+,;=:@aZ09", "/-._~!$&'()*+,;=:@aZ09"],
    ['RFC 3986 §3.4 a query', '/a?b=c&d=/?', '/a?b=c&d=/?'],
    ['RFC 3986 §3.4 brackets in a query', '/a?b[c]=d', '/a?b%5Bc%5D=d'],
    ['RFC 3986 §3.5 a fragment', '/a#b/?', '/a#b/?'],
    ['RFC 3986 §3.5 one fragment only', '/a#b#c', '/a#b%23c'],
    ['RFC 3986 §2.5 above ASCII, as UTF-8', '/é/‘/\u{1F600}', '/%C3%A9/%E2%80%98/%F0%9F%98%80'],
    ['a lone surrogate', '/\uD83D/\uDE00x', '/%EF%BF%BD/%EF%BF%BDx'],
    ['not safe', '/ "<>\\^`{|}', '/%20%22%3C%3E%5C%5E%60%7B%7C%7D'],
    ['controls', '/\0\t\r\n\x7F\x80', '/%00%09%0D%0A%7F%C2%80'],
    ['RFC 9112 §11.1 response splitting', '/a\r\nSet-Cookie: b=c', '/a%0D%0ASet-Cookie:%20b=c']
  ]
  for (const [name, location, expected] of cases) {
    t.equal(absoluteLocation(location, site), `https://example.com${expected}`, name)
    t.equal(absoluteLocation(location, { ...site, host: '' }), expected, `${name}, without origin`)
  }
})

t.test('a URL', async (t) => {
  const cases: Array<[name: string, location: string, expected: string]> = [
    ['https', 'https://other.example/a', 'https://other.example/a'],
    ['http', 'http://other.example/a', 'http://other.example/a'],
    ['RFC 3986 §6.2.2 normalised', 'HTTPS://Other.Example:443/a/../b', 'https://other.example/b'],
    ['RFC 3986 §2.4 an escape is kept', 'https://other.example/a%2Fb', 'https://other.example/a%2Fb'],
    ['above ASCII', 'https://bücher.example/é?é#é', 'https://xn--bcher-kva.example/%C3%A9?%C3%A9#%C3%A9'],
    ['a host of one latin1 character', 'http://\xE9', 'http://xn--9ca/'],
    ['controls', 'https://other.example/a\r\nb\tc\0d', 'https://other.example/abc%00d'],
    ['not below the prefix', 'https://example.com/a', 'https://example.com/a']
  ]
  for (const [name, location, expected] of cases) t.equal(absoluteLocation(location, api), expected, name)
})

t.test('what only looks like a URL is a path', async (t) => {
  const cases: Array<[name: string, location: string, expected: string]> = [
    ['RFC 3986 §4.2 another host', '//evil.example/a', '/evil.example/a'],
    ['RFC 3986 §4.2 another host, more slashes', '////evil.example', '/evil.example'],
    ['another host with a backslash', '/\\evil.example', '/%5Cevil.example'],
    ['another host with backslashes', '\\\\evil.example', '/%5C%5Cevil.example'],
    ['another host behind a tab', '/\t/evil.example', '/%09/evil.example'],
    ['another host behind a space', ' //evil.example', '/%20//evil.example'],
    ['javascript', 'javascript:alert(1)', '/javascript:alert(1)'],
    ['data', 'data:text/html,x', '/data:text/html,x'],
    ['ftp', 'ftp://evil.example', '/ftp://evil.example'],
    ['urn', 'urn:a:b', '/urn:a:b'],
    ['a scheme without slashes', 'https:evil.example', '/https:evil.example'],
    ['a scheme without a host', 'https://', '/https://'],
    ['a host that is none', 'https://[evil', '/https://%5Bevil'],
    ['a host with a C1 control', 'http://\xE9\x85\x85', '/http://%C3%A9%C2%85%C2%85'],
    ['a host with a space', 'https://a b/', '/https://a%20b/']
  ]
  for (const [name, location, expected] of cases) {
    t.equal(absoluteLocation(location, site), `https://example.com${expected}`, name)
    t.equal(absoluteLocation(location, api), `https://example.com/api${expected}`, `${name}, with prefix`)
    t.equal(absoluteLocation(location, { ...site, host: 'a/b' }), expected, `${name}, without origin`)
  }
})

t.test('RFC 9110 §7.2 host', async (t) => {
  const valid = [
    'example.com', 'EXAMPLE.com', 'a_b', 'localhost', 'example.com:8080', 'example.com:0', '127.0.0.1:1',
    'xn--bcher-kva.example', '[::1]', '[::1]:3000', '[2001:DB8::ff]', '[::ffff:1.2.3.4]'
  ]
  const invalid = [
    '', ' ', 'a b', 'a/b', 'a@b', 'a?b', 'a#b', 'a\\b', 'a%41', 'bücher.example', 'a\r\nb', 'a\n', 'a:', ':80', 'a:b',
    'a:80:80', 'a:99999', 'a:123456', '[', ']', '[]', '[::1', '::1', '[:::]', '[a.b]', '[::1]x', '[::1]:', '[fe80::1%25en0]',
    '999.999.999.999', 'a,b', '[::1'.repeat(4096), ':'.repeat(16384)
  ]
  for (const host of valid) {
    t.equal(absoluteLocation('/x', { ...site, host }), `https://${host}/x`, host)
  }
  for (const host of invalid) {
    t.equal(absoluteLocation('/x', { ...api, host }), '/api/x', `not ${JSON.stringify(host.slice(0, 20))}`)
  }
})

t.test('protocol', async (t) => {
  for (const protocol of ['', 'https:', 'HTTPS', 'ftp', 'javascript', 'https\r\n']) {
    t.equal(absoluteLocation('/x', { ...api, protocol }), '/api/x', JSON.stringify(protocol))
  }
})

t.test('examples of the documentation', async (t) => {
  const base = { protocol: 'https', host: 'example.com', prefix: '/api' }
  t.equal(absoluteLocation('/products/a b', base), 'https://example.com/api/products/a%20b')
  t.equal(absoluteLocation('/api/products/1', base), 'https://example.com/api/products/1')
  t.equal(absoluteLocation('//evil.example', base), 'https://example.com/api/evil.example')
})

t.test('hostile input of 16 KiB', async (t) => {
  for (const unit of ['/', '\\', '%', '#', '?', '\n', '\uD83D', '%2', '/.', 'é']) {
    const value = unit.repeat(16384 / unit.length)
    t.match(absoluteLocation(value, { ...api, prefix: value + 'x' }), /^https:\/\/example\.com\/[!-~]*$/, JSON.stringify(unit))
  }
})

t.test('random input', async (t) => {
  // Park and Miller's generator: the same strings on each run.
  let seed = 20250505
  const random = (below: number) => (seed = seed * 48271 % 2147483647) % below
  const alphabet = ['/', '/', '\\', ':', '@', '#', '?', '%', '%2F', '.', 'evil', 'api', 'javascript:', '\r\n', '\t', ' ', '\xE9', '\uD83D', '\u{1F600}', '[', '80']
  const word = (length: number) => {
    let text = ''
    for (; length > 0; length--) text += alphabet[random(alphabet.length)]
    return text
  }
  let origins = 0
  for (let run = 0; run < 20000; run++) {
    const location = word(random(8))
    const prefix = word(random(4))
    const host = random(2) === 0 ? 'example.com' : word(random(3))
    const value = absoluteLocation(location, { ...site, host, prefix })
    if (!/^[!-~]+$/.test(value)) t.fail('not printable ASCII', { location, prefix, host, value })
    if (value.startsWith('/')) {
      if (/^\/[/\\]/.test(value)) t.fail('names another host', { location, prefix, host, value })
      if (new URL(value, 'https://base.example').host !== 'base.example') t.fail('leads away', { location, prefix, host, value })
      continue
    }
    origins++
    if (!value.startsWith(`https://${host}/`)) t.fail('another origin', { location, prefix, host, value })
    if (absoluteLocation(value, { ...site, host: 'other.example' }) !== new URL(value).href) t.fail('its own output is not kept', { value })
  }
  t.ok(origins > 1000 && origins < 19000, `${origins} have an origin`)
})

// Enough runs for the engine to optimise the URL functions, which has changed their answers (Node 20.20).
t.test('random URLs', async (t) => {
  let seed = 20250506
  const random = (below: number) => (seed = seed * 48271 % 2147483647) % below
  const alphabet = ['/', '\\', ':', '@', '#', '?', '%', 'a', '\r\n', '\t', ' ', '\x7F', '\x85', '\xE9', '\uD83D', '\u2028', '"', '|']
  let absolute = 0
  for (let run = 0; run < 10000; run++) {
    let location = random(2) === 0 ? 'https://example.com/' : 'http://'
    for (let length = random(8); length > 0; length--) location += alphabet[random(alphabet.length)]
    const value = absoluteLocation(location, api)
    absolute += value.startsWith('https://example.com/api/') ? 0 : 1
    if (!/^https?:\/\/[!-~]+$/.test(value)) t.fail('not printable ASCII', { location, value })
  }
  t.ok(absolute > 1000 && absolute < 9000, `${absolute} were URLs`)
})
