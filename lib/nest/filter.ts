import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendThrown } from '../answer/reply.ts'
import type { Place } from '../answer/place.ts'
import { asError } from '../errors/as-error.ts'
import { ApiError } from '../errors/api-error.ts'
import { memberOf } from '../http/json-pointer.ts'
import { placeOf, scopeAt } from '../plugin/enter.ts'
import { scopeOf } from '../plugin/held.ts'
import { leftOver } from '../plugin/offer.ts'
import { brokenBody, isAnswered } from '../server/index.ts'
import { isHttpException, nestErrors, responseOf, type HttpException } from './exceptions.ts'
import { failedSentences, type FailedValidation } from './findings.ts'

/** What is used of Nest's ArgumentsHost. */
export interface Host {
  getType (): string
  getArgs (): any
}

/** What is used of Nest's FastifyAdapter. */
export interface Adapter {
  getInstance (): any
  setErrorHandler? (handler: any, prefix?: string): unknown
}

/** Nest's Logger, or any other that is told of an error. */
export interface ErrorLogger {
  error (error: unknown): void
}

/**
 * An exception filter for whatever is thrown in a Nest application on Fastify: it leaves as fastify-conformant says it, which has been
 * registered before.
 *
 * @example
 * await app.register(conformant, { dialect })
 * app.useGlobalFilters(new ConformantFilter(app.getHttpAdapter(), new Logger('Errors')))
 */
export class ConformantFilter {
  /** What Fastify has reported before Nest made an HttpException of it. */
  readonly #reported = new WeakMap<object, unknown>()
  readonly #logger: ErrorLogger | undefined

  /**
   * @param adapter - the application's; without it errors of Fastify itself have the words that Nest has left of them
   * @param logger - told of what leaves with a status from 500 on, where Fastify has no logger of its own
   */
  constructor (adapter?: Adapter, logger?: ErrorLogger) {
    this.#logger = logger
    const set = adapter?.setErrorHandler
    if (adapter === undefined || set === undefined) return
    adapter.setErrorHandler = (handler: (error: unknown, request: object, ...rest: unknown[]) => unknown, prefix) => {
      if (scopeOf(adapter.getInstance()) === undefined) throw new Error('fastify-conformant/nest: write `await app.register(conformant, …)` before the application starts.')
      return set.call(adapter, (error: unknown, request: object, ...rest: unknown[]) => {
        this.#reported.set(request, error)
        return handler(error, request, ...rest)
      }, prefix)
    }
  }

  catch (exception: unknown, host: Host): void {
    // Others have their own ways to say what has failed, and are left to them.
    if (host.getType() !== 'http') return
    const [request, reply, next] = host.getArgs() as [FastifyRequest, FastifyReply, (error: Error) => void]
    // Middleware has Node's request and response; the error handler, which is asked then, has Fastify's.
    if (typeof reply.send !== 'function') return next(asError(exception))
    const broken = brokenBody(exception, request.raw)
    if (broken === undefined && (reply.sent || reply.raw.headersSent)) {
      if (!reply.raw.writableEnded) reply.raw.end()
    } else if (isHttpException(exception) && exception.getStatus() < 400) {
      reply.code(exception.getStatus()).send(responseOf(exception) ?? { statusCode: exception.getStatus(), message: exception.message })
      return
    } else {
      const place = placeFor(request)
      sendThrown(broken ?? this.#thrownFor(exception, request, reply), place, request, reply, broken !== undefined && isAnswered(reply.raw))
      if (reply.statusCode < 500) return
    }
    this.#logger?.error(exception)
  }

  #thrownFor (exception: unknown, request: FastifyRequest, reply: FastifyReply): unknown {
    if (!isHttpException(exception)) return withPart(exception, request)
    const reported = exception.cause ?? this.#reported.get(request)
    if (isOfFastify(reported, exception)) return reported
    if (isUnrouted(exception, request)) return leftOver(new ApiError('route_not_found'), request, reply, scopeAt(request))
    const failed = exception.getStatus() === 400 || exception.getStatus() === 422 ? failedSentences(responseOf(exception)?.message) : undefined
    return failed === undefined ? exception : withPart(failed, request)
  }
}

const places = new WeakMap<Place, Place>()

/** Where an HttpException is read, behind the application's own mappers and before those that go by a status. */
function placeFor (request: FastifyRequest): Place {
  const place = placeOf(request)
  let known = places.get(place)
  if (known === undefined) {
    const own = place.settings.mappers.length
    places.set(place, known = { ...place, mappers: [...place.mappers.slice(0, own), nestErrors, ...place.mappers.slice(own)] })
  }
  return known
}

/** Nest makes an HttpException of Fastify's error, with its words and its status. */
function isOfFastify (reported: unknown, exception: HttpException): boolean {
  return reported instanceof Error && reported.name === 'FastifyError' && memberOf(reported, 'statusCode') === exception.getStatus() && reported.message === exception.message
}

/** Nest's own answer to what no route takes. */
function isUnrouted (exception: HttpException, { is404, method, url }: FastifyRequest): boolean {
  return is404 && exception.getStatus() === 404 && exception.message === `Cannot ${method} ${url}`
}

/** ValidationPipe does not say of which part its findings are. */
function withPart (thrown: unknown, { method, body, params }: FastifyRequest): unknown {
  const failed = thrown as Partial<FailedValidation> | null | undefined
  if (!(thrown instanceof Error) || !Array.isArray(failed?.validation) || failed.validationContext !== undefined) return thrown
  const [, name] = String(failed.validation[0]?.instancePath).split('/')
  const isOfParams = memberOf(params, String(name)) !== undefined && memberOf(body, String(name)) === undefined
  const hasBody = (body !== undefined && body !== null) || method.startsWith('P')
  return Object.assign(thrown, { validationContext: isOfParams ? 'params' : hasBody ? 'body' : 'querystring' })
}
