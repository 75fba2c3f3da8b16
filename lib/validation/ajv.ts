import { createRequire } from 'node:module'
import type AjvCompiler from '@fastify/ajv-compiler'

// The build puts plain require() in its place, which bundlers of applications follow.
const require = createRequire(import.meta.url)

/** What Fastify compiles schemas with: loaded where there are schemas, as Fastify does it. */
export function ajvCompiler (): typeof AjvCompiler {
  return require('@fastify/ajv-compiler')
}
