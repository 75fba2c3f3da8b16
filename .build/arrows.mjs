// Writes functions that are called where they stand as arrows, and with `let` what stays in its function: nobody can tell the difference.
//
// Functions that have a name stay as they are. The engine skips their bodies when it loads a file and reads those of arrows to the end,
// so that with all of them as arrows the package took a sixth longer to load.
import ts from 'typescript'
import { each, parsed, replaced } from './places.mjs'

/** True where nothing in a function asks on what, with what, or how it was called. */
function isPlain (fn) {
  let plain = !fn.asteriskToken && fn.name === undefined
  each(fn, (node) => {
    if (node.kind === ts.SyntaxKind.ThisKeyword || node.kind === ts.SyntaxKind.SuperKeyword || ts.isMetaProperty(node) || (ts.isIdentifier(node) && node.text === 'arguments')) plain = false
  })
  return plain
}

/** From `function(a){}` to `((a)=>{})`. */
function arrowsOf (file) {
  const places = []
  each(file, (node) => {
    if (!ts.isCallExpression(node) || !ts.isFunctionExpression(node.expression) || !isPlain(node.expression)) return
    const [word] = node.expression.getChildren().filter(one => one.kind === ts.SyntaxKind.FunctionKeyword)
    const { body } = node.expression
    places.push([node.getStart(), node.getStart(), '('], [word.getStart(), word.getEnd(), ''], [body.getStart(), body.getStart(), '=>'], [body.getEnd(), body.getEnd(), ')'])
  })
  return places
}

/** The function, or what else has variables of its own, that a place stands in. */
function scopeOf (node) {
  return ts.findAncestor(node, one => ts.isFunctionLike(one) || ts.isClassLike(one) || ts.isSourceFile(one))
}

function checkerOf (file) {
  const host = { ...ts.createCompilerHost({}), getSourceFile: name => name === file.fileName ? file : undefined, fileExists: name => name === file.fileName }
  return ts.createProgram([file.fileName], { allowJs: true, noLib: true, noResolve: true, types: [] }, host).getTypeChecker()
}

/** Each `const` in a function but those that functions inside it ask for: there the engine counts on it that they stay what they are. */
function letsOf (file) {
  const checker = checkerOf(file)
  const symbolOf = name => ts.isShorthandPropertyAssignment(name.parent) ? checker.getShorthandAssignmentValueSymbol(name.parent) : checker.getSymbolAtLocation(name)
  const captured = new Set()
  each(file, (node) => {
    const symbol = ts.isIdentifier(node) ? symbolOf(node) : undefined
    if (symbol?.valueDeclaration !== undefined && scopeOf(node) !== scopeOf(symbol.valueDeclaration)) captured.add(symbol)
  })
  const isCaptured = name => ts.isIdentifier(name) ? captured.has(symbolOf(name)) : name.elements.some(one => !ts.isOmittedExpression(one) && isCaptured(one.name))
  const places = []
  each(file, (node) => {
    const isConst = ts.isVariableDeclarationList(node) && (node.flags & ts.NodeFlags.Const) !== 0 && !ts.isSourceFile(scopeOf(node))
    if (isConst && !node.declarations.some(one => isCaptured(one.name))) places.push([node.getStart(), node.getStart() + 'const'.length, 'let'])
  })
  return places
}

/** The code in fewer letters, as terser does not write it. */
export function withArrows (code) {
  const file = parsed(code)
  return replaced(code, [...arrowsOf(file), ...letsOf(file)])
}
