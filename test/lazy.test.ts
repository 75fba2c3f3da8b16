// What is loaded, and when: each in a process of its own.
import { execFileSync } from 'node:child_process'
import t from 'tap'

const helper = (name: string): string => `--import=${new URL(`helpers/${name}.mjs`, import.meta.url).href}`

/** What of these a program has loaded, as its last line says it. */
function loadedBy (program: string): string[] {
  const source = `
    import { createRequire } from 'node:module'
    ${program}
    const parts = { typebox: '/@sinclair/typebox/', provider: '/type-provider-typebox/', ajv: '/@fastify/ajv-compiler/', fetch: 'fetch', fastify: '/fastify/fastify.js' }
    const all = loadedModules()
    console.log(Object.keys(parts).filter(name => all.some(module => module.includes(parts[name]))).join())`
  const output = execFileSync(process.execPath, [helper('loaded'), helper('typescript'), '--input-type=module', '--eval', source], {
    encoding: 'utf8', cwd: new URL('.', import.meta.url), env: { ...process.env, _TAPJS_PROCESSINFO_COVERAGE_: '0' }
  })
  return output.trim().split(',').filter(name => name !== '')
}

const imports = "import Fastify from 'fastify'; import conformant, { akeneo, akeneoSchema, problem, typed } from 'fastify-conformant';"

t.test('the package alone loads no validator, no TypeBox, and nothing of fetch', async (t) => {
  t.strictSame(loadedBy("await import('fastify-conformant')"), [])
})

t.test('nor do errors of its own, unless JSON Schema says their members', async (t) => {
  t.strictSame(loadedBy(`const { defineErrors } = await import('fastify-conformant')
    defineErrors({ one: { status: 403 }, two: { status: 403, members: { '~standard': { version: 1, vendor: 'own', validate: value => ({ value }) } } } })`), [])
  t.strictSame(loadedBy(`const { defineErrors } = await import('fastify-conformant')
    defineErrors({ one: { status: 403, members: { type: 'object', properties: { a: { type: 'string' } } } } })`), ['ajv'])
})

t.test('nor does a server load TypeBox or fetch; the validator is what Fastify itself has loaded', async (t) => {
  t.strictSame(loadedBy(`${imports}
    const app = Fastify()
    await app.register(conformant, { dialect: akeneo(), rateLimit: { limit: 5, window: '1s' } })
    typed(app).get('/', { schema: { querystring: { type: 'object', required: ['a'] } } }, async () => 'a')
    const { statusCode } = await app.inject('/')
    if (statusCode !== 422 || akeneoSchema(404).type !== 'object' || problem().schema(404).type !== 'object') throw new Error('it does not work')`), ['ajv', 'fastify'])
})

t.test('what is looked for would be found', async (t) => {
  t.strictSame(loadedBy("await import('fastify'); await import('@fastify/ajv-compiler'); await import('@fastify/type-provider-typebox'); Headers"), ['typebox', 'provider', 'ajv', 'fetch', 'fastify'])
})
