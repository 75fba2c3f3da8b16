// What tap's own coverage check cannot see. Runs after `npm test` with the
// "json" coverage report, and reads what that left in .tap/.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const root = join(import.meta.dirname, '..')
const json = file => JSON.parse(readFileSync(file, 'utf8'))

// A file that is only types compiles to nothing: no test can load it.
function hasCode (file) {
  const { outputText } = ts.transpileModule(readFileSync(file, 'utf8'), {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023, removeComments: true, verbatimModuleSyntax: true }
  })
  return !['', 'export {};'].includes(outputText.trim())
}

test('every file of lib/ with code is in the coverage report', () => {
  // tap reports what was loaded, so a file that nothing imports is missing, not at 0 %.
  const reported = new Set(Object.keys(json(join(root, '.tap/report/coverage-final.json'))))
  const missing = readdirSync(join(root, 'lib'), { recursive: true })
    .map(name => join(root, 'lib', name))
    .filter(file => file.endsWith('.ts') && !file.endsWith('.d.ts') && hasCode(file) && !reported.has(file))
  assert.deepEqual(missing.map(file => relative(root, file)), [])
})

test('coverage of one file is never added up from two compilers', () => {
  // Such a sum is wrong in both directions (see coverage-map.mjs). A process
  // that a test starts under tsx needs { _TAPJS_PROCESSINFO_COVERAGE_: '0' } in
  // its env, or process.execArgv instead of tsx.
  const folder = join(root, '.tap/coverage')
  const seen = new Map()
  const mixed = new Set()
  for (const name of readdirSync(folder)) {
    const cache = json(join(folder, name))['source-map-cache'] ?? {}
    for (const [url, { lineLengths }] of Object.entries(cache)) {
      const shape = String(lineLengths)
      if ((seen.get(url) ?? shape) !== shape) mixed.add(relative(root, fileURLToPath(url)))
      seen.set(url, shape)
    }
  }
  assert.deepEqual([...mixed], [])
})
