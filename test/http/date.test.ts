import t from 'tap'
import { formatHttpDate, parseHttpDate } from '../../lib/http/date.ts'

const now = Date.UTC(2026, 10, 23, 12)

t.test('the three formats', async (t) => {
  const cases: Array<[value: string, iso: string]> = [
    ['Sun, 06 Nov 1994 08:49:37 GMT', '1994-11-06T08:49:37.000Z'],
    ['Sunday, 06-Nov-94 08:49:37 GMT', '1994-11-06T08:49:37.000Z'],
    ['Sun Nov  6 08:49:37 1994', '1994-11-06T08:49:37.000Z'],
    ['Wed Nov 16 08:49:37 1994', '1994-11-16T08:49:37.000Z'],
    ['Sun Nov 06 08:49:37 1994', '1994-11-06T08:49:37.000Z'],
    ['Thu, 01 Jan 1970 00:00:00 GMT', '1970-01-01T00:00:00.000Z'],
    ['Fri, 31 Dec 9999 23:59:59 GMT', '9999-12-31T23:59:59.000Z'],
    ['Sat, 01 Jan 0099 00:00:00 GMT', '0099-01-01T00:00:00.000Z'],
    ['Thu, 29 Feb 2024 10:00:00 GMT', '2024-02-29T10:00:00.000Z'],
    ['Sat, 31 Dec 2016 23:59:60 GMT', '2017-01-01T00:00:00.000Z'],
    // The day of the week is another one.
    ['Mon, 06 Nov 1994 08:49:37 GMT', '1994-11-06T08:49:37.000Z']
  ]
  for (const [value, iso] of cases) t.equal(new Date(parseHttpDate(value, now) as number).toISOString(), iso, value)
})

t.test('every month has its own name, in all formats', async (t) => {
  // RFC 9110 §5.6.7, and the names of other languages and lengths that none is mistaken for.
  const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
  for (const [index, month] of months.entries()) {
    const time = Date.UTC(2015, index, 17, 10, 11, 12)
    t.equal(parseHttpDate(`Tue, 17 ${month} 2015 10:11:12 GMT`, now), time, month)
    t.equal(parseHttpDate(`Tuesday, 17-${month}-15 10:11:12 GMT`, now), time, month)
    t.equal(parseHttpDate(`Tue ${month} 17 10:11:12 2015`, now), time, month)
    t.match(formatHttpDate(time), ` 17 ${month} 2015 10:11:12 GMT`)
  }
  for (const month of ['Mrz', 'Mär', 'Mai', 'Okt', 'Dez', 'Sept', 'June', 'July', 'Foo', '03', 'MAR', 'mar']) {
    t.equal(parseHttpDate(`Tue, 17 ${month} 2015 10:11:12 GMT`, now), undefined, month)
    t.equal(parseHttpDate(`Tuesday, 17-${month}-15 10:11:12 GMT`, now), undefined, month)
    t.equal(parseHttpDate(`Tue ${month} 17 10:11:12 2015`, now), undefined, month)
  }
})

t.test('every day of the week has its own name, in all formats', async (t) => {
  const days = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
  for (const [index, day] of days.entries()) {
    const time = Date.UTC(2015, 5, 15 + index, 10, 11, 12)
    const short = day.slice(0, 3)
    t.equal(parseHttpDate(`${short}, ${15 + index} Jun 2015 10:11:12 GMT`, now), time, day)
    t.equal(parseHttpDate(`${day}, ${15 + index}-Jun-15 10:11:12 GMT`, now), time, day)
    t.equal(parseHttpDate(`${short} Jun ${15 + index} 10:11:12 2015`, now), time, day)
    t.match(formatHttpDate(time), `${short}, `)
  }
  for (const day of ['Mo', 'Die', 'Mit', 'Don', 'Fre', 'Sam', 'Son', 'Frei']) {
    t.equal(parseHttpDate(`${day}, 17 Jun 2015 10:11:12 GMT`, now), undefined, day)
    t.equal(parseHttpDate(`${day}day, 17-Jun-15 10:11:12 GMT`, now), undefined, day)
    t.equal(parseHttpDate(`${day} Jun 17 10:11:12 2015`, now), undefined, day)
  }
})

