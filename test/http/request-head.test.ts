import t from 'tap'
import { announcesBody, pathOfUrl } from '../../lib/http/request-head.ts'

t.test('pathOfUrl', async (t) => {
  for (const [url, path] of [['/', '/'], ['/a?b=c', '/a'], ['/a?', '/a'], ['?a', ''], ['/a?b?c', '/a'], ['', '']] as const) t.equal(pathOfUrl(url), path, url)
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
