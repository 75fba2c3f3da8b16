import type { FastifyRequest } from 'fastify'
import type { ApiError } from '../errors/api-error.ts'
import { kinds as packages, type LogLevel } from '../errors/catalog.ts'
import { channels } from '../errors/channels.ts'
import { errorLine, type ErrorLine, type Occurrence } from '../errors/error-line.ts'
import { errorView } from '../errors/error-view.ts'
import { countFault, logFault, say, write, type Told } from '../errors/log.ts'
import { faultsOf, loggedMembers, loggedMessage } from '../errors/own.ts'
import { takeUntaken, untaken } from '../errors/untaken.ts'
import { clean, echo } from '../http/echo.ts'
import { pathOfUrl } from '../http/request-head.ts'
import { originalUrlOf } from '../gates/past-accessors.ts'
import { isObject } from '../is-object.ts'
import type { Asking } from './asker.ts'
import type { Place } from './place.ts'

/** What was sent: its status, and how many findings are not in it, at least. */
export interface Sent { readonly status: number, readonly omitted?: number | undefined }

/** What is published of an error that is answered. */
export interface ErrorEvent extends ErrorLine {
  readonly error: ApiError
  /** What brought it about: what was thrown, where that is known. */
  readonly cause: unknown
  /** Undefined below the hooks. */
  readonly request: FastifyRequest | undefined
}

/**
 * Tells of an error that is answered: it is counted, published where somebody has subscribed, and logged; each once, and nothing is made
 * where nobody hears of it.
 *
 * @param usual - its level, where the application says nothing
 * @param thrown - what it has been made of
 * @param shown - what is said in its place
 */
export function tell (error: ApiError, usual: LogLevel, thrown: unknown, shown: ApiError, sent: Sent, { settings: { log: { level: own, sample } }, tally }: Pick<Place, 'settings' | 'tally'>, asker: Asking): void {
  const { kind } = error
  const { gate, where, log } = asker
  const isKnown = known.has(kind)
  let every = 1
  let times = 1
  if (tally !== undefined) {
    const { kinds, counts } = tally
    const { gates } = counts
    times = kinds[kind] = (kinds[kind] ?? 0) + 1
    if (gate !== undefined) gates[gate] = (gates[gate] ?? 0) + 1
    const policy = kind === 'too_many_requests' || !isKnown ? error.facts.policy : undefined
    if (policy !== undefined) counts.passed(policy)
  }
  if (sample !== undefined) every = typeof sample === 'number' ? isNews(error) ? sample : 1 : sample[kind] ?? 1
  const level = own === undefined ? usual : chosenLevel(own, error, usual, asker)
  // A level that is off has a method that does nothing, and is called so; and so have all of a logger that is none.
  const method = level === 'silent' ? undefined : log[level]
  if (method !== noop && method?.name === 'noop') noop = method
  const isLogged = (times - 1) % every === 0 && level !== 'silent' && (method === undefined || method !== noop)
  const isHeard = channels.error.hasSubscribers || channels.refusal.hasSubscribers
  if (isLogged || isHeard) {
    const line = errorLine(occurrenceOf(error, shown, sent, tally?.url, every, asker))
    // What Fastify or a validator throws where a client is refused may repeat what was sent.
    const isRefusal = error.status < 500 && (gate !== undefined || kind === 'validation_failed' || (where === 'below' && asker.request !== undefined))
    const cause = isRefusal ? error : asker.cause ?? error.cause ?? thrown
    if (isHeard) publish(line, error, cause, where, asker.request)
    if (isLogged) writeLine(level, line, error, cause, isRefusal, asker, sent.status)
  }
  if (!isKnown) tellFaults(error, asker)
  if (untaken.isSome && (untaken.has(error) || untaken.has(shown))) for (const one of [error, shown]) tellUntaken(one, asker, tally?.route)
}

/** A logger that is none. To ask a function for its name each time costs more than to know it. */
let noop: unknown

/** The kinds that come with the package: nothing has to be asked of their definitions. */
const known: ReadonlySet<string> = new Set(packages)

/** What a client caused is news, unless its definition says something else. */
export function levelOf (error: ApiError): LogLevel {
  const { status, kind } = error
  const own = known.has(kind) ? undefined : error.definition?.own?.level
  return own ?? (status < 500 || lacking.has(kind) ? 'info' : 'error')
}

/** Methods and versions that do not exist are the client's too, though their statuses say that the server lacks something. */
const lacking: ReadonlySet<string> = new Set(['not_implemented', 'http_version_not_supported'])

