// What can be changed in a source, found in its syntax tree.
import { STATUS_CODES } from 'node:http'
import ts from 'typescript'

/**
 * All mutants of a source that can still be read.
 *
 * @returns with `line`, and with the lines that are changed as `before` and `after`
 */
export function mutantsOf (file, source) {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.ES2023, true)
  const mutants = []
  const add = (operator, first, last, text) => {
    const [start, end] = [first.getStart(tree), last.getEnd()]
    const mutated = source.slice(0, start) + text + source.slice(end)
    const from = source.lastIndexOf('\n', start) + 1
    const to = `${source}\n`.indexOf('\n', end)
    const [before, after] = [source.slice(from, to), source.slice(from, start) + text + source.slice(end, to)].map(oneLine)
    if (before !== after && isReadable(mutated)) {
      mutants.push({ file, operator, line: tree.getLineAndCharacterOfPosition(start).line + 1, before, after, mutated })
    }
  }
  const visit = node => {
    // Types are blanks when it runs.
    if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) || ts.isImportDeclaration(node)) return
    for (const operator of operators) operator(node, add)
    ts.forEachChild(node, visit)
  }
  visit(tree)
  return mutants
}

const oneLine = text => text.replace(/\s+/g, ' ').trim()

function isReadable (source) {
  const { diagnostics } = ts.transpileModule(source, { reportDiagnostics: true, compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext } })
  return diagnostics.length === 0
}

const isCall = node => ts.isExpressionStatement(node) && ts.isCallExpression(node.expression)

/** What is called, by its last name. */
const nameOf = ({ expression }) => ts.isPropertyAccessExpression(expression) ? expression.name.text : expression.getText()

const operators = [
  function negate (node, add) {
    const isAnd = ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken
    const conditions = ts.isIfStatement(node) ? [node.expression] : ts.isConditionalExpression(node) ? [node.condition] : isAnd ? [node.left, node.right] : []
    for (const condition of conditions) {
      // Of a chain each operand is a condition by itself.
      if (isAnd && condition === node.left && ts.isBinaryExpression(condition) && condition.operatorToken.kind === node.operatorToken.kind) continue
      add('negate', condition, condition, `!(${condition.getText()})`)
    }
  },
  function dropCall (node, add) {
    if (isCall(node)) add('drop-call', node, node, '{}')
  },
  function dropThen (node, add) {
    if (ts.isIfStatement(node) && node.elseStatement === undefined) add('drop-then', node.thenStatement, node.thenStatement, '{}')
  },
  function swapCalls ({ statements = [] }, add) {
    for (const [at, one] of statements.entries()) {
      const next = statements[at + 1]
      if (next !== undefined && isCall(one) && isCall(next)) add('swap-calls', one, next, `${next.getText()}\n${one.getText()}`)
    }
  },
  function swapElements (node, add) {
    if (!ts.isArrayLiteralExpression(node)) return
    // Sets are asked for what is in them.
    if (ts.isNewExpression(node.parent) && node.parent.expression.getText() === 'Set') return
    for (const [at, one] of node.elements.entries()) {
      const next = node.elements[at + 1]
      if (next !== undefined) add('swap-elements', one, next, `${next.getText()}, ${one.getText()}`)
    }
  },
  function status (node, add) {
    if (!ts.isNumericLiteral(node) || node.text < 200 || STATUS_CODES[node.text] === undefined) return
    add('status', node, node, node.text === '503' ? '502' : String(Number(node.text) + 1))
  },
  function header (node, add) {
    if (isHeaderName(node)) add('header', node, node, `'${node.text}-x'`)
  },
  function flip (node, add) {
    if (node.kind === ts.SyntaxKind.TrueKeyword) add('flip', node, node, 'false')
    if (node.kind === ts.SyntaxKind.FalseKeyword) add('flip', node, node, 'true')
  }
]

const ofHeader = new Set(['header', 'removeHeader', 'hasHeader', 'getHeader', 'setHeader'])
const ofHeaders = new Set(['headers', 'sendableHeaders', 'writeHead'])

function isHeaderName (node) {
  const { parent } = node
  const isName = ts.isStringLiteral(node) && /^[a-z][a-z\d-]*$/.test(node.text)
  if (isName && ts.isCallExpression(parent)) return parent.arguments[0] === node && ofHeader.has(nameOf(parent))
  if (isName && ts.isElementAccessExpression(parent)) return /\bheaders$/.test(parent.expression.getText())
  if (!(isName || ts.isIdentifier(node)) || !ts.isPropertyAssignment(parent) || parent.name !== node) return false
  if (/^[a-z]+(?:-[a-z]+)+$/.test(node.text)) return true
  const { parent: user } = parent.parent
  if (ts.isCallExpression(user)) return ofHeaders.has(nameOf(user))
  return (ts.isPropertyAssignment(user) || ts.isVariableDeclaration(user)) && user.name.getText() === 'headers'
}
