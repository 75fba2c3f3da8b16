import t from 'tap'
import { constructors, declaredIn, kindMadeBy, kindsOf } from '../../lib/eslint/kinds.ts'
import type { Node } from '../../lib/eslint/tree.ts'
import { kinds } from '../../lib/errors/catalog.ts'
import * as named from '../../lib/errors/constructors.ts'
import { read } from '../helpers/linted.ts'

const head = "import { ApiError, defineErrors, describe, notFound, unauthorized, unprocessable } from 'fastify-conformant'\nimport * as c from 'fastify-conformant'\nconst mine = defineErrors({})\n"

/** The argument of the call of `see`. */
function seen (code: string) {
  const { source, all } = read(`${head}see(${code})`)
  const { arguments: given } = all('CallExpression').find(({ callee }) => (callee as Node).name === 'see') as { arguments?: Node[] }
  return { source, node: given?.[0] as Node }
}

t.test('the named constructors are those of the package, and each says its kind', async (t) => {
  t.strictSame([...constructors].sort(), Object.keys(named).sort())
  for (const name of constructors) {
    const { source, node } = seen(`c.${name}`)
    t.ok(kinds.includes(kindMadeBy(source, node, new Set()) as never), name)
  }
})

t.test('what makes an error', async (t) => {
  const cases: Array<[code: string, kind: string | undefined]> = [
    ['notFound', 'not_found'], ['describe', undefined], ['other', undefined], ['c.notFound', 'not_found'], ["c['notFound']", 'not_found'], ['c.describe', undefined],
    ['mine.a', 'a'], ['own.a', 'a'], ['reply.own.a', 'a'], ['foreign.a', undefined], ['this.a', undefined], ['own[name]', undefined], ['7', undefined]
  ]
  for (const [code, kind] of cases) {
    const { source, node } = seen(code)
    t.equal(kindMadeBy(source, node, new Set(['own'])), kind, code)
  }
})

t.test('which kinds an expression may be of', async (t) => {
  const cases: Array<[code: string, all: string[] | undefined]> = [
    ['notFound()', ['not_found']], ['unprocessable()', ['unprocessable', 'validation_failed']], ["new ApiError('gone')", ['gone']], ['new ApiError(kind)', undefined], ['new ApiError()', undefined],
    ['new Error()', undefined], ['notFound', undefined], ['make()', undefined], ['own.a()', ['a']], ['unauthorized()', ['unauthorized']], ["unauthorized({ realm: 'a' })", ['unauthorized']],
    ["unauthorized({ error: 'insufficient_scope' })", ['forbidden']], ["unauthorized('a', { error: 'invalid_request' })", ['bad_request']], ["unauthorized({ error: 'invalid_token' })", ['unauthorized']], ['unauthorized({ error: word })', ['unauthorized']]
  ]
  for (const [code, all] of cases) {
    const { source, node } = seen(code)
    t.strictSame(kindsOf(source, node, new Set(['own'])), all, code)
  }
})

t.test('what a list declares, and what errors are known by from there on', async (t) => {
  const cases: Array<[code: string, all: string[] | undefined, own?: string[]]> = [
    ["['gone', notFound, notFound(), own.a, far.b, far.c()]", ['gone', 'not_found', 'not_found', 'a', 'b', 'c'], ['own', 'far']],
    ["[c.notFound, ...['gone']]", ['not_found', 'gone'], ['own']],
    ['[]', [], ['own']], ['[7]', undefined], ['[...list]', undefined], ['list', undefined], ['[make()]', undefined], ['[, notFound]', undefined]
  ]
  for (const [code, all, names] of cases) {
    const { source, node } = seen(code)
    const own = new Set(['own'])
    t.strictSame(declaredIn(source, node, own), all, code)
    if (names !== undefined) t.strictSame([...own], names)
  }
})
