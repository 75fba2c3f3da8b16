// What is published, in .dist/: node .build/bundle.mjs
//
// The code is CommonJS in few files, a statement a line (short.mjs), with an ES module beside each entry that only hands its names
// on: whoever loads the package, by require() or import, by jest or by a bundler, has the same ApiError. What is rarely used is a file of its own,
// loaded when it is first called (lazy.mjs). The declarations are rolled up once, for both kinds of modules.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { rollup } from 'rollup'
import { declarations } from './declarations.mjs'
import { root, typescript } from './typescript.mjs'
import { lazy, lazyEntries } from './lazy.mjs'
import { short } from './short.mjs'

const to = join(root, '.dist')
const entries = { index: 'lib/index.ts', batch: 'lib/entries/batch.ts', check: 'lib/entries/check.ts', eslint: 'lib/entries/eslint.ts', limits: 'lib/entries/limits.ts', mappers: 'lib/entries/mappers.ts', nest: 'lib/entries/nest.ts', openapi: 'lib/entries/openapi.ts', spam: 'lib/entries/spam.ts' }

const commands = { cli: 'lib/cli/bin.ts' }

function failing (warning) {
  throw new Error(warning.message)
}

rmSync(to, { recursive: true, force: true })
mkdirSync(to)

const input = { external: id => !/^[./]/.test(id), plugins: [lazy(), typescript()], onwarn: failing, treeshake: { moduleSideEffects: false } }

/** The files of which something is left where only these are bundled. */
async function filesOf (...files) {
  const bundle = await rollup({ ...input, input: files })
  const { output } = await bundle.generate({ format: 'cjs', exports: 'named' })
  return new Set(output.flatMap(({ modules }) => Object.keys(modules).filter(id => modules[id].renderedLength > 0 && !files.some(file => join(root, file) === id))))
}

// What the package runs on stands in one file, whoever else needs some of it.
const core = await filesOf(entries.index)

/** What a file of the core asks for in a function that only others call: in a file of its own it would ask for the core, and that for it. */
function isAskedByCore ({ id, importers }) {
  return !id.endsWith('/index.ts') && importers.some(one => core.has(one))
}

// What makes a document, for whoever asks for one.
const ofDocument = [entries.openapi, lazyEntries['openapi-swagger']]
const others = await filesOf(...[...Object.values(entries), ...Object.values(lazyEntries)].filter(file => file !== entries.check && !ofDocument.includes(file)))
const document = new Set([...await filesOf(...ofDocument)].filter(id => !others.has(id)))

/** What is loaded where a document is made, and by tools. */
const tools = ['check', 'openapi', 'openapi-parts', 'openapi-swagger', 'eslint', 'described', 'cli']

const bundle = await rollup({ ...input, input: { ...entries, ...lazyEntries, ...commands } })
const { output } = await bundle.write({
  dir: to,
  format: 'cjs',
  exports: 'named',
  interop: 'default',
  strict: false,
  banner: "'use strict'\n",
  generatedCode: { preset: 'es2015', symbols: false },
  hoistTransitiveImports: false,
  minifyInternalExports: true,
  plugins: [short(tools)],
  entryFileNames: '[name].cjs',
  chunkFileNames: '[name].cjs',
  onlyExplicitManualChunks: true,
  manualChunks: (id, { getModuleInfo }) => core.has(id) || isAskedByCore(getModuleInfo(id)) ? 'core' : document.has(id) ? 'openapi-parts' : undefined
})

for (const { name, exports } of output.filter(({ name }) => Object.hasOwn(entries, name))) {
  const names = exports.filter(one => one !== 'default').sort()
  const all = exports.includes('default') ? [name === 'index' ? 'conformant as default' : 'default', ...names] : names
  writeFileSync(join(to, `${name}.js`), `export { ${all.join(', ')} } from './${name}.cjs'\n`)
}

await declarations(entries, to, failing)
