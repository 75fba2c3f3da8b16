import type { FastifyInstance, FastifyServerOptions } from 'fastify'

type ShownOptions = Pick<FastifyServerOptions, 'clientErrorHandler' | 'frameworkErrors' | 'return503OnClosing'> & { http?: unknown, https?: unknown }

/**
 * The options that Fastify works with. Private: `Symbol(fastify.options)`, there since 5.6.2, tested with 5.12.
 * There is no public way to answer bad URLs and over-long parameters once the application has been made;
 * `serverOptions()` does without it. `test/wire/server/privates.test.ts` fails where the symbol is gone.
 *
 * @returns undefined where this Fastify does not show them
 */
export function optionsOf (instance: FastifyInstance): ShownOptions | undefined {
  for (let holder: object | null = instance; holder !== null; holder = Object.getPrototypeOf(holder)) {
    const symbol = Object.getOwnPropertySymbols(holder).find(({ description }) => description === 'fastify.options')
    if (symbol !== undefined) return (holder as Record<symbol, FastifyServerOptions>)[symbol]
  }
  return undefined
}
