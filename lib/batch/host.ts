import type { FastifyRequest } from 'fastify'
import type { AnswerSettings } from '../answer/options.ts'
import type { Place } from '../answer/place.ts'
import type { ServerValidators } from '../validation/server-validators.ts'

/** What batches ask of whoever has them. */
export interface Host {
  /** What holds for a request. */
  placeOf (request: FastifyRequest): Place & {
    readonly settings: AnswerSettings & {
      readonly json: number | undefined
      readonly validation: number | undefined
      readonly unknownProperties: boolean | 'remove'
    }
  }
  readonly validators: ServerValidators
}
