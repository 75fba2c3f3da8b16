// Fastify's forms of a route method are replaced here, not added to: where the first form does not fit, the compiler takes the next, and
// Fastify's own lets a handler return anything. With several forms it compares two methods without their type parameters, which is why
// such an instance can be given to whoever takes a FastifyInstance.
import type {
  ConformantErrors, ContextConfigDefault, FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest, FastifySchema, FastifyTypeProvider, RawReplyDefaultExpression, RawRequestDefaultExpression, RawServerBase, RawServerDefault, RouteGenericInterface, RouteHandlerMethod, RouteOptions, RouteShorthandOptions
} from 'fastify'
import type { ErrorOf, NoApiError } from '../errors/api-error.ts'
import type { Kind, OwnKind } from '../errors/catalog.ts'
import type { NamedConstructor } from '../errors/named.ts'
import type { Declarations, ErrorConstructor } from './declared.ts'
import type { OwnConstructor } from './define-errors.ts'

/** The name of the kind, of its name, of what makes its errors, or of one of its errors. */
type KindOf<One> = One extends string ? One : One extends { readonly kind: infer Name } | ((...given: never) => { readonly kind: infer Name }) ? Name & string : never

/** All names: where the types do not tell which they are, as of a list of any kinds. */
type KindsOf<Errors extends Declarations> = KindOf<Errors[number]>

type MakerOf<One, Name> = One extends ErrorConstructor ? One : Name extends Kind ? NamedConstructor<Name> : Name extends OwnKind ? OwnConstructor<Name, ConformantErrors[Name], ConformantErrors[Name]> : never

/** All that may be sent, but for errors; a reply that has been sent is a promise of nothing. */
type Sendable<Success> = unknown extends Success
  ? string | number | bigint | boolean | symbol | null | undefined | Pick<FastifyReply, 'sent'> | (NoApiError & object & { readonly then?: never })
  : Success extends object ? Success & NoApiError : Success

type Checked<Success, Name extends string> = Sendable<Success> | ErrorOf<Name> extends infer All ? All | void | Promise<All | void> : never

/** @param Result - what a handler of Fastify's returns here */
type ReturnOf<Result, Errors extends Declarations> = Kind extends KindsOf<Errors> ? Result : Checked<Exclude<Awaited<Result>, void>, KindsOf<Errors>>

type Making<Errors extends Declarations> = Kind extends KindsOf<Errors> ? unknown : { readonly errors: { readonly [One in Errors[number] as KindOf<One>]: MakerOf<One, KindOf<One>> } }

type Handler<
  Server extends RawServerBase, Request extends RawRequestDefaultExpression<Server>, Reply extends RawReplyDefaultExpression<Server>, RouteGeneric extends RouteGenericInterface, Config, Schema extends FastifySchema, Provider extends FastifyTypeProvider, Logger extends FastifyBaseLogger, Errors extends Declarations
> = (
  this: FastifyInstance<Server, Request, Reply, Logger, Provider>,
  request: FastifyRequest<RouteGeneric, Server, Request, Schema, Provider, Config, Logger>,
  reply: FastifyReply<RouteGeneric, Server, Request, Reply, Config, Schema, Provider> & Making<Errors>
) => ReturnOf<ReturnType<RouteHandlerMethod<Server, Request, Reply, RouteGeneric, Config, Schema, Provider, Logger>>, Errors>

interface Declaring<Errors> { readonly config?: { readonly conformant?: { readonly errors?: Errors } } }

/** What @fastify/websocket has added to a method of Fastify's. */
type Added<Method> = Method extends { (...given: infer A): unknown, (...given: infer B): unknown, (...given: infer C): unknown, (...given: infer D): unknown } ? WebSocketOf<A | B | C | D> : never

type WebSocketOf<Given> = Given extends readonly [{ readonly websocket: true }] | readonly [string, { readonly websocket: true }, unknown?] ? Given : never

