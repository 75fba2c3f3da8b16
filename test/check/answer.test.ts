import t from 'tap'
import { fieldOf, isBodyless, longestBody, readHead } from '../../lib/check/answer.ts'

t.test('a field, several lines of it as one', async (t) => {
  const headers = { allow: 'GET', 'retry-after': 7, vary: ['Accept', 'Origin'] }
  t.equal(fieldOf({ headers }, 'allow'), 'GET')
  t.equal(fieldOf({ headers }, 'retry-after'), '7')
  t.equal(fieldOf({ headers }, 'vary'), 'Accept, Origin')
  t.equal(fieldOf({ headers }, 'location'), undefined)
})

t.test('answers without a body', async (t) => {
  t.same([['HEAD', 404], ['GET', 204], ['GET', 205], ['GET', 304]].map(([method, status]) => isBodyless({ method, status } as { method: string, status: number })), [true, true, true, true])
  t.notOk(isBodyless({ method: 'GET', status: 404 }))
})

t.test('the head of an answer over HTTP/1', async (t) => {
  t.same(readHead('HTTP/1.1 405 Method Not Allowed\r\nAllow: GET\r\nVary: Accept\r\nvary:Origin\r\nno field\r\n'), {
    status: 405, headers: { allow: 'GET', vary: 'Accept, Origin' }
  })
  t.equal(readHead('GET / HTTP/1.1\r\n'), undefined)
  t.equal(readHead(''), undefined)
})

t.test('what is kept of a body', async (t) => {
  t.equal(longestBody, 1048576)
})
