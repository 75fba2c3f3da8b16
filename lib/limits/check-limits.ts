import { badOption } from '../options/check.ts'
import { millisecondsOf } from '../options/duration.ts'
import type { Concurrency, RateLimit } from './limit-options.ts'
import { durations } from './limit-schema.ts'
import { networksOf } from './networks.ts'

/** The longest durations, in milliseconds. Who waits a minute for a store has no limit on it. */
const longest = { window: 366 * 86_400_000, storeTimeout: 60_000 } as const

/**
 * What a schema cannot say of rate limits.
 *
 * @param of - whose options they are, with a space in front; empty for the plugin's
 * @throws TypeError that names the option, its path, and what would be right
 */
export function checkRateLimits (given: false | RateLimit | readonly RateLimit[], of: string): void {
  check('rateLimit', given, of, (path, { window, storeTimeout }) => {
    for (const [option, duration] of [['window', window], ['storeTimeout', storeTimeout]] as const) {
      if (duration === undefined) continue
      const milliseconds = millisecondsOf(duration)
      if (!(milliseconds >= 1 && milliseconds <= longest[option])) throw badOption(`${path}.${option}`, of, durations[option], duration)
    }
  })
}

/** The same of limits of concurrency. */
export function checkConcurrency (given: false | Concurrency | readonly Concurrency[], of: string): void {
  check('concurrency', given, of, () => {})
}

function check<Limit extends Concurrency> (option: string, given: false | Limit | readonly Limit[], of: string, further: (path: string, limit: Limit) => void): void {
  if (given === false) return
  const names = new Set<string | undefined>()
  const isList = Array.isArray(given)
  for (const [index, limit] of ([given].flat() as Limit[]).entries()) {
    const path = isList ? `${option}.${index}` : option
    if (names.has(limit.name)) throw badOption(`${path}.name`, of, limit.name === undefined ? 'given: another limit of the list has none' : 'another one than those of the other limits', limit.name)
    names.add(limit.name)
    checkNetworks(`${path}.allow`, limit.allow ?? [], of)
    further(path, limit)
  }
}

function checkNetworks (path: string, networks: readonly string[], of: string): void {
  for (const [index, network] of networks.entries()) {
    try {
      networksOf([network])
    } catch {
      throw badOption(`${path}.${index}`, of, 'an address such as 192.0.2.1, or a network such as 10.0.0.0/8', network)
    }
  }
}
