import { inspect } from 'node:util'
import type { FastifyBaseLogger } from 'fastify'
import type { ApiError } from './api-error.ts'
import type { LogLevel } from './catalog.ts'
import { faultsOf, loggedMessage } from './own.ts'

/**
 * Logs an error once. What a client caused is news; what the server did is an error with its stack.
 *
 * @param cause - what brought it about, where the error does not have it
 */
export function logError (log: FastifyBaseLogger, error: ApiError, thrown: unknown = error, cause: unknown = error.cause ?? error): void {
  // Methods and versions that do not exist are the client's too, though their statuses say that the server lacks something.
  const isNews = error.status < 500 || error.kind === 'not_implemented' || error.kind === 'http_version_not_supported'
  const level = error.definition?.own?.level ?? (isNews ? 'info' : 'error')
  if (level !== 'silent') write(log, level, cause === error ? shown(error) : cause, loggedMessage(error), thrown)
  for (const fault of faultsOf(error)) say(log, 'warn', fault)
}

/** An error as the log may have it: without its words where they may repeat what is to be left out. */
function shown (error: ApiError): unknown {
  const message = loggedMessage(error)
  return message === error.message ? error : { type: error.kind, message, stack: '' }
}

/** Logs what failed in the plugin or in what it was given: a mapper, a dialect. */
export function logFault (log: FastifyBaseLogger, fault: unknown, message: string): void {
  write(log, 'error', fault, message, fault)
}

/** Told what an error mapper throws. */
export function logMapperFault (log: FastifyBaseLogger): (fault: unknown) => void {
  return fault => logFault(log, fault, 'an error mapper failed')
}

/** Told what a mask of 403s throws. */
export function logMaskFault (log: FastifyBaseLogger): (fault: unknown) => void {
  return fault => logFault(log, fault, 'maskForbidden failed')
}

/** Logs what a dialect throws. */
export function logDialectFault (log: FastifyBaseLogger, fault: unknown): void {
  logFault(log, fault, 'the dialect failed')
}

/** Says of an answer how much of what was found is not in it. */
export function logOmitted (log: FastifyBaseLogger, omitted: number): void {
  log.info({ omitted }, `findings were left out of the answer: at least ${omitted}`)
}

/** Says what would have been refused, and how often. */
export function logReport (log: FastifyBaseLogger, refusal: { readonly route: string, readonly kind: string, readonly count: number }): void {
  const message = `would have refused ${refusal.route}: ${refusal.kind}, ${refusal.count === 1 ? 'for the first time' : `${refusal.count} times`}`
  try {
    log.info({ refusal }, message)
  } catch {} // a logger that fails takes no request with it
}

function write (log: FastifyBaseLogger, level: Exclude<LogLevel, 'silent'>, err: unknown, message: string, thrown: unknown): void {
  try {
    // A logger shows errors; of null, a symbol or a string it would show nothing.
    log[level](thrown instanceof Error ? { err } : { err, thrown: inspect(thrown, { depth: 1, maxStringLength: 1000 }) }, message)
  } catch {
    // A logger looks into what was thrown, and that may throw again.
    say(log, level, `${message} (the cause cannot be logged)`)
  }
}

/** A logger that fails must not take the answer, or the process, with it: nobody is left to tell. */
export function say (log: FastifyBaseLogger, level: Exclude<LogLevel, 'silent'>, message: string): void {
  try {
    log[level](message)
  } catch {}
}
