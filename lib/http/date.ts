const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const month = `(?<month>${months.join('|')})`
const time = '(?<hour>[01]\\d|2[0-3]):(?<minute>[0-5]\\d):(?<second>[0-5]\\d|60)'
const shortDay = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)'
const longDay = '(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)'

/** RFC 9110 §5.6.7; case-sensitive. */
const formats = [
  // IMF-fixdate: Sun, 06 Nov 1994 08:49:37 GMT
  new RegExp(`^${shortDay}, (?<day>\\d\\d) ${month} (?<year>\\d{4}) ${time} GMT$`),
  // RFC 850: Sunday, 06-Nov-94 08:49:37 GMT
  new RegExp(`^${longDay}, (?<day>\\d\\d)-${month}-(?<year>\\d\\d) ${time} GMT$`),
  // asctime: Sun Nov  6 08:49:37 1994
  new RegExp(`^${shortDay} ${month} (?<day>\\d\\d| \\d) ${time} (?<year>\\d{4})$`)
]

type Fields = Record<'day' | 'month' | 'year' | 'hour' | 'minute' | 'second', string>

/**
 * Reads an HTTP date in any of the three formats that a server must accept (RFC 9110 §5.6.7).
 * The day of the week is not compared with the date: a condition on a date that is plain must not be ignored for it.
 *
 * @param value - a field value, without space around it
 * @param now - milliseconds, for the century of RFC 850's years. Default: now
 * @returns milliseconds since 1970; undefined where it is no date
 * @example parseHttpDate('Sun, 06 Nov 1994 08:49:37 GMT') // 784111777000
 */
export function parseHttpDate (value: string, now: number = Date.now()): number | undefined {
  for (const format of formats) {
    const fields = format.exec(value)?.groups as Fields | undefined
    if (fields !== undefined) return timeOf(fields, now)
  }
  return undefined
}

function timeOf (fields: Fields, now: number): number | undefined {
  const year = Number(fields.year)
  if (fields.year.length === 4) return inYear(year, fields)
  // The latest year with these digits that is not more than 50 years ahead.
  const latest = new Date(now)
  latest.setUTCFullYear(latest.getUTCFullYear() + 50)
  const ahead = latest.getUTCFullYear() - (latest.getUTCFullYear() - year) % 100
  const found = inYear(ahead, fields)
  return found !== undefined && found > latest.getTime() ? inYear(ahead - 100, fields) : found
}

/** Undefined for a day that the month does not have. A leap second is the first one of the next minute. */
function inYear (year: number, { day, month, hour, minute, second }: Fields): number | undefined {
  const date = new Date(0)
  date.setUTCFullYear(year, months.indexOf(month), Number(day))
  if (date.getUTCDate() !== Number(day)) return undefined
  return date.setUTCHours(Number(hour), Number(minute), Number(second))
}

/**
 * Writes an HTTP date, as IMF-fixdate.
 *
 * @param time - milliseconds since 1970, of the years 0 to 9999; what is less than a second is cut off
 * @example formatHttpDate(784111777000) // 'Sun, 06 Nov 1994 08:49:37 GMT'
 */
export function formatHttpDate (time: number): string {
  return new Date(time).toUTCString()
}
