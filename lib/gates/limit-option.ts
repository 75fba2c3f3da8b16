import { Type, type TSchema } from '@sinclair/typebox'

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

/** @param what - what is counted, in the plural */
export function limitOption (what: string): TSchema {
  const whole = `a whole number of ${what} from 1`
  return Type.Union([
    Type.Boolean(),
    Type.Integer({ minimum: 1 }),
    Type.Partial(Type.Object({ limit: Type.Integer({ minimum: 1, description: whole }), status: excessStatus }, { additionalProperties: false, minProperties: 1 }))
  ], { description: `true, false, ${whole}, or { limit, status }` })
}

/** The limit that an option says; undefined where it says only the status. */
export function limitOf (given: number | SizeLimit): number | undefined {
  return typeof given === 'number' ? given : given.limit
}

/** The status that an option says, else the one around it. */
export function excessStatusOf (given: LimitOption | undefined, around: ExcessStatus): ExcessStatus {
  return typeof given === 'object' ? given.status ?? around : around
}
