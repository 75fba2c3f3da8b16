import { echo } from '../../http/echo.ts'
import type { Settings } from '../../settings.ts'
import { originOf } from '../origin.ts'
import type { RequestContext } from '../render.ts'

/** What is known of a request that Fastify has made no object of. */
export interface KnownHead {
  readonly method?: string | undefined
  /** Without the query. */
  readonly path?: string | undefined
  readonly host?: string | undefined
  readonly isSecure?: boolean | undefined
}

/** What a dialect may ask of such a request; what could not be read is empty. */
export class HeadView implements RequestContext {
  status = 0
  readonly #head: KnownHead
  readonly #settings: Settings

  constructor (head: KnownHead, settings: Settings) {
    this.#head = head
    this.#settings = settings
  }

  get documentation (): string | undefined { return this.#settings.documentation }
  get standardFormat (): string | undefined { return this.#settings.standardFormat }
  get realm (): string | undefined { return this.#settings.realm }
  get method (): string { return this.#head.method ?? '' }
  get path (): string { return echo(this.#head.path ?? '', this.#settings.echo) }

  get origin (): string {
    const { host = '', isSecure = false } = this.#head
    return originOf({ protocol: isSecure ? 'https' : 'http', host }, this.#settings.baseUrl)
  }
}
