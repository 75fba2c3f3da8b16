import { clean } from '../http/echo.ts'
import { isObject } from '../is-object.ts'

const longestMessage = 500
const longestStack = 4000
/** How many causes of causes are followed, and how many of several errors at once are shown. */
const deepest = 4
const mostErrors = 5

/** What says what an error is without saying what it was about: an error of another package may hold a whole request. */
const safe = ['code', 'errno', 'syscall', 'statusCode', 'constraint', 'table', 'column', 'bytesParsed'] as const

/** What is no error may be anything, as a body that is thrown itself. */
const constant = /^[A-Z\d_]{1,60}$/

/** JSON.parse() repeats what it has read. */
const excerpt = /(?:\.\.\.)?"[^]*"(?:\.\.\.)? is not valid JSON/

interface View extends Error { readonly cause?: View, readonly errors?: readonly View[] }

/**
 * Whatever was thrown, as a log may show it: its type, message, stack and causes, each of a bounded length, and of its other members
 * those that only say what it is. Never throws.
 *
 * @param causes - how many causes of causes are followed
 */
export function errorView (thrown: unknown, causes = deepest): View {
  try {
    return viewOf(thrown, causes)
  } catch {
    // A getter, a proxy.
    return named('unknown', 'what was thrown cannot be read')
  }
}

function viewOf (thrown: unknown, causes: number): View {
  if (!isObject(thrown)) return named(thrown === null ? 'null' : typeof thrown, words(typeof thrown === 'function' ? 'a function was thrown' : String(thrown)))
  const given = thrown as Readonly<Record<string, unknown>>
  const { message: own, reason, stack, cause, errors, name } = given
  const type = clean(typeof given.constructor === 'function' ? given.constructor.name : String(name ?? 'Object'), 100)
  const said = typeof own === 'string' ? own : reason
  const message = typeof said === 'string' ? words(said) : 'an object was thrown'
  const at = typeof stack === 'string' ? stack.indexOf('\n    at ') : -1
  const view = named(type, message)
  // The stack begins with the message.
  if (typeof stack === 'string') hide(view, 'stack', `${type}: ${message}${at === -1 ? '' : stack.slice(at, at + longestStack)}`)
  if (cause !== undefined && cause !== null && causes > 0) hide(view, 'cause', errorView(cause, causes - 1))
  if (Array.isArray(errors) && causes > 0) hide(view, 'errors', errors.slice(0, mostErrors).map(one => errorView(one, causes - 1)))
  const isError = thrown instanceof Error
  const shown = view as unknown as Record<string, unknown>
  for (const name of safe) {
    const value = readSafely(given, name)
    if (typeof value === 'number' || typeof value === 'boolean') shown[name] = value
    else if (typeof value === 'string' && (isError || constant.test(value))) shown[name] = clean(value, 100)
  }
  return view
}

/** A getter that throws says nothing. */
function readSafely (given: Readonly<Record<string, unknown>>, name: string): unknown {
  try {
    return given[name]
  } catch {
    return undefined
  }
}

function words (text: string): string {
  return clean(excerpt.test(text) ? text.replace(excerpt, 'what was read is not valid JSON') : text, longestMessage)
}

// With no constructor its name is what serializers take for the type.
const prototype = Object.create(Error.prototype, { constructor: { value: undefined } }) as object

function named (name: string, message: string): View {
  const view = Object.create(prototype) as View
  hide(view, 'name', name)
  hide(view, 'message', message)
  return view
}

/** Serializers of errors, which go over their members, are not to see it. */
function hide (view: View, name: string, value: unknown): void {
  Object.defineProperty(view, name, { value, writable: true, configurable: true })
}

/** An error as plain data. */
export interface SerializedError {
  readonly type: string
  readonly message: string
  readonly stack?: string
  readonly cause?: SerializedError
  readonly errors?: readonly SerializedError[]
  readonly [member: string]: unknown
}

/**
 * A pino serializer for whatever was thrown, for those who log errors themselves: bounded, without what an error of another package may
 * hold of a request, and with its causes, at most four deep. Never throws.
 *
 * @example Fastify({ logger: { serializers: { err: errorSerializer } } })
 */
export function errorSerializer (thrown: unknown): SerializedError {
  return plainOf(errorView(thrown))
}

function plainOf (view: View): SerializedError {
  const { name, message, stack, cause, errors } = view
  return {
    ...view as object,
    type: name,
    message,
    ...(stack === undefined ? {} : { stack }),
    ...(cause === undefined ? {} : { cause: plainOf(cause) }),
    ...(errors === undefined ? {} : { errors: errors.map(plainOf) })
  }
}
