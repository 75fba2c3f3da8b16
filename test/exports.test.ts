// Whatever can be imported is explained where it is declared, with an example where it is called, and stands in docs/exports.md: both ways.
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import t from 'tap'

const root = join(import.meta.dirname, '..')
const moved = join(root, 'lib/moved.ts')
const lines = new Map([['fastify-conformant', 'lib/index.ts'], ...readdirSync(join(root, 'lib/entries')).map(file => [`fastify-conformant/${file.slice(0, -3)}`, `lib/entries/${file}`] as const)])

const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile) as { config: { compilerOptions: object } }
const { options } = ts.convertCompilerOptionsFromJson({ ...config.compilerOptions, incremental: false, tsBuildInfoFile: undefined }, root)
const program = ts.createProgram([...lines.values()].map(file => join(root, file)), options)
const checker = program.getTypeChecker()

interface Exported { readonly name: string, readonly isCalled: boolean, readonly says: string, readonly hasExample: boolean }

function exportsOf (file: string): Exported[] {
  const module = checker.getSymbolAtLocation(program.getSourceFile(join(root, file)) as ts.SourceFile) as ts.Symbol
  return checker.getExportsOfModule(module).flatMap(one => {
    const symbol = one.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(one) : one
    if (one.name === 'default' || symbol.declarations?.some(node => node.getSourceFile().fileName === moved && symbol.name !== 'Moved')) return []
    const signatures = symbol.flags & ts.SymbolFlags.Value ? checker.getTypeOfSymbol(symbol).getCallSignatures() : []
    const documented = [symbol, ...signatures]
    return [{
      name: one.name,
      isCalled: !isType(one) && (signatures.length > 0 || (symbol.flags & ts.SymbolFlags.Class) !== 0),
      says: documented.map(part => ts.displayPartsToString(part.getDocumentationComment(checker))).join(''),
      hasExample: documented.some(part => part.getJsDocTags().some(({ name }) => name === 'example'))
    }]
  })
}

/** A class whose type alone is exported. */
function isType ({ declarations = [] }: ts.Symbol): boolean {
  return declarations.some(node => ts.isExportSpecifier(node) && (node.isTypeOnly || node.parent.parent.isTypeOnly))
}

const page = readFileSync(join(root, 'docs/exports.md'), 'utf8')

for (const [line, file] of lines) {
  const found = exportsOf(file)

  t.test(`${line}: every export is explained where it stands`, async t => {
    t.ok(found.length > 1)
    for (const { name, says, isCalled, hasExample } of found) {
      t.match(says, /\w/, `${name} says what it is`)
      if (isCalled) t.ok(hasExample, `${name} has an example`)
    }
  })

  t.test(`${line}: docs/exports.md names every export, once, and nothing else`, async t => {
    const section = page.split(/^## /m).find(one => one.startsWith(`${line}\n`)) ?? ''
    const named = [...section.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name)
    t.strictSame(named.sort(), found.map(({ name }) => name).sort())
  })
}

/** The members of an interface, those that it takes from others of this package too. */
function membersOf (name: string, line: string): string[] {
  const module = checker.getSymbolAtLocation(program.getSourceFile(join(root, lines.get(line) as string)) as ts.SourceFile) as ts.Symbol
  const one = checker.getExportsOfModule(module).find(symbol => symbol.name === name) as ts.Symbol
  return checker.getDeclaredTypeOfSymbol(checker.getAliasedSymbol(one)).getProperties().filter(({ declarations }) => declarations?.some(node => node.getSourceFile().fileName.startsWith(`${root}/lib/`))).map(({ name }) => name)
}

/** What is named in the first cells of a table, below a heading. */
function namedIn (page: string, heading: string): string[] {
  const text = readFileSync(join(root, `docs/${page}.md`), 'utf8')
  const section = text.slice(text.indexOf(`## ${heading}\n`)).split(/\n## /)[0] as string
  return section.split('\n').filter(row => row.startsWith('| `')).flatMap(row => [...(row.split('|')[1] as string).matchAll(/`(\w+)`/g)].map(([, name]) => name as string))
}

t.test('the options of limits, batches, spam and preconditions stand in their tables, and nothing else', async t => {
  const tables: ReadonlyArray<readonly [type: string, line: string, page: string, heading: string]> = [
    ['RateLimit', 'fastify-conformant', 'limits', 'Options'],
    ['SpamCheck', 'fastify-conformant/spam', 'spam', 'Options'],
    ['BatchLimits', 'fastify-conformant/batch', 'batches', 'Options'],
    ['ErrorDefinition', 'fastify-conformant', 'own-errors', 'What a definition says'],
    ['ResourceState', 'fastify-conformant', 'conditional-requests', 'What the state says']
  ]
  for (const [type, line, page, heading] of tables) t.strictSame(namedIn(page, heading).sort(), membersOf(type, line).sort(), type)
})

t.test('the options of dialects stand in their table, each with the dialects that have it', async t => {
  const rows = readFileSync(join(root, 'docs/dialects.md'), 'utf8').split('<!-- dialects -->')[1]?.split('<!-- /dialects -->')[0]?.split('\n').filter(row => row.startsWith('| `')) ?? []
  const dialects = { problem: 'ProblemOptions', akeneo: 'AkeneoOptions', gitlab: 'GitlabOptions' }
  for (const [dialect, type] of Object.entries(dialects)) {
    const named = rows.map(row => row.split('|')).filter(([, , of = '']) => of.includes('all') || of.includes(`\`${dialect}\``)).map(([, option = '']) => option.trim().slice(1, -1))
    t.strictSame(named.sort(), membersOf(type, 'fastify-conformant').sort(), dialect)
  }
})
