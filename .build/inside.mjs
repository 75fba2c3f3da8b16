// What of the rolled-up declarations nobody outside can reach.
import ts from 'typescript'
import { each, parsed as parsedAs, replaced } from './places.mjs'

/** Of gates and options those who set them see what may be said, and nothing of what it comes to or how it is checked. */
const shown = {
  Option: 'interface Option<Given> {\n\tread(given: Given | undefined): unknown\n}',
  Gate: 'interface Gate<Given> {\n\treadonly option: Option<Given>\n}',
  ScopeGate: "interface ScopeGate<Given> extends Gate<Given> {\n\treadonly level: 'scope'\n}",
  GivenOf: 'type GivenOf<One> = One extends {\n\tread(given: infer Given): unknown\n} ? Exclude<Given, undefined> : never'
}

/** A request as the compiler writes it where it infers one: all its defaults, spelt out. */
const spelt = /\bfastify\.FastifyRequest<fastify\.RouteGenericInterface, [^>]*\.ResolveFastifyRequestType<[^>]*>>/g

const parsed = text => parsedAs(text, 'core.d.cts')

function nameOf (statement) {
  return statement.name?.text ?? statement.declarationList?.declarations[0].name.text
}

/** The names that are asked for from outside, by those that they have in the file. */
function exportedNames (text) {
  return parsed(text).statements.filter(ts.isExportDeclaration).flatMap(({ exportClause }) => exportClause.elements)
}

function onlyShown (text) {
  const file = parsed(text)
  const places = []
  each(file, (node) => {
    if (ts.isTypeReferenceNode(node) && node.typeArguments?.length === 2 && Object.hasOwn(shown, node.typeName.getText())) {
      places.push([node.typeArguments[0].getEnd(), node.typeArguments[1].getEnd(), ''])
    }
  })
  const inside = file.statements.filter(one => Object.hasOwn(shown, nameOf(one)))
  if (inside.length !== Object.keys(shown).length) throw new Error('what is shown of options has another name')
  const isOutside = ([start, end]) => !inside.some(one => start >= one.pos && end <= one.end)
  const all = [...places.filter(isOutside), ...inside.map(one => [one.getStart(), one.getEnd(), shown[nameOf(one)]])]
  return replaced(text, all)
}

/** An option whose type is inferred has all that `read` is given, and says to nobody what may be given: it needs the type Option. */
function withOptions (text) {
  const [inferred] = /\bread\(given: [^)]*\baround\b/.exec(text) ?? []
  if (inferred !== undefined) throw new Error(`an option has no type of its own: ${inferred}`)
  return text
}

/** Takes out what no export needs, and of imports the names that nothing needs any more. */
function onlyReached (text) {
  const file = parsed(text)
  const reached = new Set()
  const reach = (name) => {
    if (reached.has(name)) return
    reached.add(name)
    for (const statement of file.statements.filter(one => nameOf(one) === name)) each(statement, node => { if (ts.isIdentifier(node)) reach(node.text) })
  }
  for (const { propertyName, name } of exportedNames(text)) reach((propertyName ?? name).text)
  return file.statements.map((statement) => {
    const own = statement.getFullText()
    if (!ts.isImportDeclaration(statement)) return nameOf(statement) === undefined || reached.has(nameOf(statement)) ? own : ''
    const { namedBindings } = statement.importClause
    if (ts.isNamespaceImport(namedBindings)) return reached.has(namedBindings.name.text) ? own : ''
    const names = namedBindings.elements.filter(({ name }) => reached.has(name.text)).map(one => one.getText())
    return names.length === 0 ? '' : own.replace(namedBindings.getText(), `{ ${names.join(', ')} }`)
  }).join('')
}

/** Each says for itself that it is exported, in place of a list at the end; there is left what has another name outside. */
export function exportedInPlace (text) {
  const isKept = statement => statement.moduleSpecifier !== undefined
  const lists = parsed(text).statements.filter(one => ts.isExportDeclaration(one) && !isKept(one)).flatMap(one => one.exportClause.elements)
  const file = parsed(text)
  const declared = new Set(file.statements.map(nameOf))
  // What is imported, or has another name outside, can only stand in a list.
  const isInPlace = one => one.propertyName === undefined && declared.has(one.name.text)
  const names = new Set(lists.filter(isInPlace).map(one => one.name.text))
  const others = lists.filter(one => !isInPlace(one)).map(one => one.getText())
  const statements = file.statements.filter(one => !ts.isExportDeclaration(one) || isKept(one)).map((statement) => {
    const own = statement.getFullText()
    const at = statement.getStart() - statement.pos
    return names.has(nameOf(statement)) ? `${own.slice(0, at)}export ${own.slice(at)}` : own
  })
  return `${statements.join('')}\n\nexport {${others.length > 0 ? ` ${others.join(', ')} ` : ''}}\n`
}

export function withoutInside (text) {
  return withOptions(exportedInPlace(onlyReached(onlyShown(text.replace(spelt, 'FastifyRequest')))))
}
