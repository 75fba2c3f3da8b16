// What other people's tools say of the documents of the examples: node --import ./test/helpers/typescript.mjs --test test/suites/openapi/judges.mjs
// Prism asks for Node.js 24.18 or later, the others for less. The packages have a lock of their own: `npm ci --ignore-scripts` in this folder.
import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { openapi } from '../../../lib/entries/openapi.ts'
import { documents as documented } from '../../fixtures/samples.ts'

const here = import.meta.dirname
const home = mkdtempSync(join(tmpdir(), 'judges-'))
const versions = ['3.0.3', '3.1.1', '3.2.0']
const methods = new Set(['get', 'put', 'post', 'delete', 'options', 'head', 'patch'])
const apps = { catalog: '../../../examples/catalog/app.ts', projects: '../../../examples/projects/app.ts', orders: '../../../examples/existing/orders/after.ts' }
const built = {}
const documents = {}

/** What a tool prints, whatever it ends with. */
function tool (name, args, options = {}) {
  return new Promise(resolve => {
    execFile(process.execPath, [join(here, 'node_modules', name), ...args], { cwd: home, timeout: 240_000, maxBuffer: 2 ** 27, ...options }, (error, stdout, stderr) => resolve({ error, stdout, stderr }))
  })
}

/** Only the application can say these: the rules about them are about it. */
function saying (document) {
  const said = structuredClone(document)
  said.servers = [{ url: 'https://api.example' }]
  for (const item of Object.values(said.paths)) for (const method of Object.keys(item)) if (methods.has(method)) item[method] = { summary: 'An operation', security: [], ...item[method] }
  return said
}

const fileOf = (name, version) => join(home, `${name}-${version}.json`)

before(async () => {
  for (const [name, file] of Object.entries(apps)) {
    const { build } = await import(file)
    const app = built[name] = await build()
    await app.ready()
    for (const version of versions) {
      const document = documents[`${name}-${version}`] = openapi(app, { openapi: version, info: { title: name, version: '1.0.0' } })
      writeFileSync(fileOf(name, version), JSON.stringify(saying(document)))
    }
  }
  writeFileSync(join(home, 'spectral.yaml'), 'extends: ["spectral:oas"]\n')
  writeFileSync(join(home, 'package.json'), '{ "private": true, "type": "module" }')
})
after(async () => {
  for (const app of Object.values(built)) await app.close()
  rmSync(home, { recursive: true, force: true })
})

for (const name of Object.keys(apps)) {
  for (const version of versions) {
    test(`${name}, ${version}: Redocly's recommended rules`, async () => {
      const { stdout } = await tool('@redocly/cli/bin/cli.js', ['lint', fileOf(name, version), '--extends=recommended', '--format=json'])
      const { problems } = JSON.parse(stdout)
      assert.deepEqual(problems.filter(({ severity }) => severity === 'error').map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer]), [])
    })

    test(`${name}, ${version}: Spectral's recommended rules`, async () => {
      const { stdout } = await tool('@stoplight/spectral-cli/dist/index.js', ['lint', fileOf(name, version), '-r', join(home, 'spectral.yaml'), '-f', 'json', '--quiet'])
      const found = JSON.parse(stdout)
      assert.ok(Array.isArray(found))
      assert.deepEqual(found.filter(({ severity }) => severity === 0).map(({ code, message, path }) => [code, message, path.join('/')]), [])
    })
  }
}

/** Errors of a document: where they stand, and what tells kinds apart. */
function * errorsOf (document) {
  for (const [path, item] of Object.entries(document.paths)) {
    for (const [method, { responses }] of Object.entries(item).filter(([name]) => methods.has(name))) {
      for (const [status, { content = {} }] of Object.entries(responses).filter(([status]) => /^[45]\d\d$/.test(status))) {
        for (const [type, { schema }] of Object.entries(content)) yield { path, method, status: Number(status), type, discriminator: schema.discriminator }
      }
    }
  }
}

// A body that is any, unknown or never is none that a client can read.
const good = `type Good<T> = 0 extends (1 & T) ? false : [T] extends [never] ? false : T extends object ? true : false
type All<T> = { [K in keyof T]-?: Good<T[K]> }[keyof T]
`

