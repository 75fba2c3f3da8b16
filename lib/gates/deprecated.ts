import type { FastifyReply } from 'fastify'
import { ApiError } from '../errors/api-error.ts'
import { badOption } from '../options/check.ts'
import type { Option } from '../options/option.ts'
import { Type, type TSchema } from '../options/type.ts'
import { described } from '../options/words.ts'
import { gate } from './gate.ts'

/** What is said of a resource that will not stay. At least one of `since` and `sunset`. */
export interface Deprecated {
  /** From when on it is deprecated, which may be later than now: `2026-06-30`, another date of ISO 8601, or a Date. */
  since?: string | Date
  /** When it is expected to be gone; not before `since`. */
  sunset?: string | Date
  /** Where it is described: a URL. */
  link?: string
  /** What takes its place: a URL. */
  successor?: string
  /** `gone`: from the sunset on it is answered with 410. Default: it is answered as ever. */
  afterSunset?: 'gone'
}

/** What is put on answers, and from when on there are none. */
export interface Deprecation {
  readonly fields: Readonly<Record<string, string>>
  readonly links: readonly string[]
  /** Milliseconds since 1970. */
  readonly goneAt: number
  readonly gone: ApiError
}

const url = Type.String({ pattern: '^[!#-;=?-~]+$', description: 'a URL' })
// A Date is an object; what is no date is told apart below.
const date: TSchema = described(Type.Union([Type.String(), Type.Object({})]), 'a date such as 2026-06-30, or a Date')

const schema = Type.Union([
  Type.Literal(false),
  Type.Partial(Type.Object({
    since: date, sunset: date, link: url, successor: url, afterSunset: Type.Literal('gone', { description: '"gone"' })
  }, { additionalProperties: false }), { description: '{ since, sunset, link, successor, afterSunset }' })
], { description: 'false, or { since, sunset, link, successor, afterSunset }' })

const option: Option<false | Deprecated, Deprecation | undefined> = {
  schema,
  default: undefined,
  check (given, of) {
    if (given === false) return
    const [since, sunset] = [given.since, given.sunset].map((value, at) => {
      const time = timeOf(value)
      if (Number.isNaN(time)) throw badOption(`deprecated.${at === 0 ? 'since' : 'sunset'}`, of, date.description as string, value)
      return time
    })
    if (since === undefined && sunset === undefined) throw badOption('deprecated', of, 'with a date: "since" or "sunset"', given)
    if (sunset === undefined && given.afterSunset !== undefined) throw badOption('deprecated.afterSunset', of, 'beside a sunset', given.afterSunset)
    // RFC 9745 §4
    if (since !== undefined && sunset !== undefined && sunset < since) throw badOption('deprecated.sunset', of, 'not earlier than "since"', given.sunset)
  },
  read: (given, around) => given === undefined ? around : given === false ? undefined : deprecationOf(given)
}

function timeOf (value: string | Date | undefined): number | undefined {
  if (value === undefined) return undefined
  return value instanceof Date || typeof value === 'string' ? new Date(value).getTime() : NaN
}

/** RFC 9745 §2.1 (a date of RFC 9651), RFC 8594 §3 and §6.1, RFC 5829 §3.1. */
function deprecationOf (given: Deprecated): Deprecation {
  const { link, successor } = given
  const [since, sunset] = [timeOf(given.since), timeOf(given.sunset)]
  const relations = Object.entries({ deprecation: since === undefined ? undefined : link, sunset: sunset === undefined ? undefined : link, 'successor-version': successor })
  return {
    fields: {
      ...(since === undefined ? {} : { deprecation: `@${Math.floor(since / 1000)}` }),
      ...(sunset === undefined ? {} : { sunset: new Date(sunset).toUTCString() })
    },
    links: relations.filter(([, href]) => href !== undefined).map(([relation, href]) => `<${href}>; rel="${relation}"`),
    goneAt: given.afterSunset === undefined ? Infinity : sunset as number,
    gone: new ApiError('gone', { links: { ...(link === undefined ? {} : { sunset: link }), ...(successor === undefined ? {} : { 'successor-version': successor }) } })
  }
}

/** 410 behind the sunset; before, and there, what is said of it stands in the header fields of every answer. */
export const deprecated = gate({
  hook: 'onRequest',
  status: [410],
  option,
  arm (deprecation, { options }) {
    if (deprecation === undefined || options === undefined) return undefined
    const { goneAt, gone } = deprecation
    return {
      onRequest: goneAt === Infinity ? undefined : () => Date.now() < goneAt ? undefined : gone,
      // Behind the handler: what that has set stays.
      onSend (_request, reply) {
        announce(deprecation, reply)
        return undefined
      }
    }
  }
})

/** Puts on a reply what it does not say yet; links are added to those that are there. */
export function announce ({ fields, links }: Deprecation, reply: FastifyReply): void {
  for (const [name, value] of Object.entries(fields)) if (!reply.hasHeader(name)) reply.header(name, value)
  const there = reply.getHeader('link')
  const all = there === undefined ? [] : [there].flat().map(String)
  const more = links.filter(link => !all.some(one => one.includes(link)))
  if (more.length > 0) reply.header('link', [...all, ...more].join(', '))
}
