// One line in a team's own tests, under the runners that teams have: what is not documented fails the run, and is read where it fails.
import { execFile } from 'node:child_process'
import { cpSync, symlinkSync, mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import t from 'tap'
import { folderOf } from '../../helpers/ended-with-us.ts'

// Runners take their time to start.
t.setTimeout(280_000)

const here = import.meta.dirname
const root = join(here, '../../..')

/** The program of a package, which its users start by name. */
function programOf (from: string, name: string): string {
  const manifest = createRequire(from).resolve(`${name}/package.json`)
  const { bin } = createRequire(from)(manifest) as { bin: string | Record<string, string> }
  return join(manifest, '..', typeof bin === 'string' ? bin : bin[name] as string)
}

const runners: Readonly<Record<string, { readonly args: readonly string[], readonly scenes: readonly string[] }>> = {
  'node:test': { args: ['--test', 'node.test.mjs'], scenes: ['documented', 'undocumented', 'sockets', 'unseen'] },
  tap: { args: [programOf(`${root}/`, 'tap'), 'run', '--disable-coverage', '--reporter=tap', 'tap.test.mjs'], scenes: ['documented', 'undocumented', 'sockets', 'unseen'] },
  vitest: { args: [programOf(`${here}/`, 'vitest'), 'run', 'vitest.test.mjs'], scenes: ['documented', 'undocumented', 'sockets'] },
  jest: { args: [programOf(`${here}/`, 'jest'), '--config=jest.config.cjs'], scenes: ['documented', 'undocumented', 'sockets'] }
}

/** Of what stands around a process as a user's own would. */
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(NODE_|TAP|_TAPJS|FORCE_COLOR)/.test(name)))

async function run (folder: string, args: readonly string[], scene: string): Promise<{ readonly code: number, readonly output: string }> {
  return await new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: folder, env: { ...env, SCENE: scene, NO_COLOR: '1' }, timeout: 120_000 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), output: stdout + stderr })
    })
  })
}

const project = folderOf(t, 'project', here)
cpSync(join(here, 'project'), project, { recursive: true })
mkdirSync(join(project, 'node_modules'))
symlinkSync(root, join(project, 'node_modules/fastify-conformant'))
symlinkSync(join(root, 'node_modules/tap'), join(project, 'node_modules/tap'))

for (const [name, { args, scenes }] of Object.entries(runners)) {
  for (const scene of scenes) {
    t.test(`${name}: ${scene}`, async (t) => {
      const { code, output } = await run(project, args, scene)
      t.comment(output)
      t.equal(code === 0, scene === 'documented', 'the exit code')
      const lines = ['The document has no 404 for GET /books/{id}.', 'request   GET /books/7', 'answer    404 (not_found)', 'document  GET /books/{id}: 406 not_acceptable, 500 internal, 2XX, default']
      for (const line of lines) t.equal(output.includes(line), scene !== 'documented', line)
      // Where inject() waits for it, the test is the one that fails; the line that has asked is shown.
      if (scene === 'undocumented') t.match(output, /build\.cjs:\d+/)
    })
  }
}
