import t from 'tap'
import { leaving } from '../../lib/eslint/leaving.ts'
import type { Node } from '../../lib/eslint/tree.ts'
import { read } from '../helpers/linted.ts'

const cases: Array<[what: string, code: string, left: unknown[]]> = [
  ['thrown and returned', '() => { if (a) throw 1; return 2 }', [1, 2]],
  ['sent', '() => { reply.send(1); reply.code(2).send(3); reply.send(); send(4); emit.sent(5) }', [1, 3]],
  ['an arrow without a block', '() => 1', [1]],
  ['nothing', '() => { return }', []],
  ['branches', '() => a ? 1 : b ?? (c ? 2 : 3)', [1, undefined, 2, 3]],
  ['what is caught', '() => { try { throw 1 } catch { throw 2 } finally { throw 3 } }', [2, 3]],
  ['what is returned from where errors are caught', '() => { try { return 1 } catch {} }', [1]],
  ['what nothing catches', '() => { try { throw 1 } finally {} }', [1]],
  ['a try in a try', '() => { try { try { throw 1 } finally {} } catch {} }', []],
  ['functions and classes', '() => { function a () { throw 1 } class B { c () { throw 2 } }; const d = () => 3 }', []]
]

t.test('what leaves a function', async (t) => {
  for (const [what, code, left] of cases) {
    const { source, all } = read(`const handler = ${code}`)
    const handler = all('ArrowFunctionExpression').at(-1) as Node
    t.strictSame(leaving(source, handler).map(({ value }) => value), left, what)
  }
})
