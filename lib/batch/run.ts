import type { ApiError } from '../errors/api-error.ts'
import { readJson, type JsonOptions } from '../gates/json.ts'
import { lineTooLong, outOfTime } from './errors.ts'
import { readItem } from './item.ts'
import { outcomeOf } from './outcome.ts'
import type { BatchContext } from './options.ts'
import type { Batch } from './receive.ts'
import type { Result } from './result.ts'
import type { Piece } from './splitter.ts'
import { isThenable } from '../thenable.ts'

/** What a route brings to the handling of its batches. */
export interface Work {
  readonly key: string
  readonly json: JsonOptions
  readonly concurrency: number
  /** The refusal of a line that is too long. Default: a 413. */
  readonly tooLong?: ApiError
  /** True where the signal may say that the time is over. */
  readonly isTimed: boolean
  /** Finds what is wrong with an item. */
  readonly check: (item: object) => ApiError | undefined
  readonly handle: (item: object, context: BatchContext) => unknown
  /** What the dialect makes of whatever was thrown. */
  readonly refuse: (thrown: unknown, item?: unknown) => { status: number, members: Readonly<Record<string, unknown>> }
}

/** How long lines may be handled in one turn of the event loop, in milliseconds. */
const longestTurn = 20

/**
 * Handles the lines of a batch, at most `concurrency` of them at once, and gives their results in the order of the lines.
 * Whatever is wrong with a line is that line's result.
 *
 * @param signal - no further line is begun once it is aborted: where the time is over the rest are 503s, else there is nobody to tell
 * @param give - takes a result; where it answers a promise, the next line waits
 */
export async function run (batch: Batch, work: Work, signal: AbortSignal, give: (result: Result) => Promise<void> | undefined): Promise<void> {
  const { pieces } = batch
  const running: Array<Result | Promise<Result>> = []
  let next = 0
  let turnEnds = performance.now() + longestTurn
  for (let line = 1; line <= pieces.length; line++) {
    while (running.length < work.concurrency && next < pieces.length) running.push(handleLine(batch, work, signal, ++next))
    const first = running.shift() as Result | Promise<Result>
    // A promise costs more than a small line: there is one only where something is waited for.
    const result = isThenable(first) ? await first : first
    if (performance.now() > turnEnds) {
      // Handlers that never wait would let nobody know that the time is over or the client gone.
      await new Promise(resolve => setImmediate(resolve))
      turnEnds = performance.now() + longestTurn
    }
    if (isCut(signal)) return
    const room = give(result)
    if (room !== undefined) await room
  }
}

function handleLine (batch: Batch, work: Work, signal: AbortSignal, line: number): Result | Promise<Result> {
  const piece = batch.pieces[line - 1] as Piece
  const place = { line, total: batch.pieces.length, signal }
  try {
    if (signal.aborted) throw signal.reason
    if (piece.isTooLong) throw work.tooLong ?? lineTooLong
    if (batch.values !== undefined) return handleItem(batch.values[line - 1], batch, work, place)
    const bytes = batch.read(piece)
    if (!isThenable(bytes)) return handleItem(readJson(bytes, work.json), batch, work, place)
    return bytes.then(
      read => handleItem(readJson(read, work.json), batch, work, place),
      thrown => refused(thrown, batch, work, place, undefined)
    )
  } catch (thrown) {
    return refused(thrown, batch, work, place, undefined)
  }
}

function handleItem (value: unknown, batch: Batch, work: Work, place: BatchContext): Result | Promise<Result> {
  const { item, identifier, error } = readItem(value, work.key)
  try {
    if (item === undefined) throw error
    const refusal = work.check(item)
    if (refusal !== undefined) throw refusal
    const returned = work.handle(item, place)
    if (!isThenable(returned)) return handled(returned, batch, work, place, identifier)
    const outcome = work.isTimed ? untilOutOfTime(returned, place.signal) : Promise.resolve(returned)
    return outcome.then(value => handled(value, batch, work, place, identifier))
      .catch((thrown: unknown) => refused(thrown, batch, work, place, identifier, item))
  } catch (thrown) {
    return refused(thrown, batch, work, place, identifier, item)
  }
}

function handled (value: unknown, { isArray }: Batch, { key }: Work, { line }: BatchContext, identifier: string | undefined): Result {
  const { status, members } = outcomeOf(value)
  return { line: isArray ? undefined : line, key, identifier, status, members }
}

function refused (thrown: unknown, { isArray }: Batch, { key, refuse }: Work, { line, signal }: BatchContext, identifier: string | undefined, item?: object): Result {
  // Where nobody is left to tell, nothing is logged either; and when the time is over, what was kept is gone.
  const { status, members } = isCut(signal) ? { status: 0, members: undefined } : refuse(signal.aborted ? outOfTime : thrown, item)
  return { line: isArray ? undefined : line, key, identifier, status, members }
}

/** True where the client has gone. */
function isCut (signal: AbortSignal): boolean {
  return signal.aborted && signal.reason !== outOfTime
}

/** A handler that does not look at its signal is not waited for when the time is over. */
function untilOutOfTime (outcome: PromiseLike<unknown>, signal: AbortSignal): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      if (signal.reason === outOfTime) reject(outOfTime)
    }
    const settle = (): void => signal.removeEventListener('abort', onAbort)
    signal.addEventListener('abort', onAbort, { once: true })
    outcome.then(value => { settle(); resolve(value) }, thrown => { settle(); reject(thrown) })
  })
}
