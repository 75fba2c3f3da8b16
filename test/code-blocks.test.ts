// What the pages show compiles in strict TypeScript: each block of `ts` and `js` is a file of its own, in one program.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import t from 'tap'
import { folderOf } from './helpers/ended-with-us.ts'
import { pages, type Page } from './helpers/pages.ts'

const root = join(import.meta.dirname, '..')

/** What every block may take for given, as a page says it once. */
const common = `
import type { FastifyInstance, FastifyRequest, FastifyReply } from 'fastify'
export { default as Fastify } from 'fastify'
export { Type } from '@sinclair/typebox'
export { default as conformant } from 'fastify-conformant'
export * from 'fastify-conformant'
import type { Dialect } from 'fastify-conformant'
export type { FastifyInstance, FastifyRequest, FastifyReply } from 'fastify'
export declare const app: FastifyInstance
export declare const request: FastifyRequest
export declare const reply: FastifyReply
export declare const dialect: Dialect
`

function parsed (code: string): ts.SourceFile {
  return ts.createSourceFile('block.ts', code, ts.ScriptTarget.Latest)
}

/** The names that a file declares or imports at its top. */
function topNames (file: ts.SourceFile): Set<string> {
  const names = new Set<string>()
  const add = (name: ts.Node | undefined): void => {
    if (name === undefined) return
    if (ts.isIdentifier(name)) names.add(name.text)
    else if (ts.isObjectBindingPattern(name) || ts.isArrayBindingPattern(name)) name.elements.forEach(one => { if (ts.isBindingElement(one)) add(one.name) })
  }
  for (const statement of file.statements) {
    if (ts.isVariableStatement(statement)) statement.declarationList.declarations.forEach(({ name }) => add(name))
    else if (ts.isImportDeclaration(statement)) {
      add(statement.importClause?.name)
      const named = statement.importClause?.namedBindings
      if (named !== undefined) {
        if (ts.isNamespaceImport(named)) add(named.name)
        else named.elements.forEach(({ name }) => add(name))
      }
    } else if ('name' in statement) add(statement.name as ts.Node)
  }
  return names
}

/** The names that a file uses, whatever for. */
function usedNames (file: ts.SourceFile): Set<string> {
  const names = new Set<string>()
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) names.add(node.text)
    ts.forEachChild(node, visit)
  }
  visit(file)
  return names
}

const isCode = (language: string): boolean => language === 'ts' || language === 'js'

/** What the package exports, its types too. */
function exported (program: ts.Program, file: string): string[] {
  const checker = program.getTypeChecker()
  const symbol = checker.getSymbolAtLocation(program.getSourceFile(file) as ts.SourceFile)
  return symbol === undefined ? [] : checker.getExportsOfModule(symbol).map(({ name }) => name)
}

t.test('what the pages show compiles in strict TypeScript', async t => {
  const folder = folderOf(t, 'code-blocks', join(root, '.tap'))
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile) as { config: { compilerOptions: object } }
  const { options } = ts.convertCompilerOptionsFromJson({
    ...config.compilerOptions, incremental: false, tsBuildInfoFile: undefined, noUnusedLocals: false, noUnusedParameters: false, allowUnreachableCode: true, experimentalDecorators: true, verbatimModuleSyntax: false
  }, root)
  const given = join(folder, 'given.ts')
  writeFileSync(given, common)
  const shared = new Set(exported(ts.createProgram([given], options), given))
  const files = new Map<string, { page: Page, line: number, before: number }>()
  for (const page of pages) {
    const name = page.file.replace(/\W/g, '-')
    const ofPage = [...topNames(parsed(page.given))]
    const needed = [...usedNames(parsed(page.given))].filter(name => shared.has(name) && !ofPage.includes(name))
    writeFileSync(join(folder, `given-${name}.ts`), `import { ${needed.join(', ')} } from './given.ts'\n${page.given}\nexport { ${ofPage.join(', ')} }\n`)
    for (const { language, code, line } of page.blocks) {
      if (!isCode(language)) continue
      const file = parsed(code)
      const own = topNames(file)
      const taken = [...usedNames(file)].filter(name => !own.has(name))
      const head = `import { ${taken.filter(name => ofPage.includes(name)).join(', ')} } from './given-${name}.ts'; ` +
        `import { ${taken.filter(name => shared.has(name) && !ofPage.includes(name)).join(', ')} } from './given.ts'\n`
      const path = join(folder, `${name}-${line}.ts`)
      writeFileSync(path, `${head}${code}\nexport {}\n`)
      files.set(path, { page, line, before: 1 })
    }
  }
  // What is installed beside the suites that need it, and tried there: of these nothing is known here.
  const absent = join(folder, 'absent.d.ts')
  writeFileSync(absent, [
    ...['@opentelemetry/api', '@sentry/node', 'prom-client', '@nestjs/common', 'class-transformer', 'class-validator', 'fastify-type-provider-zod'].map(name => `declare module '${name}'`),
    "declare module '@nestjs/core' { export const NestFactory: { create<Application> (...given: unknown[]): Promise<Application> } }",
    "declare module '@nestjs/platform-fastify' { export type NestFastifyApplication = any; export const FastifyAdapter: any }"
  ].join('\n'))
  writeFileSync(join(folder, 'app.module.d.ts'), 'export declare class AppModule {}\n')
  const program = ts.createProgram([...files.keys(), absent], options)
  const faults = ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
    const text = ts.flattenDiagnosticMessageText(messageText, '\n')
    const block = file && files.get(file.fileName)
    if (file === undefined || block === undefined) return `${file?.fileName}: ${text}`
    return `${block.page.file}:${block.line + file.getLineAndCharacterOfPosition(start).line}: ${text}`
  })
  t.strictSame(faults, [])
  t.ok(files.size > 50, `${files.size} blocks`)
})
