// Gives what is published the form of the sources: the compiler ends each statement in a semicolon, and puts what an `if` guards on a
// line of its own. That is a twentieth of all bytes.
import ts from 'typescript'

const longestLine = 140

/** What a line may begin with that would go on with the one before it. */
const goesOn = /^[([`+\-*/,.<>=&|?:%^]|^in\b|^instanceof\b/

export function tidy () {
  return { name: 'tidy', renderChunk: (code, { isEntry }) => ({ code: isEntry ? inForm(code) : atOnce(inForm(code)), map: null }) }
}

function inForm (code) {
  return without(cuddled(joined(code)))
}

/** What only our own files ask for is handed on in one piece; of entries Node reads the names one by one. */
function atOnce (code) {
  const names = [...code.matchAll(/^exports\.([\w$]+) = \1$/gm)].map(([, name]) => name)
  return names.length < 2 ? code : `${code.replace(/^exports\.([\w$]+) = \1$\n?/gm, '')}Object.assign(exports, { ${names.join(', ')} })\n`
}

/** Takes the places out, from behind, so that those before stay where they are. */
function replaced (code, places) {
  return places.sort((a, b) => b[0] - a[0]).reduce((text, [start, end, by]) => text.slice(0, start) + by + text.slice(end), code)
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
