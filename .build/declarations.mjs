// The declarations of the bundle, rolled up once.
//
// TypeScript takes a declaration for CommonJS or for an ES module by its name. All stand in CommonJS ones, for one ApiError and one
// set of what is added to Fastify's types, and the ES ones hand their names on. Only the types of typed() and routes() are said twice:
// TypeBox has declarations of its own for each kind, and infers from the one that the application has.
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { rollup } from 'rollup'
import ts from 'typescript'
import { dts } from 'rollup-plugin-dts'
import { exportedInPlace, withoutInside } from './inside.mjs'
import { each, parsed, replaced } from './places.mjs'
import { root } from './typescript.mjs'

/** Written out, so that a change of the original cannot leave the copy pointing at it. */
function replaceOnce (text, what, by) {
  if (text.split(what).length !== 2) throw new Error(`${JSON.stringify(what)} is not there exactly once`)
  return text.replace(what, by)
}

/** Nobody is shown what is said of types that have no name outside, but of what options are inferred from. */
function withoutOwnNotes (text) {
  const file = parsed(text, 'core.d.cts')
  const named = file.statements.filter(ts.isExportDeclaration).flatMap(({ exportClause }) => exportClause.elements.map(one => (one.propertyName ?? one.name).text))
  const kept = new Set([...named, 'gates', 'routeOptions', 'scopeOptions', 'serverScopeOptions'])
  const nameOf = statement => statement.name?.text ?? statement.declarationList?.declarations[0].name.getText()
  return file.statements.map((statement) => {
    const own = statement.getFullText()
    return nameOf(statement) === undefined || kept.has(nameOf(statement)) ? own : own.replace(/[\t ]*\/\*\*[^]*?\*\/\n?/g, '')
  }).join('')
}

/** What is said to whoever changes the file. */
function withoutAsides (text) {
  return text.replace(/^ *(?:\/\/|\/\* eslint).*\n/gm, '').replace(/^(?: {2})+/gm, spaces => '\t'.repeat(spaces.length / 2))
}

/** In the form of the sources: tabs for the compiler's spaces, and no semicolon where a line of code ends. */
function tidied (text) {
  const lines = text.replace(/^(?: {4})+/gm, spaces => '\t'.repeat(spaces.length / 4)).replace(/^(?!\s*(?:\*|\/\*)).*;$(?!\s*[([<`])/gm, line => line.slice(0, -1))
  return withoutPadding(closed(asRecord(lines)))
}

/** What stands in braces on a line, at once behind them. */
function withoutPadding (code) {
  const places = []
  each(parsed(code, 'core.d.cts'), (node) => {
    const isList = ts.isObjectLiteralExpression(node) || ts.isObjectBindingPattern(node) || ts.isTypeLiteralNode(node) || ts.isNamedImports(node) || ts.isNamedExports(node) || ts.isBlock(node)
    const text = isList ? node.getText() : ''
    if (text.startsWith('{ ')) places.push([node.getStart() + 1, node.getStart() + 2, ''])
    if (text.endsWith(' }') && text.length > 3) places.push([node.getEnd() - 2, node.getEnd() - 1, ''])
  })
  return replaced(code, places)
}

/** Many members of one type, as the names that they have. */
function asRecord (text) {
  return text.replace(/\{((?:\n\t\w+: (\w+))(?:\n\t\w+: \2){9,})\n\}/g, (_, members, type) => {
    const names = [...members.matchAll(/(\w+):/g)].map(([, name]) => `'${name}'`)
    return `Record<${names.join(' | ')}, ${type}>`.replace(/(.{100,135}) \| /g, '$1 |\n\t')
  })
}

/** Notes begin and end on a line of their text, and no line has an asterisk: JSDoc needs none. */
function closed (text) {
  const ended = text.replace(/\/\*\*\n\s*\*(?= )|\n\s*\*(?=\n\s*\* @)|\n\s*(?=\*\/)/g, found => found.startsWith('/') ? '/**' : /\n\s*$/.test(found) ? ' ' : '')
  return ended.replace(/\/\*\*[^]*?\*\//g, note => note.replace(/\n[\t ]*\*(?!\/) ?/g, '\n'))
}

export async function declarations (entries, to, onwarn) {
  const read = name => readFileSync(join(to, name), 'utf8')
  const write = (name, text) => writeFileSync(join(to, name), text)
  // What has moved stands with the main line, which alone hands it on: beside what it has moved to each would need another name.
  const own = new Set([...Object.values(entries), 'lib/moved.ts'].map(file => join(root, file)))
  const options = {
    external: id => !/^[./]/.test(id) || id.endsWith('/typebox.d.cts') || id.endsWith('/typed.ts'),
    plugins: [dts({ tsconfig: join(root, 'tsconfig.build.json') })],
    onwarn
  }
  const output = {
    dir: to,
    entryFileNames: '[name].d.cts',
    chunkFileNames: '[name].d.cts',
    hoistTransitiveImports: false,
    minifyInternalExports: false,
    onlyExplicitManualChunks: true,
    manualChunks: id => own.has(id) ? undefined : 'core'
  }
  await (await rollup({ ...options, input: entries })).write(output)
  await (await rollup({ ...options, external: id => !/^[./]/.test(id) || id.endsWith('/typed-routes.ts'), input: { typed: 'lib/typed.ts' } })).write(output)

  copyFileSync(join(root, 'types/typebox.d.cts'), join(to, 'typebox.d.cts'))
  const core = tidied(withoutInside(withoutOwnNotes(read('core.d.cts'))))
  write('core.d.cts', replaceOnce(core, "'../types/typebox.cjs'", "'./typebox.cjs'"))
  const additions = replaceOnce(readFileSync(join(root, 'types/fastify.d.ts'), 'utf8'), "from 'fastify-conformant'", "from './index.cjs'")
  write('fastify.d.cts', replaceOnce(closed(withoutAsides(additions)), "from 'fastify-conformant/batch'", "from './batch.cjs'"))
  write('index.d.cts', `/// <reference path="./fastify.d.cts" />\n${tidied(exportedInPlace(replaceOnce(read('index.d.cts'), "'./typed.ts'", "'./typed.cjs'")))}`)

  write('typed.d.cts', replaceOnce(tidied(exportedInPlace(read('typed.d.cts'))), "'./own/typed-routes.ts'", "'./core.cjs'"))
  write('typed.d.ts', "import { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'\nimport { Routes, Typed } from './typed.cjs'\n" +
    'export declare const typed: Typed<TypeBoxTypeProvider>\nexport declare const routes: Routes<TypeBoxTypeProvider>\n')
  for (const name of Object.keys(entries)) write(`${name}.d.ts`, `export * from './${name}.cjs'\n${name === 'eslint' ? "export { default } from './eslint.cjs'\n" : ''}`)
  write('index.d.ts', `${read('index.d.ts')}export { conformant as default } from './index.cjs'\nexport { routes, typed } from './typed.js'\n`)
}
