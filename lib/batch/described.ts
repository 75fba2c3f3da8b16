import type { ApiError } from '../errors/api-error.ts'
import { excess } from '../gates/excess.ts'
import { malformed } from '../gates/json.ts'
import { bodyTaken } from '../gates/takes-body.ts'
import { noArray, noRoom } from './errors.ts'
import { arrayType, type BatchSettings } from './options.ts'

const mark = Symbol('fastify-conformant.batch')

/** What a batch takes: for who describes its route. */
export interface DescribedBatch {
  readonly settings: BatchSettings
  /** The property that identifies an item. */
  readonly key: string
  /** The schema of an item. */
  readonly item: object
  /** False where the application shapes its results. */
  readonly isStandard: boolean
}

/** Knows it again behind a config. */
export function describedBatch (batch: DescribedBatch): object {
  return { ...batch, [mark]: true }
}

/** The batch of a route; undefined for one that is none. */
export function batchIn (config: object | undefined): DescribedBatch | undefined {
  const taken = bodyTaken(config)
  return typeof taken === 'object' && taken !== null && mark in taken ? taken as unknown as DescribedBatch : undefined
}

/** What refuses a batch as a whole, and a body that it refuses; undefined where that depends on the disk. */
export function batchRefusals ({ settings: { lines, excess: status, types } }: DescribedBatch): ReadonlyArray<{ readonly error: ApiError, readonly type?: string, readonly body?: string }> {
  const takesArrays = types.includes(arrayType)
  const [first] = types
  const many = Array.from({ length: lines + 1 }, () => '{}')
  return [
    { error: excess(lines, 'items', status), type: first as string, body: first === arrayType ? `[${many.join(',')}]` : many.join('\n') },
    ...(takesArrays ? [{ error: malformed, type: arrayType, body: '[' }, { error: noArray, type: arrayType, body: '{}' }] : []),
    { error: noRoom() }
  ]
}
