// What `npm pack` made: node --test tarball.test.mjs, with TARBALL in the environment.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

const root = join(import.meta.dirname, '..')
const tarball = process.env.TARBALL
const tar = (...args) => execFileSync('tar', args, { encoding: 'utf8' })
const files = tar('-tzf', tarball).trim().split('\n').map(name => name.replace(/^package\//, ''))
const manifest = JSON.parse(tar('-xzOf', tarball, 'package/package.json'))

test('holds nothing but what it should', () => {
  const allowed = [
    /^(?:package\.json|README\.md|LICENSE|CHANGELOG\.md)$/,
    /^\.dist\/(?:[a-z0-9-]+\/)*[a-z0-9-]+\.(?:js|d\.ts)$/,
    /^types\/[a-z0-9-]+\.d\.ts$/
  ]
  assert.deepEqual(files.filter(file => !allowed.some(pattern => pattern.test(file))), [])
})

test('holds what npm and its readers expect', () => {
  for (const file of ['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md']) {
    assert.ok(files.includes(file), `${file} is missing`)
  }
})

test('every compiled file comes from a file of lib/', () => {
  const orphans = files
    .filter(file => file.startsWith('.dist/'))
    .filter(file => !existsSync(join(root, file.replace('.dist/', 'lib/').replace(/\.(?:js|d\.ts)$/, '.ts'))))
  assert.deepEqual(orphans, [])
})

test('every file that package.json points to is in it', () => {
  const targets = value => typeof value === 'string' ? [value] : Object.values(value ?? {}).flatMap(targets)
  const wanted = [manifest.main, manifest.types, manifest.bin, manifest.exports].flatMap(targets)
  const missing = wanted.map(file => file.replace(/^\.\//, '')).filter(file => !files.includes(file))
  assert.deepEqual(missing, [])
})
