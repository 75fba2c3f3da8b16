import t from 'tap'
import { inBytes, linesOf, plainHead } from '../../lib/answer/head.ts'
import { akeneo, problem } from '../../lib/index.ts'

t.test('a status line and fields, where they can be sent as they stand', async (t) => {
  const cases: Array<[name: string, status: number, reason: string | undefined, headers: Record<string, string | string[]>, expected: string | undefined]> = [
    ['a field', 404, undefined, { vary: 'Accept' }, 'HTTP/1.1 404 Not Found\r\nvary: Accept\r\n'],
    ['one that comes several times', 401, undefined, { 'www-authenticate': ['Basic', 'Bearer'] }, 'HTTP/1.1 401 Unauthorized\r\nwww-authenticate: Basic\r\nwww-authenticate: Bearer\r\n'],
    ['a phrase of its own', 413, 'Request Entity Too Large', {}, 'HTTP/1.1 413 Request Entity Too Large\r\n'],
    ['a status without a phrase', 499, undefined, {}, 'HTTP/1.1 499 unknown\r\n'],
    ['a phrase with a line of its own', 413, 'No\r\nset-cookie: a=1', {}, undefined],
    ['a value with a line of its own', 404, undefined, { vary: 'Accept\r\nset-cookie: a=1' }, undefined],
    ['a name with a line of its own', 404, undefined, { 'vary: a\r\nx': 'Accept' }, undefined],
    ['a value beyond ASCII', 404, undefined, { 'x-a': '\u00e9' }, undefined],
    ['a phrase beyond ASCII', 404, 'N\u00e9', {}, undefined]
  ]
  for (const [name, status, reason, headers, expected] of cases) t.equal(linesOf(status, reason, headers), expected, name)
})

t.test('a character for each byte', async (t) => {
  for (const text of ['', 'a', '\u00e9', '\u2018xxx\u2019', '\u{1f4a9}', '\ud83d']) t.strictSame(Buffer.from(inBytes(text), 'latin1'), Buffer.from(text), JSON.stringify(text))
})

t.test('the head of an error that says no more is made once, and anew where its dialect has changed', async (t) => {
  const dialect = { ...akeneo() }
  const first = plainHead(dialect, 404, 'no-store')
  t.strictSame(first, { headers: { 'content-type': 'application/json', 'cache-control': 'no-store' }, reason: undefined, lines: 'HTTP/1.1 404 Not Found\r\ncontent-type: application/json\r\ncache-control: no-store\r\n' })
  t.equal(plainHead(dialect, 404, 'no-store'), first)
  t.strictSame(plainHead(dialect, 404, undefined).headers, { 'content-type': 'application/json' })
  t.equal(plainHead(problem(), 404, undefined).headers['content-type'], 'application/problem+json')
  Object.assign(dialect, { mediaType: 'text/plain', reasons: { 404: 'No' } })
  t.strictSame(plainHead(dialect, 404, 'no-store'), { headers: { 'content-type': 'text/plain', 'cache-control': 'no-store' }, reason: 'No', lines: 'HTTP/1.1 404 No\r\ncontent-type: text/plain\r\ncache-control: no-store\r\n' })
})
