import t from 'tap'
import { sendableHeaders } from '../../lib/errors/headers.ts'

t.test('sendableHeaders', async (t) => {
  const cases: Array<[name: string, given: unknown, expected: object]> = [
    ['undefined', undefined, {}],
    ['null', null, {}],
    ['a string', 'Allow: GET', {}],
    ['a list', ['Allow', 'GET'], {}],
    ['a function', () => {}, {}],
    ['none', {}, {}],
    ['fields', { Allow: 'GET', 'x-limit': 5 }, { allow: 'GET', 'x-limit': '5' }],
    ['a list of values', { 'Set-Cookie': ['a=1', 'b=2'] }, { 'set-cookie': ['a=1', 'b=2'] }],
    ['numbers in a list', { 'x-a': [1, 'b'] }, { 'x-a': ['1', 'b'] }],
    ['Headers', new Headers({ Allow: 'GET', 'X-A': 'b' }), { allow: 'GET', 'x-a': 'b' }],
    ['bad values', { a: 'a\nb', b: 'a\rb', c: 'a\0b', d: 'é‘', e: true, f: null, g: undefined, h: {}, i: ['a', 'b\n'], j: Symbol('x') }, {}],
    ['bad names', { '': 'a', 'a b': 'c', 'a:': 'b', 'ä b': 'b' }, {}],
    ['what frames the message', {
      Connection: 'close',
      'Content-Encoding': 'gzip',
      'Content-Length': '5',
      'Content-Range': 'x',
      'Content-Type': 'text/html',
      'Keep-Alive': 'x',
      'Proxy-Connection': 'x',
      TE: 'x',
      Trailer: 'x',
      'Transfer-Encoding': 'chunked',
      Upgrade: 'x'
    }, {}],
    ['other letters of the same name', { Allow: 'GET', ALLOW: 'POST' }, { allow: 'POST' }]
  ]
  for (const [name, given, expected] of cases) {
    const headers = sendableHeaders(given)
    t.strictSame({ ...headers }, expected, name)
    t.ok(Object.isFrozen(headers), `${name} is frozen`)
  }
  t.strictSame(sendableHeaders({ 'content-type': 'text/plain', 'content-length': 1 }, true), { 'content-type': 'text/plain' })
})

t.test('what was looked at is not looked at again', async (t) => {
  const headers = sendableHeaders({ allow: 'GET' })
  t.equal(sendableHeaders(headers), headers)
})

t.test('a name of the language does no harm', async (t) => {
  const headers = sendableHeaders(JSON.parse('{"__proto__":["a"],"constructor":"b"}'))
  t.strictSame(Object.keys(headers), ['constructor'])
})
