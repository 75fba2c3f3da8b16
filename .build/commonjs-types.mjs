// The declarations a second time, for TypeScript files that are CommonJS: node .build/commonjs-types.mjs, after tsc.
//
// The code needs no second copy: require() loads ES modules. The declarations do. TypeScript takes them for ES modules
// or for CommonJS by the nearest package.json, and TypeBox has declarations for each, with unique symbols of their own:
// the schemas of a CommonJS file only fit declarations that found TypeBox as CommonJS does.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const root = join(import.meta.dirname, '..')
const from = join(root, '.dist')
const to = join(from, 'cjs')

// Written out, so that a change of the original cannot leave the copy pointing at it.
function replaceOnce (text, what, by) {
  if (text.split(what).length !== 2) throw new Error(`${JSON.stringify(what)} is not there exactly once`)
  return text.replace(what, by)
}

for (const name of readdirSync(from, { recursive: true }).filter(name => name.endsWith('.d.ts'))) {
  mkdirSync(dirname(join(to, name)), { recursive: true })
  copyFileSync(join(from, name), join(to, name))
}

// What is added to Fastify's types has to speak of the copy's options. It names the package, which the copy is not:
// the package.json below has no name.
const index = join(to, 'index.d.ts')
writeFileSync(index, replaceOnce(readFileSync(index, 'utf8'), '"../types/fastify.d.ts"', '"./types/fastify.d.ts"'))
const additions = readFileSync(join(root, 'types/fastify.d.ts'), 'utf8')
mkdirSync(join(to, 'types'))
writeFileSync(join(to, 'types/fastify.d.ts'), replaceOnce(replaceOnce(additions, "from 'fastify-conformant'", "from '../index.js'"), "from 'fastify-conformant/batch'", "from '../entries/batch.js'"))

writeFileSync(join(to, 'package.json'), '{ "type": "commonjs" }\n')
