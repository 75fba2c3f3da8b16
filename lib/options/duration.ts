/** A length of time: a number of seconds, or a text such as `100ms`, `1s`, `15m`, `1h`, `1d`. */
export type Duration = number | `${number}${'ms' | 's' | 'm' | 'h' | 'd'}`

/** What a text must look like: digits, not all of them 0, and a unit. */
export const durationPattern = '^(?=[\\d.]*[1-9])(\\d{1,10}(\\.\\d{1,3})?)(ms|s|m|h|d)$'

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }
const pattern = new RegExp(durationPattern)

/**
 * The milliseconds of a duration that is one.
 *
 * @example millisecondsOf('15m') // 900000
 */
export function millisecondsOf (duration: Duration): number {
  if (typeof duration === 'number') return duration * 1000
  const [, amount, , unit] = pattern.exec(duration) as unknown as [string, string, string, string]
  return Number(amount) * (units[unit] as number)
}
