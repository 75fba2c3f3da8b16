// Gives what is published the form of the sources: the compiler ends each statement in a semicolon, and puts what an `if` guards on a
// line of its own. That is a twentieth of all bytes.
import ts from 'typescript'
import { goesOn, longestLine, replaced } from './places.mjs'
import { shorter } from './shorter.mjs'

export function tidy () {
  return { name: 'tidy', renderChunk: (code, { isEntry }) => ({ code: isEntry ? byName(inForm(code)) : atOnce(inForm(code)), map: null }) }
}

function inForm (code) {
  return shorter(without(cuddled(joined(code))))
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

function joined (code) {
  const places = []
  each(code, (node) => {
    const guarded = ts.isIfStatement(node) ? [node.thenStatement, node.elseStatement] : ts.isIterationStatement(node, false) ? [node.statement] : []
    for (const statement of guarded) {
      if (statement === undefined || ts.isBlock(statement)) continue
      const start = statement.getStart()
      const before = statement.getFullStart()
      const line = code.slice(code.lastIndexOf('\n', before - 1) + 1, before)
      const text = code.slice(start, statement.getEnd())
      if (!text.includes('\n') && line.length + text.length < longestLine) places.push([before, start, ' '])
    }
  })
  return replaced(code, places)
}

/** `else` and `catch` behind the brace before them; and who returns nothing does not say so. */
function cuddled (code) {
  const places = []
  const behind = (node) => {
    const before = code.slice(0, node.getStart()).trimEnd()
    if (before.endsWith('}')) places.push([before.length, node.getStart(), ' '])
  }
  each(code, (node) => {
    if (node.kind === ts.SyntaxKind.ElseKeyword || ts.isCatchClause(node)) behind(node)
    if (ts.isReturnStatement(node) && node.expression?.getText() === 'undefined') places.push([node.expression.getFullStart(), node.expression.getEnd(), ''])
  })
  return replaced(code, places)
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
