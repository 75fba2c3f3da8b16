import type { Declarations } from '../own/declared.ts'
import type { ConformantRouteOptions } from './options.ts'

/**
 * The options of a route for its `config`, with every name checked by the compiler. Fastify takes further members of a config for the
 * route's own, so that without it a name that does not exist is found when the route is declared.
 *
 * @example app.get('/books', { config: conformantConfig({ accept: 'application/json' }) }, handler)
 * @example app.get('/books', { config: { ...conformantConfig({ items: 5 }), mine: true } }, handler)
 */
export function conformantConfig<const Errors extends Declarations> (options: WithErrors<Errors>): { conformant: WithErrors<Errors> } {
  return { conformant: options }
}

/** The types keep which errors these are, for what a handler may return under `typed(app)`. */
type WithErrors<Errors extends Declarations> = Omit<ConformantRouteOptions, 'errors'> & { readonly errors?: Errors }
