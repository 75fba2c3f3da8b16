import { Type, type TSchema } from '../options/type.ts'
import { answerOptions } from '../answer/options.ts'
import { nearest, switchable, type GivenOf, type SettingsOf } from '../options/option.ts'
import { described, wholeNumber } from '../options/words.ts'

/** What is read of the body of a refused request. */
export interface DrainLimits {
  readonly bytes: number
  readonly seconds: number
}

const standardDrain: DrainLimits = Object.freeze({ bytes: 64 * 1024 * 1024, seconds: 30 })

/** The options for the whole server. What is said of each is for whoever sets it. */
export const serverScopeOptions = {
  /**
   * What is read of a body after its request was refused, so that a client that writes before it reads sees the refusal:
   * at most so many bytes and seconds, then the connection is cut. Default: 64 MiB and 30 seconds. `false`: nothing is read.
   * For the whole server, so only for the first registration.
   */
  drain: switchable<{ bytes?: number, seconds?: number }, DrainLimits>(Type.Union([Type.Boolean(), Type.Partial(Type.Object({
    bytes: wholeNumber('bytes'),
    seconds: described(Type.Number({ exclusiveMinimum: 0, maximum: 3600 }), 'a number of seconds above 0, at most 3600')
  }, { additionalProperties: false }))], { description: 'true, false, or { bytes, seconds }' }), standardDrain, given => ({ ...standardDrain, ...given })),
  /** Connections beyond this number are answered with 503. Default: no limit. For the whole server, as `drain`. */
  maxConnections: nearest<number, number | undefined>(wholeNumber('connections'), undefined)
}

/** What holds for the whole server. */
export type ServerSettings = SettingsOf<typeof serverScopeOptions>

const { dialect } = answerOptions

/** What may be said to serverOptions() beside the options of Fastify; they hold for the plugin too, where it says nothing else. */
export interface ServerOptions {
  /** How errors look. Default: `problem()`, RFC 9457. */
  dialect?: GivenOf<typeof dialect>
  /** As the plugin's option of this name. */
  drain?: GivenOf<typeof serverScopeOptions.drain>
  /** As the plugin's option of this name. */
  maxConnections?: GivenOf<typeof serverScopeOptions.maxConnections>
}

/** The same, beside whatever Fastify takes. */
export const forServer: TSchema = Type.Partial(Type.Object({
  dialect: dialect.schema, drain: serverScopeOptions.drain.schema, maxConnections: serverScopeOptions.maxConnections.schema
}), { additionalProperties: true })
