import { Type } from '../options/type.ts'
import { log } from './log-option.ts'
import type { FastifyRequest } from 'fastify'
import { statedDialect, type Dialect } from '../dialects/dialect.ts'
import { problem } from '../dialects/problem.ts'
import type { HeaderFields } from '../errors/headers.ts'
import type { Mask } from '../errors/mask.ts'
import type { Mapper } from '../errors/normalize.ts'
import type { RequestHead } from '../http/request-head.ts'
import { badOption } from '../options/check.ts'
import { nearest, switchable, type Option, type Said, type SettingsOf } from '../options/option.ts'
import { absoluteUrl, aFunction, described, text, yesOrNo } from '../options/words.ts'
import { messages } from './languages.ts'
import { refusals } from './refusals.ts'
import { requestId } from './request-id.ts'

/** A link of the documentation: an absolute URL, or an anchor on the dialect's, or on that of a scope around. */
function link (name: 'documentation' | 'standardFormat', example: string): Option<string, string | undefined> {
  return {
    schema: text(`an absolute URL, or an anchor such as ${example}`),
    default: undefined,
    read (given, around, said) {
      const base = (said.given.dialect as Dialect | undefined)?.[name] ?? around
      return given === undefined ? base : linkOf(given, base, name, `an absolute URL, or an anchor where the dialect has an absolute URL "${name}"`, said)
    }
  }
}

/** The options for how errors look. What is said of each is for whoever sets it. */
export const answerOptions = {
  /** How errors look. Default: `problem()`, RFC 9457. */
  dialect: nearest<Dialect, Dialect>(statedDialect, problem()),
  /**
   * A 403 leaves as the 404 of a resource that does not exist, whatever caused it. `true`: as `notFound()` with the resource
   * and id of the `forbidden()`; a function answers the 404, or false where the 403 may be seen. Default: false.
   */
  maskForbidden: switchable<Mask<FastifyRequest>, true | Mask<FastifyRequest>>(
    Type.Union([Type.Boolean(), aFunction('a function (request, forbidden) => ApiError | false')], { description: 'true, false, or a function (request, forbidden) => ApiError | false' }),
    true, mask => mask, { isOff: true }),
  /**
   * What is answered in place of what gates refuse, and what is refused below the hooks, by kind: a kind of `defineErrors()` without
   * members, or a function. Its header fields, such as Allow, stay. What the application throws itself is not concerned. Default: nothing.
   */
  refusals,
  /**
   * What becomes of an error that the application sends without a body, as with `reply.code(404).send()`: `dialect` gives it that of the
   * dialect, `keep` leaves it as it is. Default: `dialect`; below `enforce: 'report'` `keep`.
   */
  emptyErrors: nearest<'dialect' | 'keep', 'dialect' | 'keep' | undefined>(
    described(Type.Union([Type.Literal('dialect'), Type.Literal('keep')]), '"dialect" or "keep"'), undefined),
  /**
   * The words of an error of no kind are shown where the application has chosen a status below 500 for it, as with
   * `reply.code(404); throw new Error('User 7 not found')`. Default: false, for they may be anybody's.
   */
  exposeChosen: nearest<boolean, boolean>(yesOrNo, false),
  /**
   * What is logged of errors: `level` says the level of each (default: `info` below 500, `error` from 500 on), `sample` that only each
   * so-manieth of a kind and route has a line: a number for all that clients cause, or numbers by kind.
   */
  log,
  /** The realm of challenges that name none. Default: `api`, and only where the scheme cannot do without one. */
  realm: nearest<string, string | undefined>(Type.String({ pattern: '^[\\x20-\\x7E]+$', description: 'a text of printable ASCII' }), undefined),
  /**
   * What a 401 asks for that names no challenge: one such as `DPoP`, or `false` for none, as where a cookie says who somebody is.
   * Default: `Bearer`, or `Basic` where @fastify/basic-auth alone asks for it.
   */
  challenge: nearest<string | false, string | false | undefined>(
    described(Type.Union([Type.Literal(false), Type.String({ pattern: "^[\\w!#$%&'*+.^`|~-]+( [\\x20-\\x7E]+)?$" })]), 'false, or a challenge such as "DPoP"'), undefined),
  /** How many characters of a header value or URL are repeated in a message. Default: 200. */
  echo: nearest<number, number>(described(Type.Integer({ minimum: 1, maximum: 10_000 }), 'a whole number of characters from 1 to 10000'), 200),
  /** The route's documentation: an absolute URL, or an anchor on the dialect's `documentation`. */
  documentation: link('documentation', '#post_categories'),
  /** Where the resource's standard format is described: an absolute URL, or an anchor on the dialect's `standardFormat`. */
  standardFormat: link('standardFormat', '#category'),
  /**
   * Words by language, chosen by `Accept-Language`: `{ en: {}, de: { keywords: { required: () => 'fehlt' }, kinds: { not_found: () => '…' } } }`.
   * The first language is the default. Default: none, and answers have no language.
   */
  messages
}

const mappers: Option<ReadonlyArray<Mapper<FastifyRequest>>, ReadonlyArray<Mapper<FastifyRequest>>> = {
  schema: described(Type.Array(aFunction('a function (error, request) => ApiError | undefined')), 'a list of functions (error, request) => ApiError | undefined'),
  default: [],
  read: (given, around) => [...given ?? [], ...around]
}

const baseUrl: Option<string, URL | undefined> = {
  schema: text(absoluteUrl),
  default: undefined,
  read: (given, around, said) => given === undefined ? around : new URL(linkOf(given, undefined, 'baseUrl', absoluteUrl, said))
}

type Cors = (request: RequestHead) => HeaderFields | undefined

/** The same, for the plugin and scopes only. */
export const answerScopeOptions = {
  /**
   * The CORS fields of answers that no hook has seen: to a malformed message, of which the first line may be known, to a bad URL, or
   * while the server closes. Default: what @fastify/cors says; only where it says nothing this is asked.
   */
  cors: nearest<Cors, Cors | undefined>(aFunction('a function (request) => header fields'), undefined),
  /** Asked in order for what your code throws, before the ones built in. Those of a scope come before the plugin's. */
  mappers,
  /**
   * Puts the id of the request into the answers of errors: `{ header: 'x-request-id', member: 'request_id' }`, or one of them; `true`
   * stands for the header. Default: false.
   */
  requestId,
  /** Absolute URL that Location headers are built on. Default: protocol and host of the request, through trusted proxies. */
  baseUrl
}

/** What an answer has to know of the place that it is given at. */
export interface AnswerSettings extends SettingsOf<typeof answerOptions>, SettingsOf<typeof answerScopeOptions> {}

function linkOf (given: string, base: string | undefined, option: string, right: string, { of }: Said): string {
  const href = absolute(given, base)
  if (href === undefined) throw badOption(option, of, right, given)
  return href
}

/** Of the web: a link with another scheme would be an address of something else. */
function absolute (given: string, base: string | undefined): string | undefined {
  try {
    const { protocol, href } = new URL(given, base)
    return protocol === 'https:' || protocol === 'http:' ? href : undefined
  } catch {
    return undefined
  }
}
