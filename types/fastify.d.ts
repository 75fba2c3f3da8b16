// What the plugin adds to Fastify's own types. Imported by the package's main declaration.
import type {
  FastifyBaseLogger, FastifyTypeProvider, FastifyTypeProviderDefault, RawReplyDefaultExpression, RawRequestDefaultExpression, RawServerBase, RawServerDefault
} from 'fastify'
import type { ConformantRouteOptions, Happened, RateLimits, Report } from 'fastify-conformant'
import type { BatchHandler, BatchOptions, ItemOf } from 'fastify-conformant/batch'

declare module 'fastify' {
  /**
   * The errors that the application has defined, to have its dialects, mappers and tests know them by their `kind`.
   *
   * @example
   * declare module 'fastify' {
   *   interface ConformantErrors extends ErrorsOf<typeof errors> {}
   * }
   */
  interface ConformantErrors {}

  interface FastifyContextConfig {
    /** This route's options; they win over those of its scope. */
    conformant?: ConformantRouteOptions
  }

  // All declarations of an interface have the same parameters.
  /* eslint-disable @typescript-eslint/no-unused-vars */
  interface FastifyInstance<
    RawServer extends RawServerBase = RawServerDefault,
    RawRequest extends RawRequestDefaultExpression<RawServer> = RawRequestDefaultExpression<RawServer>,
    RawReply extends RawReplyDefaultExpression<RawServer> = RawReplyDefaultExpression<RawServer>,
    Logger extends FastifyBaseLogger = FastifyBaseLogger,
    TypeProvider extends FastifyTypeProvider = FastifyTypeProviderDefault
  > {
    /* eslint-enable @typescript-eslint/no-unused-vars */
    /**
     * A route that takes several resources in one request, a line or an item of an array for each, and answers with a
     * result for each.
     *
     * @throws TypeError for an option that is not right
     * @example app.batch({ method: 'PATCH', url: '/categories', key: 'code', item: Category }, async (category) => upsert(category))
     */
    batch<const Item extends object> (options: BatchOptions<Item>, handler: BatchHandler<ItemOf<Item, TypeProvider>>): this
    /**
     * The rate limits of the server, for tests and for pages of administration: what has been used, and how stores are.
     *
     * @example await app.rateLimits.peek('*', '192.0.2.1') // { used: 3, remaining: 97, reset: 0.4 }
     */
    readonly rateLimits: RateLimits
    readonly conformant: {
      /**
       * What gates would have refused where they report (`enforce: 'report'`, or `accept: 'report'`): counts by route and kind, with one
       * example each.
       *
       * @example app.conformant.report().refusals[0] // { route: 'GET /', gate: 'accept', kind: 'not_acceptable', status: 406, count: 3, example: { … } }
       */
      report (): Report
      /**
       * What has happened on the server since it was made, as plain numbers: errors by route and kind, requests that gates have refused,
       * requests beyond a limit, and what has failed in the plugin or in what it was given.
       *
       * @example app.conformant.counts().kinds['POST /categories'] // { validation_failed: 3 }
       */
      counts (): Happened
    }
  }

  interface FastifyReply {
    /**
     * 201. `location` becomes an absolute Location header; a path is written as routes are, below the scope's prefix.
     * Without a resource the body is empty.
     *
     * @example return reply.created('/categories/winter')
     */
    created (location?: string, resource?: unknown): FastifyReply
    /**
     * 202, with the place to look for the outcome, and a resource that tells of it.
     *
     * @param options - `retryAfter`: seconds after which to look; leaves as Retry-After in whole seconds
     * @throws TypeError for a negative number of seconds
     * @example return reply.accepted('/jobs/7', job, { retryAfter: 5 })
     */
    accepted (location?: string, resource?: unknown, options?: { retryAfter?: number }): FastifyReply
    /** 204, with the place of what was updated. */
    noContent (location?: string): FastifyReply
    /** 301 for GET and HEAD; other methods are a 405. */
    movedPermanently (location: string): FastifyReply
  }
}
