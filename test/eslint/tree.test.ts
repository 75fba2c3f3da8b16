import t from 'tap'
import { argumentOf, importedAs, memberOf, nameOf, valueOf, type Node } from '../../lib/eslint/tree.ts'
import { read } from '../helpers/linted.ts'

/** The argument of the call of `see` in a file. */
function seen (code: string) {
  const { source, all } = read(code)
  const call = all('CallExpression').find(({ callee }) => (callee as Node).name === 'see') as Node
  return { source, call, node: (call.arguments as Node[])[0] as Node }
}

t.test('what stands behind a name', async (t) => {
  const cases: Array<[code: string, type: string]> = [
    ['const a = { b: 1 }; see(a)', 'ObjectExpression'],
    ['const a = { b: 1 } as const; see(a!)', 'ObjectExpression'],
    ['const a = { b: 1 } satisfies object; see(a?.b)', 'MemberExpression'],
    ['function a () {} see(a)', 'FunctionDeclaration'],
    ['let a = { b: 1 }; see(a)', 'Identifier'],
    ['const { a } = b; see(a)', 'Identifier'],
    ['declare const a: number; see(a)', 'Identifier'],
    ['const a = b; const b = a; see(a)', 'Identifier'],
    ['see(a)', 'Identifier'],
    ['import a from "b"; see(a)', 'Identifier'],
    ['const a = 1; function c () { see(a) }', 'Literal'],
    ['const a = 1; function c (a) { see(a) }', 'Identifier'],
    ['see(7)', 'Literal']
  ]
  for (const [code, type] of cases) {
    const { source, node } = seen(code)
    t.equal(valueOf(source, node).type, type, code)
  }
})

t.test('what is imported from this package, and as what', async (t) => {
  const cases: Array<[code: string, name: string | undefined]> = [
    ["import { notFound } from 'fastify-conformant'; see(notFound)", 'notFound'],
    ["import { notFound as a } from 'fastify-conformant'; see(a)", 'notFound'],
    ["import { 'notFound' as a } from 'fastify-conformant'; see(a)", 'notFound'],
    ["import * as a from 'fastify-conformant'; see(a)", '*'],
    ["import conformant from 'fastify-conformant'; see(conformant)", 'conformant'],
    ["import { notFound } from 'other'; see(notFound)", undefined],
    ["const { notFound: a } = require('fastify-conformant'); see(a)", 'notFound'],
    ["const { ...a } = require('fastify-conformant'); see(a)", undefined],
    ["const a = require('fastify-conformant'); see(a)", '*'],
    ["const a = require('other'); see(a)", undefined],
    ["const a = load('fastify-conformant'); see(a)", undefined],
    ['const a = load(); see(a)', undefined],
    ['declare const a: number; see(a)', undefined],
    ['see(a)', undefined],
    ["import a = require('fastify-conformant'); see(a)", undefined],
    ['see(7)', undefined]
  ]
  for (const [code, name] of cases) {
    const { source, node } = seen(code)
    t.equal(importedAs(source, node), name, code)
  }
})

t.test('members of what is written out', async (t) => {
  const cases: Array<[code: string, value: unknown]> = [
    ['see({ a: 1, conformant: 2 })', 2],
    ["see({ 'conformant': 2 })", 2],
    ['const b = 2; see({ conformant: b })', 2],
    ['const b = { conformant: 2 }; see({ ...a, ...b })', 2],
    ["import { conformantConfig as c } from 'fastify-conformant'; see(c(2))", 2],
    ["import { conformantConfig as c } from 'fastify-conformant'; see({ ...c(2) })", 2],
    ["import { conformantConfig as c } from 'fastify-conformant'; see(c())", undefined],
    ['see(other(2))', undefined],
    ['see({ a: 1 })', undefined],
    ['see({ [conformant]: 1 })', undefined],
    ['see(a)', undefined]
  ]
  for (const [code, value] of cases) {
    const { source, node } = seen(code)
    t.equal(memberOf(source, node, 'conformant')?.value, value, code)
  }
})

t.test('the first argument, and names', async (t) => {
  const { source, call, node } = seen('const a = 1; see(a, 2)')
  t.equal(argumentOf(source, call)?.value, 1)
  t.equal(nameOf(node), 'a')
  t.equal(nameOf({ type: 'Literal', value: 'b' }), 'b')
})
