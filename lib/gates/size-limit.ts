import { Type, type TSchema } from '../options/type.ts'
import type { Option } from '../options/option.ts'
import { wholeNumber } from '../options/words.ts'

/** The status of what is over a limit: 413, or the 403 of an operational constraint. */
export type ExcessStatus = 413 | 403

/** A limit, and what is answered to more. */
export interface SizeLimit {
  limit?: number
  /** 403: the limit is an operational constraint of the application. Default: 413. */
  status?: ExcessStatus
}

/** What is said of a limit: whether it is on, how much it is, what is answered to more. */
export type LimitOption = boolean | number | SizeLimit

export const excessStatus: TSchema = Type.Union([Type.Literal(413), Type.Literal(403)], { description: '413 or 403' })

/** What holds of a limit. */
export interface SizeSetting<Limit> {
  /** Undefined: off. */
  readonly limit: Limit | undefined
  readonly status: ExcessStatus
}

/**
 * The option for a limit.
 *
 * @param what - what is counted, in the plural
 * @param standard - what holds where only the status is said
 */
export function sizeLimit<Limit> (what: string, standard: Limit): Option<LimitOption, SizeSetting<Limit | number>> {
  const whole = wholeNumber(what)
  return {
    schema: Type.Union([
      Type.Boolean(),
      Type.Integer({ minimum: 1 }),
      Type.Partial(Type.Object({ limit: whole, status: excessStatus }, { additionalProperties: false, minProperties: 1 }))
    ], { description: `true, false, ${whole.description as string}, or { limit, status }` }),
    default: { limit: standard, status: 413 },
    read (given, around) {
      if (given === undefined) return around
      const { limit, status = around.status } = typeof given === 'object' ? given : { limit: typeof given === 'number' ? given : undefined }
      return { limit: given === false ? undefined : limit ?? around.limit ?? standard, status }
    }
  }
}
