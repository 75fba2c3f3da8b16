// What tap's own coverage check cannot see. Runs after `npm run test:all` with the
// "json" coverage report, and reads what that left in .tap/.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { test } from 'node:test'
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

test('coverage of lib/ is counted in the places of its sources', () => {
  // What another compiler has made of a file has other places, and a sum of both is wrong in both directions.
  // A process that a test starts under tsx needs { _TAPJS_PROCESSINFO_COVERAGE_: '0' } in its env.
  const folder = join(root, '.tap/coverage')
  const compiled = readdirSync(folder).flatMap(name => Object.keys(json(join(folder, name))['source-map-cache'] ?? {}))
  const lib = new URL('../lib/', import.meta.url).href
  assert.deepEqual([...new Set(compiled)].filter(url => url.startsWith(lib)), [])
})
