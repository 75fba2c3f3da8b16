import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { run } from '../../lib/cli/run.ts'

const root = join(import.meta.dirname, '../..')
const lib = `import Fastify from ${JSON.stringify(join(root, 'node_modules/fastify/fastify.js'))}
  import conformant from ${JSON.stringify(join(root, 'lib/index.ts'))}`
const app = `${lib}
  const app = Fastify()
  await app.register(conformant)
  app.get('/b', async () => 'b')
  app.get('/a', async () => 'a')`

function folder (t: Test, files: Record<string, string>): (name: string) => string {
  const home = mkdtempSync(join(tmpdir(), 'cli-'))
  t.teardown(() => rmSync(home, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(home, name), text)
  return name => join(home, name)
}

interface Ended { code: number, out: string, err: string }

async function ended (...args: string[]): Promise<Ended> {
  let out = ''
  let err = ''
  const code = await run(args, { print: text => { out += text }, complain: text => { err += text } })
  return { code, out, err }
}

/** In a process of its own, as a shell runs it. */
function spawned (...args: string[]): Promise<Ended> {
  return new Promise(resolve => {
    execFile(process.execPath, ['--import', join(root, 'test/helpers/typescript.mjs'), join(root, 'lib/cli/bin.ts'), ...args], { timeout: 60_000 }, (error, out, err) => {
      resolve({ code: Number(error?.code ?? 0), out, err })
    })
  })
}

t.test('the document is printed, in the order of its names', async (t) => {
  const at = folder(t, { 'app.mjs': `${app}\nexport default app`, 'package.json': '{ "name": "books", "version": "2.0.0" }' })
  const { code, out, err } = await ended('openapi', at('app.mjs'))
  t.strictSame({ code, err }, { code: 0, err: '' })
  const document = JSON.parse(out)
  t.strictSame(document.info, { title: 'books', version: '2.0.0' })
  t.strictSame(Object.keys(document.paths), ['/a', '/b'])
  t.equal(out, `${JSON.stringify(document, null, 2)}\n`)
  t.equal((await ended('openapi', at('app.mjs'))).out, out)
})

t.test('into a file, as YAML, and of another version', async (t) => {
  const at = folder(t, { 'app.mjs': `${app}\nexport default app` })
  t.strictSame(await ended('openapi', at('app.mjs'), '--out', at('openapi.yaml'), '--openapi', '3.0.3'), { code: 0, out: '', err: '' })
  t.match(readFileSync(at('openapi.yaml'), 'utf8'), /^openapi: "3\.0\.3"\ninfo:\n {2}title: API\n {2}version: "0\.0\.0"\n/)
})

t.test('a file that differs is told', async (t) => {
  const at = folder(t, { 'app.mjs': `${app}\nexport default app` })
  const check = (): Promise<Ended> => ended('openapi', at('app.mjs'), '--check', at('openapi.json'))
  t.strictSame(await check(), { code: 1, out: '', err: `fastify-conformant: ${at('openapi.json')} is not what the application says: there is no such file. Write it with --out ${at('openapi.json')}.\n` })
  t.notOk(existsSync(at('openapi.json')))
  await ended('openapi', at('app.mjs'), '--out', at('openapi.json'))
  t.strictSame(await check(), { code: 0, out: '', err: '' })
  const text = readFileSync(at('openapi.json'), 'utf8')
  writeFileSync(at('openapi.json'), text.replace('"title": "API"', '"title": "Own"'))
  t.match(await check(), { code: 1, err: /: line 4 is "\\"title\\": \\"Own\\",", and would be "\\"title\\": \\"API\\",". Write it/ })
  writeFileSync(at('openapi.json'), `${text}\nmore`)
  t.match(await check(), { code: 1, err: /says: it has more lines, from line \d+\. Write it/ })
  writeFileSync(at('openapi.json'), text.replaceAll('\n', '\r\n'))
  t.strictSame(await check(), { code: 0, out: '', err: '' })
  writeFileSync(at('openapi.json'), '{')
  t.match(await check(), { code: 1, err: /line 2 is "", and would be/ })
})

t.test('what is wrong is said in a sentence; what the application throws, with its stack', async (t) => {
  const at = folder(t, {
    'bare.mjs': `${lib}\nexport const app = Fastify()\napp.get('/', async () => 'a')`,
    'throws.mjs': 'throw new Error("no database")',
    'nothing.mjs': 'throw undefined'
  })
  t.match(await ended('--help'), { code: 0, out: /^Usage: fastify-conformant openapi ENTRY/, err: '' })
  t.strictSame(await ended('openapi'), { code: 1, out: '', err: 'fastify-conformant: There is no ENTRY: the file that exports the application.\n' })
  t.match(await ended('openapi', at('bare.mjs')), { code: 1, err: /bare\.mjs has no route that fastify-conformant is there for/ })
  t.match(await ended('openapi', at('throws.mjs')), { code: 1, err: /^Error: no database\n {4}at / })
  t.strictSame(await ended('openapi', at('nothing.mjs')), { code: 1, out: '', err: 'undefined\n' })
})

t.test('as a command it ends, whatever the application keeps open', async (t) => {
  const at = folder(t, { 'app.mjs': `${app}\nsetInterval(() => {}, 1000)\nexport { app }`, 'silent.mjs': 'export const a = 1' })
  const { code, out, err } = await spawned('openapi', at('app.mjs'))
  t.strictSame({ code, err }, { code: 0, err: '' })
  t.equal(JSON.parse(out).openapi, '3.1.1')
  t.match(await spawned('openapi', at('silent.mjs')), { code: 1, out: '', err: /silent\.mjs exports no application, and none with fastify-conformant would listen/ })
})