/** As Fastify's `RouteShorthandMethod`, for handlers that return the errors that their route declares. */
interface TypedMethod<Server extends RawServerBase, Request extends RawRequestDefaultExpression<Server>, Reply extends RawReplyDefaultExpression<Server>, Logger extends FastifyBaseLogger, Provider extends FastifyTypeProvider> {
  (...given: Added<FastifyInstance<Server, Request, Reply, Logger, Provider>['get']>): TypedInstance<Provider, Server, Request, Reply, Logger>
  <RouteGeneric extends RouteGenericInterface = RouteGenericInterface, Config = ContextConfigDefault, const Schema extends FastifySchema = FastifySchema, const Errors extends Declarations = Declarations> (
    path: string,
    options: RouteShorthandOptions<Server, Request, Reply, RouteGeneric, Config, Schema, Provider, Logger> & Declaring<Errors>,
    handler: Handler<Server, Request, Reply, RouteGeneric, Config, Schema, Provider, Logger, Errors>
  ): TypedInstance<Provider, Server, Request, Reply, Logger>
  <RouteGeneric extends RouteGenericInterface = RouteGenericInterface, Config = ContextConfigDefault, const Schema extends FastifySchema = FastifySchema> (
    path: string,
    handler: RouteHandlerMethod<Server, Request, Reply, RouteGeneric, Config, Schema, Provider, Logger>
  ): TypedInstance<Provider, Server, Request, Reply, Logger>
  <RouteGeneric extends RouteGenericInterface = RouteGenericInterface, Config = ContextConfigDefault, const Schema extends FastifySchema = FastifySchema, const Errors extends Declarations = Declarations> (
    path: string,
    options: RouteShorthandOptions<Server, Request, Reply, RouteGeneric, Config, Schema, Provider, Logger> & Declaring<Errors> & { handler: Handler<Server, Request, Reply, RouteGeneric, Config, NoInfer<Schema>, Provider, Logger, NoInfer<Errors>> }
  ): TypedInstance<Provider, Server, Request, Reply, Logger>
}

type Methods = 'delete' | 'get' | 'head' | 'patch' | 'post' | 'put' | 'options' | 'propfind' | 'proppatch' | 'mkcalendar' | 'mkcol' | 'copy' | 'move' | 'lock' | 'unlock' | 'trace' | 'report' | 'search' | 'query' | 'all'

type ByMethod<Method> = { readonly [Name in Methods]: Method }

/** An instance whose routes have the types of their schemas, and of the errors that they declare. */
export interface TypedInstance<
  Provider extends FastifyTypeProvider,
  Server extends RawServerBase = RawServerDefault,
  Request extends RawRequestDefaultExpression<Server> = RawRequestDefaultExpression<Server>,
  Reply extends RawReplyDefaultExpression<Server> = RawReplyDefaultExpression<Server>,
  Logger extends FastifyBaseLogger = FastifyBaseLogger
> extends Omit<FastifyInstance<Server, Request, Reply, Logger, Provider>, Methods | 'route'>, ByMethod<TypedMethod<Server, Request, Reply, Logger, Provider>> {
  route (...given: Added<FastifyInstance<Server, Request, Reply, Logger, Provider>['route']>): TypedInstance<Provider, Server, Request, Reply, Logger>
  route<RouteGeneric extends RouteGenericInterface = RouteGenericInterface, Config = ContextConfigDefault, const Schema extends FastifySchema = FastifySchema, const Errors extends Declarations = Declarations> (
    options: Omit<RouteOptions<Server, Request, Reply, RouteGeneric, Config, Schema, Provider, Logger>, 'handler'> & Declaring<Errors> & { handler: Handler<Server, Request, Reply, RouteGeneric, Config, NoInfer<Schema>, Provider, Logger, NoInfer<Errors>> }
  ): TypedInstance<Provider, Server, Request, Reply, Logger>
}
