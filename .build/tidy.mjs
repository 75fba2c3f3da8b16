// Gives what is published a short form of the sources: without the compiler's semicolons, and without spaces that part nothing. That is a
// sixth of all bytes.
import ts from 'typescript'
import { goesOn, replaced } from './places.mjs'
import { withoutSpaces } from './spaces.mjs'

export function tidy () {
  return { name: 'tidy', renderChunk: (code, { isEntry }) => ({ code: withoutSpaces(isEntry ? byName(inForm(code)) : atOnce(inForm(code))), map: null }) }
}

function inForm (code) {
  return withVoid(without(code))
}

/** What only our own files ask for is handed on in one piece. */
function atOnce (code) {
  const handedOn = /^exports\.([\w$]+) = ([\w$]+)$\n?/gm
  const names = [...code.matchAll(handedOn)].map(([, name, own]) => name === own ? name : `${name}: ${own}`)
  return names.length < 2 ? code : `${code.replace(handedOn, '')}Object.assign(exports, { ${names.join(', ')} })\n`
}

/** Many names of an entry too: Node reads them from a list of names, and from nothing else. */
function byName (code) {
  const handedOn = /^exports\.([\w$]+) = (?:core\.)?([\w$]+)$\n?/gm
  const names = [...code.matchAll(handedOn)]
  if (names.length < 10) return code
  const ofCore = names.filter(([line]) => line.includes('= core.')).map(([, name]) => name)
  const all = names.map(([, name, own]) => name === own ? name : `${name}: ${own}`)
  const mark = /^Object\.defineProperty\(exports, .*\n\n/m
  return code.replace(handedOn, '').replace(mark, '') +
    `const { ${ofCore.join(', ')} } = core\n\nmodule.exports = { ${all.join(', ')} }\nObject.defineProperty(module.exports, '__esModule', { value: true })\n`
}

function each (code, look) {
  const visit = (node) => {
    look(node)
    for (const child of node.getChildren()) visit(child)
  }
  visit(ts.createSourceFile('code.js', code, ts.ScriptTarget.ES2023, true))
}

function without (code) {
  const places = []
  each(code, (node) => {
    const end = node.getEnd()
    const isEnded = ts.isExpressionStatement(node) || ts.isVariableStatement(node) || ts.isReturnStatement(node) || ts.isThrowStatement(node) ||
      ts.isBreakStatement(node) || ts.isContinueStatement(node)
    if (!isEnded || code[end - 1] !== ';') return
    const behind = code.slice(end)
    if (/^[ \t]*(?:\n|$)/.test(behind) && !goesOn.test(behind.trimStart())) places.push([end - 1, end, ''])
  })
  return replaced(code, places)
}

/** `undefined` where it is a value. */
function withVoid (code) {
  const places = []
  each(code, (node) => {
    const { parent } = node
    if (!ts.isIdentifier(node) || node.text !== 'undefined' || parent.name === node || parent.propertyName === node) return
    if (!ts.isPropertyAccessExpression(parent)) places.push([node.getStart(), node.getEnd(), 'void 0'])
  })
  return replaced(code, places)
}