/** For each kind that a member tells from the others: that a client's type of all errors has one of it alone, whose member is nothing else. */
function narrowing (document, errors) {
  const told = new Map([...errorsOf(document)].flatMap(({ discriminator }) => Object.keys(discriminator?.mapping ?? {}).map(value => [value, discriminator.propertyName])))
  return [`type Errors = ${errors}`, ...[...told].flatMap(([value, name], at) => {
    const one = `Extract<Errors, { ${name}: ${JSON.stringify(value)} }>`
    return [`export const c${at}: Good<${one}> = true`, `export const d${at}: ${one}['${name}'] = ${JSON.stringify(value)}`]
  })].join('\n')
}

for (const name of Object.keys(apps)) {
  describe(`${name}: clients`, () => {
    const folder = join(home, `clients-${name}`)
    // Only orders says a type of each kind: the others' formats have no such member.
    test('kinds are told apart where the format tells them', () => {
      const kinds = [...errorsOf(documents[`${name}-3.1.1`])].filter(({ discriminator }) => discriminator !== undefined)
      assert.equal(kinds.length > 0, name === 'orders', `${kinds.length} statuses`)
    })
    const compile = async (file, text) => {
      writeFileSync(join(folder, file), good + text)
      const { error, stdout } = await tool('../../../../node_modules/typescript/bin/tsc', ['--noEmit', '--strict', '--skipLibCheck', '--target', 'es2022', '--lib', 'es2022,dom,dom.iterable', '--module', 'preserve', join(folder, file)])
      assert.equal(error, null, stdout)
    }
    before(() => mkdirSync(folder))

    test('openapi-typescript', async () => {
      const { error, stderr } = await tool('openapi-typescript/bin/cli.js', [fileOf(name, '3.1.1'), '-o', join(folder, 'paths.ts')])
      assert.equal(error, null, stderr)
      let kinds = 0
      const lines = [...errorsOf(documents[`${name}-3.1.1`])].flatMap(({ path, method, status, type, discriminator }, at) => {
        const body = `paths['${path}']['${method}']['responses'][${status}]['content']['${type}']`
        return [`export const a${at}: Good<${body}> = true`, ...Object.keys(discriminator?.mapping ?? {}).map(value => `export const b${kinds++}: Good<Extract<${body}, { ${discriminator.propertyName}: ${JSON.stringify(value)} }>> = true`)]
      })
      assert.ok(lines.length > 10)
      await compile('openapi-typescript.ts', `import type { paths } from './paths.ts'\n${lines.join('\n')}\n`.replace("'./paths.ts'", "'./paths'"))
    })

    test('@hey-api/openapi-ts', async () => {
      const { error, stderr } = await tool('@hey-api/openapi-ts/bin/run.js', ['-i', fileOf(name, '3.1.1'), '-o', join(folder, 'hey'), '--silent'], { cwd: here })
      assert.equal(error, null, stderr)
      const names = [...readFileSync(join(folder, 'hey/types.gen.ts'), 'utf8').matchAll(/^export type (\w+Errors) = \{/gm)].map(([, one]) => one)
      assert.ok(names.length > 3)
      await compile('hey-api.ts', `import type * as types from './hey/types.gen'\n${names.map((one, at) => `export const a${at}: [All<types.${one}>] extends [true] ? true : never = true`).join('\n')}
${narrowing(documents[`${name}-3.1.1`], names.map(one => `types.${one}[keyof types.${one}]`).join(' | '))}\n`)
    })

    test('orval', async () => {
      const { error, stderr } = await tool('orval/dist/bin/orval.mjs', ['--input', fileOf(name, '3.1.1'), '--output', join(folder, 'orval-client.ts'), '--client', 'fetch'], { cwd: here })
      assert.equal(error, null, stderr)
      const found = [...readFileSync(join(folder, 'orval-client.ts'), 'utf8').matchAll(/^export type (\w+Response)([45]\d\d)(\w*) = \{/gm)]
      assert.ok(found.length > 10)
      await compile('orval.ts', `import type * as client from './orval-client'\n${found.map(([, response, status], at) => `export const a${at}: Good<Extract<client.${response}, { status: ${status} }>['data']> = true`).join('\n')}
${narrowing(documents[`${name}-3.1.1`], found.map(([, response, status]) => `Extract<client.${response}, { status: ${status} }>['data']`).join(' | '))}\n`)
    })
  })
}

/** A free port: Prism says nowhere which one it has. */
function freePort () {
  return new Promise(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}

/** Runs Prism before a server. */
async function proxied (file, upstream) {
  const port = await freePort()
  const child = spawn(process.execPath, [join(here, 'node_modules/@stoplight/prism-cli/dist/index.js'), 'proxy', file, upstream, '--port', String(port)], { stdio: ['ignore', 'pipe', 'ignore'] })
  await new Promise((resolve, reject) => {
    child.stdout.on('data', chunk => { if (/is listening/.test(chunk)) resolve() })
    child.once('exit', code => reject(new Error(`Prism has ended with ${code}`)))
  })
  return { url: `http://127.0.0.1:${port}`, close: () => child.kill() }
}

/** What Prism finds wrong with an answer, not with its request. */
function violations (response) {
  return JSON.parse(response.headers.get('sl-violations') ?? '[]').filter(({ location, severity }) => location[0] === 'response' && severity === 'Error')
}

const bodies = [undefined, '{', '[]', '{}', 'null', '{"name":5}', '{"unknown":true}', '[[[[]]]]', '"a"', '']
const fields = [{}, { accept: 'image/png' }, { 'content-type': 'text/plain' }, { 'content-type': 'application/json', 'content-encoding': 'x-none' }, { 'if-match': '"a"' }, { 'content-type': 'application/json' }, { authorization: 'Bearer wrong' }]
const values = ['1', 'x', '%00', 'a'.repeat(300), '-1']

/** Bad requests to the operations of a document, in turn. */
function * badRequests (document) {
  for (let at = 0; ; at++) {
    for (const [path, item] of Object.entries(document.paths)) {
      for (const method of Object.keys(item).filter(name => methods.has(name))) {
        const body = method === 'get' || method === 'head' ? undefined : bodies[at % bodies.length]
        const url = `${path.replace(/\{[^}]+\}/g, () => values[at % values.length])}${at % 3 === 0 ? '?page=x&limit=0' : ''}`
        yield { url, method: method.toUpperCase(), headers: fields[(at + url.length) % fields.length], body }
      }
    }
  }
}

for (const version of ['3.0.3', '3.1.1']) {
  for (const { example, samples } of documented) {
    test(`${example}, ${version}: Prism finds nothing in the samples, and in 1,000 bad requests`, async () => {
      // A server of its own: samples change what it holds.
      const app = await (await import(apps[example])).build()
      const upstream = await app.listen({ port: 0, host: '127.0.0.1' })
      const prism = await proxied(fileOf(example, version), upstream)
      const found = []
      // Prism leaves a request without an answer whose content type it cannot read.
      const ask = async (url, init) => {
        const response = await fetch(`${prism.url}${url}`, { redirect: 'manual', signal: AbortSignal.timeout(5_000), ...init }).catch(() => undefined)
        const wrong = response === undefined ? [] : violations(response)
        await response?.arrayBuffer()
        if (wrong.length > 0) found.push([init.method, url, response.status, JSON.stringify(wrong)])
        return response !== undefined
      }
      try {
        for (const { replay = [] } of samples) {
          for (const { request: { path, method = 'GET', json, headers } } of replay) {
            if (typeof path === 'string') await ask(path, { method, headers: { ...json === undefined ? {} : { 'content-type': 'application/json' }, ...headers }, ...json === undefined ? {} : { body: JSON.stringify(json) } })
          }
        }
        let asked = 0
        const requests = badRequests(documents[`${example}-${version}`])
        // Several at once: where one has no answer the others go on.
        await Promise.all(Array.from({ length: 8 }, async () => {
          for (let next = requests.next().value; asked < 1000; next = requests.next().value) {
            const { url, ...init } = next
            if (await ask(url, init)) asked++
          }
        }))
      } finally {
        prism.close()
        await app.close()
      }
      assert.deepEqual(found.slice(0, 20), [])
    })
  }
}

test('Prism would find an error whose schema is another one', async () => {
  const app = await (await import(apps.projects)).build()
  const mutant = structuredClone(documents['projects-3.1.1'])
  for (const { path, method, status, type } of errorsOf(mutant)) mutant.paths[path][method].responses[status].content[type].schema = { type: 'integer' }
  writeFileSync(join(home, 'mutant.json'), JSON.stringify(mutant))
  const prism = await proxied(join(home, 'mutant.json'), await app.listen({ port: 0, host: '127.0.0.1' }))
  const path = Object.keys(mutant.paths).find(one => mutant.paths[one].get?.responses['406'] !== undefined && !one.includes('{'))
  try {
    const response = await fetch(`${prism.url}${path}`, { headers: { accept: 'image/png' } })
    assert.equal(response.status, 406)
    assert.ok(violations(response).length > 0)
  } finally {
    prism.close()
    await app.close()
  }
})
