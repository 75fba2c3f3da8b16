'use strict'

// What of the package is loaded, and when: each in a process of its own.
const assert = require('node:assert/strict')
const { execFileSync } = require('node:child_process')
const { test } = require('node:test')

/** The files of the package, and of those packages that it must not load, that a program has loaded. */
function loadedBy (program) {
  const source = `${program}
    ;(async () => {
      if (typeof main === 'function') await main()
      const kept = /node_modules\\/((?:@sinclair|@fastify)\\/(?:type[\\w-]*|ajv-compiler)|fastify-conformant\\/\\.dist\\/[\\w-]+\\.cjs)/
      const names = Object.keys(require.cache).map(file => kept.exec(file.replaceAll('\\\\', '/'))?.[1].replace('fastify-conformant/.dist/', '')).filter(Boolean)
      console.log([...new Set(names)].sort().join())
    })()`
  return execFileSync(process.execPath, ['--eval', source], { cwd: __dirname, encoding: 'utf8' }).trim().split(',')
}

const server = options => `
  const { conformant, created } = require('fastify-conformant')
  const app = require('fastify')()
  const main = async () => {
    await app.register(conformant, ${options})
    await app.ready()
    await app.inject('/nowhere')
  }`
// Fastify loads it for itself.
const always = ['@fastify/ajv-compiler', 'core.cjs', 'index.cjs']

test('the package alone', () => assert.deepEqual(loadedBy("require('fastify-conformant')"), ['core.cjs', 'index.cjs']))

test('a server with the defaults', () => assert.deepEqual(loadedBy(server('{}')), always))

test('what a limit runs on', () => {
  assert.deepEqual(loadedBy(server("{ rateLimit: { limit: 5, window: '1s' } }")), [...always, 'limit-set.cjs', 'limits-armed.cjs', 'memory-store.cjs', 'deadline.cjs'].sort())
})

test('what a batch runs on', () => {
  const batch = "app.batch({ method: 'PATCH', url: '/', key: 'code', item: { type: 'object' } }, () => created())"
  assert.deepEqual(loadedBy(server('{}').replace('await app.ready()', `${batch}; await app.ready()`)), [...always, 'batch-route.cjs', 'described.cjs'].sort())
})

test('what completes the document of @fastify/swagger', () => {
  const swagger = "app.register(Object.assign(async app => app.decorate('swagger', () => ({ openapi: '3.1.1', paths: {} })), { [Symbol.for('skip-override')]: true, [Symbol.for('plugin-meta')]: { name: '@fastify/swagger' } }))"
  const registered = server('{}').replace('await app.ready()', `${swagger}; await app.ready()`)
  assert.deepEqual(loadedBy(registered), always)
  assert.deepEqual(loadedBy(registered.replace('await app.ready()', 'await app.ready(); app.swagger()')), [...always, 'described.cjs', 'limit-set.cjs', 'openapi-parts.cjs', 'openapi-swagger.cjs'].sort())
})

test('lines of their own', () => {
  assert.deepEqual(loadedBy("require('fastify-conformant/mappers')"), ['core.cjs', 'mappers.cjs'])
  assert.deepEqual(loadedBy("require('fastify-conformant/nest')"), ['core.cjs', 'nest.cjs'])
  assert.deepEqual(loadedBy("require('fastify-conformant/limits')"), ['core.cjs', 'limits.cjs', 'memory-store.cjs', 'redis-client.cjs'])
})
