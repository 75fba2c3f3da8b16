import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type {
  FastifyBaseLogger, FastifyInstance, FastifyPluginAsync, FastifyPluginOptions, FastifyTypeProvider, RawReplyDefaultExpression, RawRequestDefaultExpression, RawServerBase, RawServerDefault
} from 'fastify'
import type { TypedInstance } from './own/typed-routes.ts'

/** The provider that an instance has, or TypeBox 0.34's: one says something of every schema, Fastify's default of none. */
type ProviderOf<Provider extends FastifyTypeProvider, Standard extends FastifyTypeProvider> = unknown extends (Provider & { schema: never })['validator'] ? Standard : Provider

// TypeBox has declarations of its own for ES modules and for CommonJS: what is published says the standard for each, and the rest once.
export interface Typed<Standard extends FastifyTypeProvider> {
  /**
   * The same instance, on which `body`, `query`, `params` and `headers` of a request have the types of their schemas: those of
   * TypeBox 0.34, or, where the instance has a type provider of its own, those that it knows. Of the errors of a route, its handler may
   * return those that its `config.conformant.errors` names.
   *
   * @example
   * typed(app).post('/categories', { schema: { body: Type.Object({ code: Type.String() }) } },
   *   async (request, reply) => reply.created(`/categories/${request.body.code}`)) // request.body.code is a string
   * @example typed(app.withTypeProvider<ZodTypeProvider>())
   */
  <
    Server extends RawServerBase,
    Request extends RawRequestDefaultExpression<Server>,
    Reply extends RawReplyDefaultExpression<Server>,
    Logger extends FastifyBaseLogger,
    Provider extends FastifyTypeProvider
  > (instance: FastifyInstance<Server, Request, Reply, Logger, Provider>): TypedInstance<ProviderOf<Provider, Standard>, Server, Request, Reply, Logger>
}

export interface Routes<Standard extends FastifyTypeProvider> {
  /**
   * A plugin for `app.register` in which requests have the types of their schemas: those of TypeBox 0.34, or of the provider that is named.
   *
   * @example await app.register(routes(async (app) => { app.get('/', async () => 'hello') }), { prefix: '/api' })
   * @example routes<object, ZodTypeProvider>(async (app) => { … })
   */
  <Options extends FastifyPluginOptions = FastifyPluginOptions, Provider extends FastifyTypeProvider = Standard> (
    plugin: (instance: TypedInstance<Provider>, options: Options) => Promise<void>
  ): FastifyPluginAsync<Options, RawServerDefault, Provider>
}

export const typed: Typed<TypeBoxTypeProvider> = instance => instance.withTypeProvider() as never

export const routes: Routes<TypeBoxTypeProvider> = plugin => plugin as never
