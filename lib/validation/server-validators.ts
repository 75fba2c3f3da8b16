import type { FastifyBaseLogger } from 'fastify'
import { validatorBuilder } from './compiler.ts'

/** The validators of a server, and what its routes and its constructor say of them. */
export class ServerValidators {
  /** For `setSchemaController`. */
  readonly build: ReturnType<typeof validatorBuilder>
  readonly #bareRoutes = new Map<string, boolean>()
  readonly #bareSchemas = new WeakSet()
  #removed: string | boolean = false

  constructor (log: FastifyBaseLogger) {
    this.build = validatorBuilder({
      isBare: ({ method, url, schema }) => this.#bareSchemas.has(schema as object) || this.#bareRoutes.get(`${method} ${url}`) === true,
      onRemoveAdditional: (declared) => {
        if (declared === this.#removed || declared === false) return
        this.#removed = declared
        log.warn(`removeAdditional is ${JSON.stringify(declared)} in the options that the application has given to Ajv: ` +
          'properties that it stands for are removed, not refused')
      }
    })
  }

  /** True where the application's own Ajv removes every property that a schema does not name. */
  get removesAll (): boolean {
    return this.#removed === 'all'
  }

  /** Says whose validation a route has: Fastify's own, or ours. Fastify tells routes by their method and URL only, so that of two of the same both must want Fastify's. */
  declare (method: unknown, url: string, isBare: boolean): void {
    const route = `${String(method)} ${url}`
    this.#bareRoutes.set(route, isBare && this.#bareRoutes.get(route) !== false)
  }

  /** The same schema, for whoever compiles it to have Fastify's own validation. */
  bare<Schema extends object> (schema: Schema): Schema {
    const copy = { ...schema }
    this.#bareSchemas.add(copy)
    return copy
  }
}
