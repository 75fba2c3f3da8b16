import t from 'tap'
import { announcesBody, hasNoBody, pathOfUrl, type BodyHead } from '../../lib/http/request-head.ts'

t.test('pathOfUrl', async (t) => {
  for (const [url, path] of [['/', '/'], ['/a?b=c', '/a'], ['/a?', '/a'], ['?a', ''], ['/a?b?c', '/a'], ['', '']] as const) t.equal(pathOfUrl(url), path, url)
  t.equal(pathOfUrl(undefined), '', 'a CONNECT of HTTP/2')
})

t.test('announcesBody', async (t) => {
  const cases: Array<[headers: Record<string, string>, expected: boolean]> = [
    [{}, false],
    [{ 'content-length': '0' }, false],
    [{ 'content-length': '1' }, true],
    [{ 'transfer-encoding': 'chunked' }, true],
    [{ 'transfer-encoding': 'chunked', 'content-length': '0' }, true],
    [{ 'content-type': 'application/json' }, false]
  ]
  for (const [headers, expected] of cases) t.equal(announcesBody(headers), expected, JSON.stringify(headers))
})

t.test('hasNoBody', async (t) => {
  const nothing = { 'content-length': '0' }
  const cases: Array<[head: Partial<BodyHead>, expected: boolean]> = [
    [{ httpVersionMajor: 1, headers: {} }, true],
    [{ httpVersionMajor: 1, headers: nothing }, true],
    [{ httpVersionMajor: 1, headers: { 'content-length': '1' } }, false],
    [{ httpVersionMajor: 1, headers: { 'transfer-encoding': 'chunked' } }, false],
    [{ httpVersionMajor: 2, headers: {}, stream: { endAfterHeaders: true } }, true],
    [{ httpVersionMajor: 2, headers: {}, stream: { endAfterHeaders: false } }, false],
    [{ httpVersionMajor: 2, headers: {} }, false],
    [{ httpVersionMajor: 2, headers: nothing, stream: { endAfterHeaders: false } }, true]
  ]
  for (const [head, expected] of cases) t.equal(hasNoBody(head as BodyHead), expected, JSON.stringify(head))
})
