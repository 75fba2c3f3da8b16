import t from 'tap'
import { announcesBody, inOrder, pathOf, type Gate } from '../../lib/gates/gate.ts'
import { conflict, gone } from '../../lib/errors/constructors.ts'

t.test('inOrder', async (t) => {
  const asked: string[] = []
  const gate = (name: string, answer?: ReturnType<Gate>): Gate => () => { asked.push(name); return answer }
  const [first, second] = [gone(), conflict()]
  const open = gate('open')
  t.equal(inOrder([]), undefined)
  t.equal(inOrder([undefined, undefined]), undefined)
  t.equal(inOrder([undefined, open, undefined]), open)
  const cases: Array<[gates: Array<Gate | undefined>, answer: ReturnType<Gate>, asked: string[]]> = [
    [[gate('a'), undefined, gate('b')], undefined, ['a', 'b']],
    [[gate('a'), gate('b', first), gate('c', second)], first, ['a', 'b']],
    [[gate('a', second), gate('b', first)], second, ['a']]
  ]
  for (const [gates, answer, expected] of cases) {
    asked.length = 0
    t.equal(inOrder(gates)?.({ headers: {} }), answer)
    t.strictSame(asked, expected)
  }
})

t.test('pathOf', async (t) => {
  for (const [url, path] of [['/', '/'], ['/a?b=c', '/a'], ['/a?', '/a'], ['?a', ''], ['/a?b?c', '/a'], ['', '']] as const) t.equal(pathOf(url), path, url)
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
