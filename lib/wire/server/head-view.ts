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
export function headView ({ method = '', path = '', host = '', isSecure = false }: KnownHead, settings: Settings): RequestContext {
  return {
    status: 0,
    method,
    path: echo(path, settings.echo),
    origin: originOf({ protocol: isSecure ? 'https' : 'http', host }, settings.baseUrl),
    documentation: settings.documentation,
    standardFormat: settings.standardFormat,
    realm: settings.realm
  }
}
