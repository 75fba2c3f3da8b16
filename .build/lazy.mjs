// What the bundle loads when it is first called.
import { join, relative } from 'node:path'
import { root } from './typescript.mjs'

/** Files whose functions are called late, and the functions that others import from them. */
const late = {
  'lib/batch/route.ts': { name: 'batch-route', functions: ['addBatchRoute'] },
  'lib/limits/armed.ts': { name: 'limits-armed', functions: ['armConcurrency', 'armRateLimits', 'limitersOf'] },
  'lib/openapi/completed-document.ts': { name: 'openapi-swagger', functions: ['completedDocument', 'yamlOfDocument'] },
  'lib/spam/check.ts': { name: 'spam-check', functions: ['checkSpam'] }
}

/** Packages that the source loads late by createRequire(), which only Node understands. */
const packages = {
  'lib/validation/ajv.ts': "export function ajvCompiler () { return require('@fastify/ajv-compiler') }"
}

export const lazyEntries = Object.fromEntries(Object.entries(late).map(([file, { name }]) => [name, file]))

const mark = '\0late:'

export function lazy () {
  return {
    name: 'lazy',
    async resolveId (source, importer) {
      if (importer === undefined || !source.startsWith('.')) return null
      const file = relative(root, join(importer, '..', source))
      return Object.hasOwn(late, file) ? mark + file : null
    },
    load (id) {
      const file = id.startsWith(mark) ? id.slice(mark.length) : relative(root, id)
      if (!id.startsWith(mark)) return packages[file] ?? null
      const { name, functions } = late[file]
      return functions.map(one => `export function ${one} (...args) { return require('./${name}.cjs').${one}(...args) }`).join('\n')
    }
  }
}
