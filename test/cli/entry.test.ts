import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { appOf } from '../../lib/cli/entry.ts'
import { knownRoutes } from '../../lib/plugin/known-routes.ts'

const root = join(import.meta.dirname, '../..')
const fastify = JSON.stringify(join(root, 'node_modules/fastify/fastify.js'))
const lib = `import Fastify from ${fastify}
  import conformant from ${JSON.stringify(join(root, 'lib/index.ts'))}`
const made = `const app = Fastify()
  await app.register(conformant)
  app.get('/a', async () => 'a')`

function file (t: Test, text: string, name = 'app.mjs'): string {
  const home = mkdtempSync(join(root, 'node_modules/.cli-'))
  t.teardown(() => rmSync(home, { recursive: true, force: true }))
  writeFileSync(join(home, name), text)
  return join(home, name)
}

async function routesOf (t: Test, file: string, patience?: number): Promise<string[]> {
  const app = await appOf(file, patience)
  t.teardown(async () => { await app.close() })
  return knownRoutes(app).filter(({ options }) => options.method === 'GET').map(({ url }) => url)
}

t.test('an application, a promise of one, what makes one, and a plugin', async (t) => {
  const plugin = "async function (app) { await app.register(conformant); app.get('/a', async () => app.initialConfig.caseSensitive ? 'a' : 'b') }"
  const cases: Array<[what: string, text: string]> = [
    ['the default', `${lib}\n${made}\nexport default app`],
    ['app', `${lib}\n${made}\nexport { app }`],
    ['a promise', `${lib}\nasync function start () { ${made}; return app }\nexport default start()`],
    ['a function', `${lib}\nexport default async function () { ${made}; return app }`],
    ['build', `${lib}\nexport async function build () { ${made}; return app }`],
    ['a plugin', `${lib}\nexport default ${plugin}`],
    ['a plugin with options', `${lib}\nexport const options = { ajv: {} }\nexport default ${plugin}`]
  ]
  for (const [what, text] of cases) t.strictSame(await routesOf(t, file(t, text)), ['/a'], what)
})

t.test('CommonJS, and what a compiler makes of an ES module', async (t) => {
  const make = `async function build () {
    const { default: conformant } = await import(${JSON.stringify(join(root, 'lib/index.ts'))})
    const app = require(${fastify})()
    await app.register(conformant)
    app.get('/a', async () => 'a')
    return app
  }`
  for (const way of ['module.exports = build', 'module.exports = { app: build }', 'exports.__esModule = true; exports.default = build']) {
    t.strictSame(await routesOf(t, file(t, `${make}\n${way}`, 'app.cjs')), ['/a'], way)
  }
})

t.test('an application that is not exported is the one that would listen, and does not', async (t) => {
  const hook = "app.addHook('onListen', async () => { throw new Error('it listens') })"
  const other = 'const metrics = Fastify()\nawait metrics.listen({ port: 1 })\nmetrics.server.listen(1, () => { globalThis.told = true })'
  t.strictSame(await routesOf(t, file(t, `${lib}\n${other}\n${made}\n${hook}\nawait app.listen({ port: 1 })`)), ['/a'])
  t.strictSame(await routesOf(t, file(t, `${lib}\nasync function start () { ${made}; await app.listen({ port: 1 }) }\nstart()`)), ['/a'])
  t.equal((globalThis as { told?: true }).told, true)
  // Afterwards servers listen again.
  const server = createServer()
  await new Promise<void>(resolve => { server.listen(0, '127.0.0.1', resolve) })
  t.ok(server.listening)
  await new Promise(resolve => { server.close(resolve) })
})

t.test('what is no application is named', async (t) => {
  await t.rejects(appOf('/nowhere/app.js'), { message: 'There is no file /nowhere/app.js.' })
  const text = file(t, 'a text', 'app.txt')
  await t.rejects(appOf(text), { message: `Node.js ${process.version} does not run ${text} by itself. With tsx installed it does: NODE_OPTIONS='--import tsx' npx fastify-conformant …` })
  const none = file(t, 'export default () => 5')
  await t.rejects(appOf(none, 50), { message: `${none} exports no application, and none with fastify-conformant would listen: export it, as the default or as "app".` })
})
