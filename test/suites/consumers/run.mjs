// The package as its users have it: TARBALL=… node --test run.mjs
//
// What `npm pack` made is installed beside this folder's own packages, in a folder elsewhere. NODES: paths of further versions of
// Node.js, with colons between them, that all run what this one has compiled and bundled.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { promisify } from 'node:util'

const tarball = resolve(process.env.TARBALL)
const nodes = [process.execPath, ...(process.env.NODES ?? '').split(':').filter(path => path !== '')]
const home = mkdtempSync(join(tmpdir(), 'consumers-'))
const alone = join(home, 'alone')
const run = promisify(execFile)
const tool = path => join(home, 'node_modules', path)

/** Its output, and where it fails all that it said. */
async function output (command, args, options = {}) {
  try {
    const { stdout } = await run(command, args, { cwd: home, timeout: 240_000, ...options, env: { ...process.env, CI: '1', ...options.env } })
    return stdout
  } catch (error) {
    return assert.fail(`${error.stdout}\n${error.stderr}\n${error.message}`)
  }
}

before(async () => {
  cpSync(import.meta.dirname, home, { recursive: true, filter: path => basename(path) !== 'node_modules' })
  await output('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts'])
  await output('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--ignore-scripts', tarball])
})
after(() => rmSync(home, { recursive: true, force: true }))

test('the Fastify of this folder is the oldest that the package says it works with', () => {
  const { peerDependencies } = JSON.parse(readFileSync(tool('fastify-conformant/package.json'), 'utf8'))
  const { version } = JSON.parse(readFileSync(tool('fastify/package.json'), 'utf8'))
  assert.equal(peerDependencies.fastify.split(' || ')[0], `^${version}`)
})

test('publint finds nothing', async () => {
  const { publint } = await import(tool('publint/src/index-node.js'))
  const { messages } = await publint({ pkgDir: tool('fastify-conformant'), strict: true, pack: false })
  assert.deepEqual(messages, [])
})

test('the types are right, says are-the-types-wrong', async () => {
  const said = await output(process.execPath, [tool('@arethetypeswrong/cli/dist/index.js'), tarball, '--format', 'json'])
  assert.deepEqual(JSON.parse(said).analysis.problems, [])
})

describe('compiled, without skipLibCheck', () => {
  const strict = { target: 'es2023', lib: ['es2023'], types: ['node'], strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false, noEmit: true }
  const ways = {
    'nodenext, ES and CommonJS in one program': [{ module: 'nodenext' }, ['shared.mts', 'shared.cts', 'modern.mts', 'modern.cts', 'both.mts']],
    // In node16 an ES module, as TypeBox 1.x is one, cannot be required.
    'node16, ES and CommonJS in one program': [{ module: 'node16' }, ['shared.mts', 'shared.cts', 'modern.mts', 'both.mts']],
    bundler: [{ module: 'preserve', moduleResolution: 'bundler' }, ['shared.ts', 'modern.ts']],
    'bundler, ES modules': [{ module: 'esnext', moduleResolution: 'bundler' }, ['shared.ts', 'modern.ts']],
    'the resolution before exports': [{ module: 'commonjs', moduleResolution: 'node10', esModuleInterop: true }, ['older.ts']]
  }
  for (const [name, [options, files]] of Object.entries(ways)) {
    test(name, async () => {
      const folder = join(home, name.replace(/\W+/g, '-'))
      mkdirSync(folder)
      for (const file of files) cpSync(join(home, 'types', file === 'both.mts' ? file : file.replace(/\.[mc]ts$/, '.ts')), join(folder, file))
      writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: { ...strict, ...options }, files }))
      await output(process.execPath, [tool('typescript/bin/tsc'), '-p', folder])
    })
  }
})

const bundles = []

describe('bundled', () => {
  // Fastify and what it loads are CommonJS, which asks for require().
  const banner = { js: "import { createRequire as createRequireOfBundle } from 'node:module'; const require = createRequireOfBundle(import.meta.url)" }
  const kinds = [['app.cjs', 'cjs'], ['app.mjs', 'esm']]

  before(() => mkdirSync(alone))

  for (const [entry, format] of kinds) {
    for (const [packages, outdir] of [['bundle', alone], ['external', join(home, 'beside')]]) {
      test(`esbuild, ${format}, packages ${packages}`, async () => {
        const { build } = await import(tool('esbuild/lib/main.js'))
        const outfile = join(outdir, `esbuild-${entry}`)
        await build({ absWorkingDir: home, entryPoints: [entry], bundle: true, platform: 'node', format, packages, outfile, logLevel: 'silent', ...format === 'esm' ? { banner } : {} })
        bundles.push(outfile)
      })
    }
    test(`webpack, ${format}`, async () => {
      const { default: webpack } = await import(tool('webpack/lib/index.js'))
      const filename = `webpack-${format}.cjs`
      const stats = await promisify(webpack)({ context: home, entry: `./${entry}`, mode: 'production', target: 'node20', output: { path: alone, filename } })
      assert.equal(stats.hasErrors(), false, stats.toString('errors-only'))
      bundles.push(join(alone, filename))
    })
  }
})

for (const node of nodes) {
  describe(`run by ${node === process.execPath ? process.version : node}`, () => {
    const ways = {
      import: ['app.mjs'],
      'require()': ['app.cjs'],
      tsx: [tool('tsx/dist/cli.mjs'), 'app.ts']
    }
    for (const [name, args] of Object.entries(ways)) {
      test(name, async () => assert.match(await output(node, args), /every assertion holds\n$/))
    }
    test('jest as it is', () => output(node, [tool('jest/bin/jest.js'), 'jest/']))
    test('vitest as it is', () => output(node, [tool('vitest/vitest.mjs'), 'run', 'vitest/']))
    test('bundles', async () => {
      assert.equal(bundles.length, 6)
      for (const bundle of bundles) {
        assert.equal(await output(node, [bundle], { env: { IS_BUNDLE: '1' } }), 'every assertion holds\n', bundle)
      }
    })
  })
}
