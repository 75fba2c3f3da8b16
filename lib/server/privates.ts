import type { FastifyInstance, FastifyServerOptions } from 'fastify'

// Private members of Fastify's, tested with 5.12. `test/server/privates.test.ts` fails where one is gone.

/** The member of an instance, or of one around it, that Fastify keeps under a symbol; undefined where this Fastify has none. */
function privateOf (instance: FastifyInstance, name: string): unknown {
  for (let holder: object | null = instance; holder !== null; holder = Object.getPrototypeOf(holder)) {
    const symbol = Object.getOwnPropertySymbols(holder).find(({ description }) => description === name)
    if (symbol !== undefined) return (holder as Record<symbol, unknown>)[symbol]
  }
  return undefined
}

type ShownOptions = Pick<FastifyServerOptions, 'clientErrorHandler' | 'frameworkErrors' | 'return503OnClosing'> & { http?: unknown, https?: unknown }

/**
 * The options that Fastify works with: `Symbol(fastify.options)`, there since 5.6.2.
 * There is no public way to answer bad URLs and over-long parameters once the application has been made;
 * `serverOptions()` does without it.
 *
 * @returns undefined where this Fastify does not show them
 */
export function optionsOf (instance: FastifyInstance): ShownOptions | undefined {
  return privateOf(instance, 'fastify.options') as ShownOptions | undefined
}

/**
 * True where the application words the findings of validation itself: `Symbol(fastify.schemaErrorFormatter)`. There is no public way
 * to see whether it does.
 */
export function hasFormatter (instance: FastifyInstance): boolean {
  return typeof privateOf(instance, 'fastify.schemaErrorFormatter') === 'function'
}

/**
 * True where the application has its own builder of validators, set as an option or before: `Symbol(fastify.schemaController)`.
 * Fastify's own is a function of @fastify/ajv-compiler, and known by its name.
 */
export function hasValidators (instance: FastifyInstance): boolean {
  const controller = privateOf(instance, 'fastify.schemaController') as { opts?: { compilersFactory?: { buildValidator?: unknown } } } | undefined
  const { buildValidator } = controller?.opts?.compilersFactory ?? {}
  return typeof buildValidator === 'function' && buildValidator.name !== 'buildCompilerFromPool'
}
