import { ApiError, initOf } from './api-error.ts'
import { entryOf, type Kind } from './catalog.ts'
import { internal } from './constructors.ts'
import { refusalOf } from './stand-in.ts'

/**
 * Turns somebody's error into an ApiError, or answers undefined: then the next mapper is asked.
 * `request` is undefined where an error came up before there was one.
 */
export type Mapper<Request = unknown> = (error: unknown, request: Request) => ApiError | undefined

/** Told of a mapper that threw, or that answered something that is no ApiError. */
export type MapperFault = (fault: unknown) => void

/**
 * Makes an ApiError of anything that can be thrown. Mappers are asked in order and the first answer counts;
 * what nobody knows is a 500 with the thrown value as its cause, of which nothing is shown.
 * Never throws.
 *
 * @param thrown - anything: an error, a string, null
 * @param onFault - called for each mapper that fails; the next one is asked
 * @example normalize('boom', [], request).status // 500
 */
export function normalize<Request> (thrown: unknown, mappers: ReadonlyArray<Mapper<Request>>, request: Request, onFault: MapperFault = ignore): ApiError {
  try {
    return known(thrown) ?? refusalOf(thrown) ?? mappedOf(thrown, mappers, request, onFault) ?? internal({ cause: thrown })
  } catch {
    // A revoked proxy, a getter that throws: whatever it is, it must not be asked again.
    return internal({ cause: thrown })
  }
}

/** What can be sent as it is. One of another copy of this package may have a kind that this catalog does not. */
function known (value: unknown): ApiError | undefined {
  return ApiError.is(value) && entryOf(value.kind) !== undefined ? value : undefined
}

function mappedOf<Request> (
  thrown: unknown, mappers: ReadonlyArray<Mapper<Request>>, request: Request, onFault: MapperFault
): ApiError | undefined {
  for (const mapper of mappers) {
    try {
      const answer: unknown = mapper(thrown, request)
      const mapped = known(answer)
      if (mapped !== undefined) return mapped
      if (answer === undefined) continue
      if (answer instanceof Promise) answer.catch(onFault) // else its rejection would end the process
      onFault(new TypeError('a mapper must answer an ApiError or undefined'))
    } catch (fault) {
      onFault(fault)
    }
  }
  return thrown instanceof AggregateError ? ofAll(thrown, mappers, request, onFault) : undefined
}

/** Several errors at once are the client's fault only where each one is, and for the same reason. */
function ofAll<Request> (
  aggregate: AggregateError, mappers: ReadonlyArray<Mapper<Request>>, request: Request, onFault: MapperFault
): ApiError | undefined {
  // An aggregate inside an aggregate is not followed: it might contain itself.
  const errors = aggregate.errors.filter(error => !(error instanceof AggregateError))
    .map(error => normalize(error, mappers, request, onFault))
  const first = errors[0]
  if (first === undefined || errors.length < aggregate.errors.length) return undefined
  if (errors.some(error => error.kind !== first.kind || error.status !== first.status || error.status >= 500)) return undefined
  const issues = errors.flatMap(error => error.issues)
  if (issues.length === 0) return first
  return new ApiError(first.kind as Kind, { ...initOf(first), issues, cause: aggregate })
}

/** True where the fault lies with the client: a message may be shown, and no stack is of use. */
export function isClientError (error: ApiError): boolean {
  return error.status < 500
}

/** `Cache-Control` where the catalog asks that nobody keeps the answer. */
export function cacheControl (error: ApiError): string | undefined {
  return entryOf(error.kind)?.cacheability === 'explicit' ? undefined : 'no-store'
}

function ignore (): void {}
