import type { FastifyBaseLogger } from 'fastify'
import { validatorBuilder, type Coercion } from './compiler.ts'

/** What a route says of its validation. */
export interface Validation {
  /** True: it is Fastify's own. */
  readonly isBare: boolean
  readonly coerce: Coercion
  /** Whether somebody reads forms there; asked when the validators are made. Default: true. */
  hasForms? (): boolean
}

/** The validators of a server, and what its routes and its constructor say of them. */
export class ServerValidators {
  /** In place of Fastify's own builder. */
  readonly build: ReturnType<typeof validatorBuilder>
  readonly #routes = new Map<string, Required<Validation>>()
  readonly #bareSchemas = new WeakSet()
  #removed: string | boolean = false

  constructor (log: FastifyBaseLogger) {
    this.build = validatorBuilder({
      isBare: ({ method, url, schema }) => this.#bareSchemas.has(schema as object) || this.#routes.get(`${method} ${url}`)?.isBare === true,
      coercionOf: ({ method, url }) => coercionOf(this.#routes.get(`${method} ${url}`)),
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

  /**
   * Says what holds for a route. Fastify tells routes by their method and URL only, so that of two of the same both must want its own
   * validation, and they coerce what both do.
   */
  declare (method: unknown, url: string, { isBare, coerce, hasForms = () => true }: Validation): void {
    const route = `${String(method)} ${url}`
    const other = this.#routes.get(route)
    this.#routes.set(route, {
      hasForms: () => hasForms() || other?.hasForms() === true,
      isBare: isBare && other?.isBare !== false,
      coerce: other === undefined || other.coerce === coerce ? coerce : [other.coerce, coerce].includes(false) ? false : 'forms'
    })
  }

  /** The same schema, for whoever compiles it to have Fastify's own validation. */
  bare<Schema extends object> (schema: Schema): Schema {
    const copy = { ...schema }
    this.#bareSchemas.add(copy)
    return copy
  }
}

/** Where nobody reads forms there are none to look for. */
function coercionOf (route: Required<Validation> | undefined): Coercion {
  if (route === undefined) return false
  return route.coerce === 'forms' && !route.hasForms() ? false : route.coerce
}
