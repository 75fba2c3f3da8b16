// Says the same in fewer bytes, as one would write it by hand: no name is changed, and no line does two things.
import ts from 'typescript'
import { longestLine, replaced } from './places.mjs'

/** Each says of a node what stands in its place, if anything. */
const steps = [asVoid, withoutLastReturn, asField, withoutBrackets, onOneLine, asOneDeclaration]

export function shorter (code) {
  return withoutPadding(steps.reduce((text, step) => until(text, step), withIsObject(code)))
}

/** Takes the step again, until there is nothing more to take it at; of what is within another only the outer one is changed at a time. */
export function until (code, step) {
  const places = []
  const visit = (node) => {
    if (node.getEnd() <= places.at(-1)?.[1]) return
    const place = step(node, code)
    if (place === undefined || !fits(code, place, ts.isVariableStatement(node))) ts.forEachChild(node, visit)
    else places.push(place)
  }
  visit(ts.createSourceFile('code.cts', code, ts.ScriptTarget.ES2023, true))
  return places.length === 0 ? code : until(replaced(code, places), step)
}

/** Of declarations the last may go on below. */
function fits (code, [start, end, by], goesOnBelow) {
  const before = start - code.lastIndexOf('\n', start - 1) - 1
  if (by.includes('\n')) return goesOnBelow && before + by.indexOf('\n') <= longestLine
  const behind = code.indexOf('\n', end)
  return before + by.length + (behind === -1 ? code.length : behind) - end <= longestLine || !code.slice(start, end).includes('\n')
}

/** What is asked most often of a value has a name: with one operator before and behind it, it means the same. */
function withIsObject (code) {
  const text = code.replace(/(?<![!=] )typeof (\w+) === 'object' && \1 !== null\b/g, 'isObject($1)').replace(/(?<!(?:[!=]|&&) )typeof (\w+) !== 'object' \|\| \1 === null\b(?! &&)/g, '!isObject($1)')
  if (text.split('isObject(').length < 10 || /\bisObject\b/.test(code)) return code
  return `${text.trimEnd()}\n\nfunction isObject(value) { return typeof value === 'object' && value !== null }\n`
}

function at (node, by) {
  return [node.getStart(), node.getEnd(), by]
}

function textOf (statement) {
  return statement.getText().replace(/;$/, '')
}

/** `undefined` where it is a value. */
function asVoid (node) {
  const { parent } = node
  if (!ts.isIdentifier(node) || node.text !== 'undefined' || parent.name === node || parent.propertyName === node) return
  return ts.isPropertyAccessExpression(parent) ? undefined : at(node, 'void 0')
}

/** A `return` at the end of a function. */
function withoutLastReturn (node) {
  const last = ts.isFunctionLike(node) && node.body !== undefined && ts.isBlock(node.body) ? node.body.statements.at(-1) : undefined
  return last !== undefined && ts.isReturnStatement(last) && last.expression === undefined ? [last.getFullStart(), last.getEnd(), ''] : undefined
}

/** What is spread over several lines and is one thing: an expression, or a block of one statement. */
function onOneLine (node) {
  if (!node.getText().includes('\n')) return
  if (ts.isBlock(node) && node.statements.length < 2) return at(node, `{ ${node.statements.map(textOf).join('')} }`.replace('  ', ' '))
  return isExpression(node) && !hasLines(node) ? at(node, node.getText().replace(/,?\n\t*(?=[\])])|(?<=[([])\n\t*|\n\t*(?=\??\.\w)/g, '').replace(/,?\n\t*(?=\})|\n\t*/g, ' ')) : undefined
}

function isExpression (node) {
  return ts.isObjectLiteralExpression(node) || ts.isArrayLiteralExpression(node) || ts.isCallExpression(node) || ts.isNewExpression(node) ||
    ts.isConditionalExpression(node) || ts.isBinaryExpression(node) || ts.isParenthesizedExpression(node)
}

function hasLines (node) {
  const isMany = ts.isBlock(node) || ts.isClassLike(node) || ts.isTemplateLiteral(node)
  return (isMany && node.getText().includes('\n')) || ts.forEachChild(node, hasLines) === true
}

/** A field of a class, where no line behind it would go on with it. */
function asField (node, code) {
  const isEnded = ts.isPropertyDeclaration(node) && code[node.getEnd() - 1] === ';' && /^\n\t+[\w#]/.test(code.slice(node.getEnd()))
  return isEnded ? [node.getEnd() - 1, node.getEnd(), ''] : undefined
}

/** `(x) => y` */
function withoutBrackets (node) {
  const [given, second] = ts.isArrowFunction(node) ? node.parameters : []
  if (given === undefined || second !== undefined || !/^\w+$/.test(given.getText()) || !/^(?:async )?\(/.test(node.getText())) return
  return [given.getStart() - 1, given.getEnd() + 1, given.getText()]
}

/** Neighbouring constants. */
function asOneDeclaration (node, code) {
  if (!ts.isVariableStatement(node)) return
  const { statements } = node.parent
  const index = statements.indexOf(node)
  if (index > 0 && joined(statements[index - 1], node, code) !== undefined) return
  let place
  for (const next of statements.slice(index + 1)) {
    const longer = joined(node, next, code, place)
    if (longer === undefined) break
    place = longer
  }
  return place
}

function joined (first, second, code, [start, , text] = at(first, first.getText())) {
  const isOfKind = [first, second].every(one => ts.isVariableStatement(one)) && first.declarationList.flags === second.declarationList.flags
  if (!isOfKind || code.slice(second.getFullStart(), second.getStart()).includes('\n\n')) return
  const place = [start, second.getEnd(), `${text.replace(/;$/, '')}, ${second.getText().replace(/^\w+ /, '')}`]
  return !text.includes('\n') && fits(code, place, true) ? place : undefined
}

/** What stands in braces on a line, at once behind them. */
export function withoutPadding (code) {
  const places = []
  const visit = (node) => {
    const isList = ts.isObjectLiteralExpression(node) || ts.isObjectBindingPattern(node) || ts.isTypeLiteralNode(node) || ts.isNamedImports(node) || ts.isNamedExports(node) || ts.isBlock(node)
    const text = isList ? node.getText() : ''
    if (text.startsWith('{ ')) places.push([node.getStart() + 1, node.getStart() + 2, ''])
    if (text.endsWith(' }') && text.length > 3) places.push([node.getEnd() - 2, node.getEnd() - 1, ''])
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile('code.cts', code, ts.ScriptTarget.ES2023, true))
  return replaced(code, places)
}
