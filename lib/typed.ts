import type { FastifyPluginAsyncTypebox, TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type {
  FastifyBaseLogger, FastifyInstance, FastifyPluginOptions, RawReplyDefaultExpression, RawRequestDefaultExpression, RawServerBase
} from 'fastify'

/**
 * The same instance, on which `body`, `query`, `params` and `headers` of a request have the types of their TypeBox schemas.
 *
 * @example
 * typed(app).post('/categories', { schema: { body: Type.Object({ code: Type.String() }) } },
 *   async (request, reply) => reply.created(`/categories/${request.body.code}`)) // request.body.code is a string
 */
export function typed<
  Server extends RawServerBase,
  Request extends RawRequestDefaultExpression<Server>,
  Reply extends RawReplyDefaultExpression<Server>,
  Logger extends FastifyBaseLogger
> (instance: FastifyInstance<Server, Request, Reply, Logger>): FastifyInstance<Server, Request, Reply, Logger, TypeBoxTypeProvider> {
  return instance.withTypeProvider<TypeBoxTypeProvider>()
}

/**
 * A plugin for `app.register` in which requests have the types of their TypeBox schemas.
 *
 * @example await app.register(routes(async (app) => { app.get('/', async () => 'hello') }), { prefix: '/api' })
 */
export function routes<Options extends FastifyPluginOptions = FastifyPluginOptions> (plugin: FastifyPluginAsyncTypebox<Options>): FastifyPluginAsyncTypebox<Options> {
  return plugin
}