function isNews ({ status, kind }: ApiError): boolean {
  return status < 500 || lacking.has(kind)
}

/** What was left out of an error, as it did not fit its definition. */
function tellFaults (error: ApiError, asker: Asking): void {
  for (const fault of faultsOf(error)) {
    countFault(asker, new TypeError(fault), 'member')
    say(asker.log, 'warn', fault)
  }
}

/**
 * What an author has given to something that leaves it out, once.
 *
 * @param given - the error, or the members of a result
 * @param place - the route
 */
export function tellUntaken (given: object, told: Told, place = 'no route'): void {
  for (const sentence of takeUntaken(given)) {
    countFault(told, new TypeError(sentence), 'member')
    say(told.log, 'warn', `${sentence} (${place})`)
  }
}

const levels: ReadonlySet<string> = new Set<LogLevel>(['fatal', 'error', 'warn', 'info', 'debug', 'trace'])

function chosenLevel (choose: NonNullable<Place['settings']['log']['level']>, error: ApiError, standard: LogLevel, asker: Asking): LogLevel {
  try {
    const level: unknown = choose(error)
    if (level === undefined) return standard
    if (level === 'silent' || (typeof level === 'string' && levels.has(level) && typeof asker.log[level as 'info'] === 'function')) return level as LogLevel
    throw new TypeError(`log.level must answer a level, "silent" or undefined; got ${String(level)}`)
  } catch (fault) {
    logFault(asker, fault, 'log')
    return standard
  }
}

function occurrenceOf (error: ApiError, shown: ApiError, { status, omitted }: Sent, route: string | undefined, sampled: number, { where, gate, request, head }: Asking): Occurrence {
  return {
    error,
    shown,
    status,
    where,
    gate,
    method: request === undefined ? head?.method : request.method,
    route,
    path: route !== undefined ? undefined : request === undefined ? head?.path : pathOfUrl(originalUrlOf(request)),
    contentLength: request === undefined || where === 'line' ? undefined : request.headers['content-length'],
    omitted,
    members: loggedMembers(error),
    sampled
  }
}

function publish (line: ErrorLine, error: ApiError, cause: unknown, where: ErrorLine['where'], request: FastifyRequest | undefined): void {
  const event: ErrorEvent = { ...line, error, cause, request }
  channels.error.publish(event)
  if (where === 'gate' || where === 'below') channels.refusal.publish(event)
}

const serializers = Symbol.for('pino.serializers')

/** The application's own serializer, which is given the error itself. */
function hasOwnSerializer (log: object): boolean {
  const { name = 'errSerializer' } = (log as { [serializers]?: { err?: { name?: string } } })[serializers]?.err ?? {}
  return name !== 'errSerializer'
}

function writeLine (level: Exclude<LogLevel, 'silent'>, line: ErrorLine, error: ApiError, cause: unknown, isRefusal: boolean, { log, request, reply }: Asking, status: number): void {
  const isServers = error.status >= 500
  // The status is not on the reply yet. An object that is built on a reply makes the engine treat each as a class of its own.
  const { raw = { statusCode: status } } = reply ?? {}
  const { statusCode } = raw
  raw.statusCode = status
  write(log, level, () => {
    const said = clean(loggedMessage(error), 500)
    // Its words may repeat what is to be left out.
    const isKept = cause === error && said !== clean(error.message, 500)
    const err = isKept ? { type: error.kind, message: said, stack: '' } : hasOwnSerializer(log) ? cause : errorView(cause, isRefusal ? 0 : undefined)
    const message = isServers && cause !== error && isObject(cause) ? errorView(cause).message : said
    // Member by member: what is spread from one object or another is of a class of its own to the engine each time.
    const members: { req?: FastifyRequest, res?: typeof reply, err?: unknown, error?: ErrorLine } = {}
    if (isServers && reply !== undefined) members.req = new Proxy(request as FastifyRequest, withoutQuery)
    if (reply !== undefined) members.res = reply
    members.err = err
    members.error = line
    return [members, message]
  }, loggedMessage(error))
  raw.statusCode = statusCode
}

/** For Fastify's serializer, or the application's: what stands behind the `?` may be a token. An object that is built on a request makes the engine treat each as a class of its own. */
const withoutQuery: ProxyHandler<FastifyRequest> = {
  get: (request, name) => name === 'url' ? echo(pathOfUrl(request.url), 500) : Reflect.get(request, name) as unknown
}