t.test('a year of two digits is at most 50 years ahead', async (t) => {
  const cases: Array<[value: string, iso: string]> = [
    ['Saturday, 01-Jan-00 00:00:00 GMT', '2000-01-01T00:00:00.000Z'],
    ['Monday, 23-Nov-26 12:00:00 GMT', '2026-11-23T12:00:00.000Z'],
    ['Wednesday, 01-Jan-70 00:00:00 GMT', '2070-01-01T00:00:00.000Z'],
    ['Monday, 23-Nov-76 12:00:00 GMT', '2076-11-23T12:00:00.000Z'],
    ['Monday, 23-Nov-76 12:00:01 GMT', '1976-11-23T12:00:01.000Z'],
    ['Tuesday, 01-Jan-77 00:00:00 GMT', '1977-01-01T00:00:00.000Z'],
    ['Friday, 31-Dec-99 23:59:59 GMT', '1999-12-31T23:59:59.000Z']
  ]
  for (const [value, iso] of cases) t.equal(new Date(parseHttpDate(value, now) as number).toISOString(), iso, value)
  t.equal(new Date(parseHttpDate('Friday, 01-Jan-05 00:00:00 GMT', Date.UTC(2095, 0)) as number).toISOString(), '2105-01-01T00:00:00.000Z', 'in the next century')
  t.ok((parseHttpDate('Sunday, 06-Nov-94 08:49:37 GMT') as number) < Date.now() + 51 * 366 * 86_400_000, 'seen from now')
})

t.test('what is no HTTP date', async (t) => {
  const cases = [
    '', ' ', '0', '1994', 'now', '784111777', '1994-11-06T08:49:37Z', '1994-11-06T08:49:37.000Z',
    'Sun, 06 Nov 1994 08:49:37', 'Sun, 06 Nov 1994 08:49:37 UTC', 'Sun, 06 Nov 1994 08:49:37 +0000', 'Sun, 06 Nov 1994 08:49:37 gmt',
    'sun, 06 Nov 1994 08:49:37 GMT', 'Sun, 06 nov 1994 08:49:37 GMT', 'Sun, 06 NOV 1994 08:49:37 GMT', 'SUN, 06 Nov 1994 08:49:37 GMT',
    'Sun, 6 Nov 1994 08:49:37 GMT', 'Sun, 06 Nov 94 08:49:37 GMT', 'Sun, 06 Nov 19940 08:49:37 GMT', 'Sun, 06 Nov 1994 8:49:37 GMT',
    'Sun, 06 Nov 1994 08:49 GMT', 'Sun,06 Nov 1994 08:49:37 GMT', 'Sun, 06  Nov 1994 08:49:37 GMT', ' Sun, 06 Nov 1994 08:49:37 GMT',
    'Sun, 06 Nov 1994 08:49:37 GMT ', 'Sun, 06 Nov 1994 08:49:37 GMT\n', 'Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:37 GMT',
    'Sun, 06 Nov 1994 24:00:00 GMT', 'Sun, 06 Nov 1994 23:60:00 GMT', 'Sun, 06 Nov 1994 23:59:61 GMT',
    'Sun, 00 Nov 1994 08:49:37 GMT', 'Thu, 31 Nov 1994 08:49:37 GMT', 'Wed, 30 Feb 2024 08:49:37 GMT', 'Wed, 29 Feb 2023 08:49:37 GMT', 'Sun, 99 Nov 1994 08:49:37 GMT',
    'Sunday, 06 Nov 1994 08:49:37 GMT', 'Sun, 06-Nov-94 08:49:37 GMT', 'Sunday, 06-Nov-1994 08:49:37 GMT', 'Sunday, 6-Nov-94 08:49:37 GMT', 'Monday, 31-Nov-94 08:49:37 GMT',
    'Sun Nov 6 08:49:37 1994', 'Sun Nov  6 08:49:37 94', 'Sunday Nov  6 08:49:37 1994', 'Sun Nov  6 08:49:37 1994 GMT', 'Thu Nov 31 08:49:37 1994', 'Sun Nov  0 08:49:37 1994',
    '"Sun, 06 Nov 1994 08:49:37 GMT"', '*', 'Sun, ٠6 Nov 1994 08:49:37 GMT'
  ]
  for (const value of cases) t.equal(parseHttpDate(value, now), undefined, JSON.stringify(value))
})

t.test('formatting', async (t) => {
  const cases: Array<[time: number, value: string]> = [
    [784111777000, 'Sun, 06 Nov 1994 08:49:37 GMT'],
    [784111777999, 'Sun, 06 Nov 1994 08:49:37 GMT'],
    [0, 'Thu, 01 Jan 1970 00:00:00 GMT'],
    [Date.UTC(9999, 11, 31, 23, 59, 59), 'Fri, 31 Dec 9999 23:59:59 GMT']
  ]
  for (const [time, value] of cases) {
    t.equal(formatHttpDate(time), value)
    t.equal(parseHttpDate(value), Math.floor(time / 1000) * 1000, 'and back')
  }
})
