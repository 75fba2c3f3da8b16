import type { FastifyBaseLogger } from 'fastify'
import type { LogLevel } from './catalog.ts'
import { channels } from './channels.ts'
import { countsOf } from './counts.ts'
import { errorView } from './error-view.ts'

type Level = Exclude<LogLevel, 'silent'>

interface Instance { readonly server: object }

/** Who is told of what has failed: a request, or what stands below the hooks; both know their server. */
export interface Told {
  readonly log: FastifyBaseLogger
  readonly server?: Instance
  readonly request?: { readonly server?: Instance } | undefined
}

/** What can fail in the plugin, or in what it was given, and what is said of it. */
const faults = {
  mapper: 'an error mapper failed',
  mask: 'maskForbidden failed',
  refusal: 'an error in place of a refusal failed',
  dialect: 'the dialect failed',
  log: 'the option log failed',
  member: 'a member of an error did not fit its definition',
  cors: 'the option cors failed',
  limit: 'onLimit failed',
  store: 'a store of the rate limits failed',
  answer: 'an answer could not be sent',
  cut: 'an answer that had begun was cut',
  clientError: 'clientErrorHandler failed',
  frameworkErrors: 'frameworkErrors failed behind its answer',
  batch: 'the temporary file of a batch was not closed'
} as const

/** What is published of what has failed. */
export interface FaultEvent { readonly fault: keyof typeof faults, readonly cause: unknown }

/** Tells of what has failed in the plugin, or in what it was given: a mapper, a dialect. */
export function logFault (told: Told, cause: unknown, fault: keyof typeof faults, of = ''): void {
  countFault(told, cause, fault)
  const message = `${faults[fault]}${of}`
  write(told.log, 'error', () => [{ err: errorView(cause), fault }, message], message)
}

/** The same where it is logged in other words. */
export function countFault ({ server, request }: Pick<Told, 'server' | 'request'>, cause: unknown, fault: keyof typeof faults): void {
  const instance = server ?? request?.server
  if (instance !== undefined) {
    const { faults } = countsOf(instance.server)
    faults[fault] = (faults[fault] ?? 0) + 1
  }
  if (channels.fault.hasSubscribers) channels.fault.publish({ fault, cause } satisfies FaultEvent)
}

/** Told what an error mapper throws. */
export function mapperFault (told: Told): (cause: unknown) => void {
  return cause => logFault(told, cause, 'mapper')
}

/** Told what a mask of 403s throws. */
export function maskFault (told: Told): (cause: unknown) => void {
  return cause => logFault(told, cause, 'mask')
}

/** Says what would have been refused, and how often. */
export function logReport (log: FastifyBaseLogger, refusal: { readonly route: string, readonly kind: string, readonly count: number }): void {
  const message = `would have refused ${refusal.route}: ${refusal.kind}, ${refusal.count === 1 ? 'for the first time' : `${refusal.count} times`}`
  try {
    log.info({ refusal }, message)
  } catch {} // a logger that fails takes no request with it
}

/**
 * Writes a line; without what cannot be shown where a logger, or what it looks into, throws.
 *
 * @param otherwise - what is said then
 */
export function write (log: FastifyBaseLogger, level: Level, make: () => [members: object, message: string], otherwise: string): void {
  try {
    log[level](...make())
  } catch {
    say(log, level, `${otherwise} (the cause cannot be logged)`)
  }
}

/** A logger that fails must not take the answer, or the process, with it: nobody is left to tell. */
export function say (log: FastifyBaseLogger, level: Level, message: string): void {
  try {
    log[level](message)
  } catch {}
}
