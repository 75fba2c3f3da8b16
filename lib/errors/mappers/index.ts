import type { Mapper } from '../normalize.ts'
import { fastifyErrors, type RequestView } from './fastify.ts'
import { pluginErrors } from './plugins.ts'
import { statusErrors } from './status.ts'
import { upstreamErrors } from './upstream.ts'

/** Asked after the application's own, in this order: what is known exactly before what merely says its status. */
export const builtInMappers: ReadonlyArray<Mapper<RequestView | undefined>> = [fastifyErrors, pluginErrors, upstreamErrors, statusErrors]
