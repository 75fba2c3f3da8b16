// What `npm pack` made: node --test tarball.test.mjs, with TARBALL in the environment.
import assert from 'node:assert/strict'
import { execFile, execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { promisify } from 'node:util'

const root = join(import.meta.dirname, '..')
const tarball = resolve(process.env.TARBALL)
const tar = (...args) => execFileSync('tar', args, { encoding: 'utf8' })
const files = tar('-tzf', tarball).trim().split('\n').map(name => name.replace(/^package\//, ''))
const manifest = JSON.parse(tar('-xzOf', tarball, 'package/package.json'))

test('holds nothing but what it should', () => {
  const allowed = [
    /^(?:package\.json|README\.md|LICENSE)$/,
    /^\.dist\/[a-z-]+\.(?:js|cjs|d\.ts|d\.cts)$/
  ]
  assert.deepEqual(files.filter(file => !allowed.some(pattern => pattern.test(file))), [])
})

test('holds what npm and its readers expect', () => {
  for (const file of ['package.json', 'README.md', 'LICENSE']) {
    assert.ok(files.includes(file), `${file} is missing`)
  }
})

test('is small to install', () => {
  const sizes = tar('-tzvf', tarball).trim().split('\n').map(line => Number(line.split(/\s+/)[2]))
  const bytes = sizes.reduce((sum, size) => sum + size, 0)
  assert.ok(files.length < 60, `${files.length} files`)
  assert.ok(bytes < 500_000, `${bytes} bytes`)
})

test('every file that package.json points to is in it', () => {
  const targets = value => typeof value === 'string' ? [value] : Object.values(value ?? {}).flatMap(targets)
  const wanted = [manifest.main, manifest.types, manifest.bin, manifest.exports, manifest.typesVersions].flatMap(targets)
  const missing = wanted.map(file => file.replace(/^\.\//, '')).filter(file => !files.includes(file))
  assert.deepEqual(missing, [])
})

// The plugin needs nothing beside itself, and runs under the ESLint of the repository, by import and by require().
for (const [name, config] of Object.entries({
  'eslint.config.mjs': "import conformant from 'fastify-conformant/eslint'\nexport default [conformant.configs.recommended]\n",
  'eslint.config.cjs': "module.exports = [require('fastify-conformant/eslint').configs.recommended]\n"
})) {
  test(`the lint rule finds an error that is not declared: ${name}`, () => {
    const home = mkdtempSync(join(dirname(tarball), 'eslint-'))
    try {
      mkdirSync(join(home, 'node_modules/fastify-conformant'), { recursive: true })
      tar('-xzf', tarball, '-C', join(home, 'node_modules/fastify-conformant'), '--strip-components', '1')
      writeFileSync(join(home, name), config)
      writeFileSync(join(home, 'good.js'), "import { gone } from 'fastify-conformant'\napp.get('/', { config: { conformant: { errors: [gone] } } }, async () => { throw gone() })\n")
      writeFileSync(join(home, 'bad.js'), "import { gone, notFound } from 'fastify-conformant'\napp.get('/', { config: { conformant: { errors: [gone] } } }, async () => { throw notFound() })\n")
      const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'node_modules/eslint/bin/eslint.js'), '--format', 'json', 'bad.js', 'good.js'], { cwd: home, encoding: 'utf8' })
      assert.equal(stderr, '')
      assert.deepEqual(JSON.parse(stdout).map(({ filePath, messages }) => [filePath.slice(home.length + 1), messages.map(({ ruleId, message }) => [ruleId, message])]), [
        ['bad.js', [['conformant/declared-errors', 'The route does not declare "not_found": add it to config.conformant.errors.']]],
        ['good.js', []]
      ])
      assert.equal(status, 1)
    } finally {
      rmSync(home, { recursive: true, force: true })
    }
  })
}

// consumer/typebox in a folder as a user has it; beside the tarball, as whoever made that also takes it away.
describe('compiles with TypeBox and runs', { concurrency: 2 }, () => {
  const run = promisify(execFile)
  const version = name => JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')).version
  const home = mkdtempSync(join(dirname(tarball), 'typebox-'))
  after(() => rmSync(home, { recursive: true, force: true }))

  before(async () => {
    writeFileSync(join(home, 'package.json'), '{ "private": true }')
    const names = ['fastify', '@sinclair/typebox', 'typescript', '@types/node']
    await run('npm', [
      'install', '--install-strategy=nested', '--no-audit', tarball, ...names.map(name => `${name}@${version(name)}`)
    ], { cwd: home })
  })

  // What a package.json without a type is, and what one with it; the options are tsc's.
  const kinds = [
    [undefined, '--module', 'nodenext'],
    [undefined, '--module', 'node16'],
    [undefined, '--module', 'commonjs', '--moduleResolution', 'node10'],
    ['module', '--module', 'nodenext'],
    ['module', '--module', 'preserve', '--moduleResolution', 'bundler']
  ]
  // Nothing of the repository helps to find a name: what docs/exports.md lists is what the tarball has.
  test('every name of docs/exports.md can be imported from its line', async () => {
    const project = join(home, 'names')
    const parts = readFileSync(join(root, 'docs/exports.md'), 'utf8').split(/^## (?=fastify-conformant)/m).slice(1)
    const names = parts.map(part => [/^\S+/.exec(part)[0], [...part.matchAll(/^\| `(\w+)` \| (?!default)/gm)].map(([, name]) => name)])
    assert.ok(names.length >= 7 && names.every(([, all]) => all.length > 0))
    mkdirSync(project)
    writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }')
    writeFileSync(join(project, 'names.ts'), names.map(([line, all], index) => `import type { ${all.map(name => `${name} as ${name}${index}`).join(', ')} } from '${line}'\n`).join(''))
    const tsc = join(home, 'node_modules/typescript/bin/tsc')
    await run(process.execPath, [tsc, '--noEmit', '--strict', '--target', 'es2022', '--module', 'nodenext', join(project, 'names.ts')]).catch(error => assert.fail(error.stdout || error))
  })

  for (const [index, [type, ...options]] of kinds.entries()) {
    test(`${type ?? 'CommonJS'}, ${options.join(' ')}`, async () => {
      const project = join(home, String(index))
      cpSync(join(root, '.ci/consumer/typebox'), project, { recursive: true })
      writeFileSync(join(project, 'package.json'), JSON.stringify({ private: true, type }))
      const tsc = join(home, 'node_modules/typescript/bin/tsc')
      // tsc says on stdout what is wrong, which execFile's error leaves out.
      await run(process.execPath, [tsc, '-p', project, ...options]).catch(error => assert.fail(error.stdout || error))
      const code = readFileSync(join(project, 'app.js'), 'utf8')
      assert.equal(code.includes('require("fastify-conformant")'), type === undefined, 'is the kind of module it should be')
      const { stdout } = await run(process.execPath, [join(project, 'app.js')])
      assert.equal(stdout, 'every assertion holds\n')
    })
  }
})
