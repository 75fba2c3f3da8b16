// `npm run test:published`: the tests that ask for nothing of lib but what users can import, with what is published in place of it. What
// makes the package smaller must change nothing of what it does, and all other tests see the source alone.
import { spawnSync } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')
const tests = readdirSync(join(root, 'test'), { recursive: true })
  .filter(file => file.endsWith('.test.ts') && !file.endsWith('.slow.test.ts') && !/node_modules|^suites/.test(file))
  .map(file => join('test', file))
  .filter(file => isFromOutside(readFileSync(join(root, file), 'utf8')))
const { status } = spawnSync(join(root, 'node_modules/.bin/tap'), ['--disable-coverage', ...process.argv.slice(2), ...tests], {
  cwd: root, stdio: 'inherit', env: { ...process.env, PUBLISHED: 'true' }
})
process.exitCode = status ?? 1

function isFromOutside (source) {
  const imported = [...source.matchAll(/from '(?:\.\.\/)+lib\/([^']+)'/g)].map(([, file]) => file)
  return imported.length > 0 && imported.every(file => /^(?:index|entries\/[a-z]+)\.ts$/.test(file))
}
