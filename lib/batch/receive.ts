import type { Readable } from 'node:stream'
import { ApiError } from '../errors/api-error.ts'
import { excess } from '../gates/excess.ts'
import { malformed, readJson, type JsonOptions } from '../gates/json.ts'
import type { ExcessStatus } from '../gates/size-limit.ts'
import { ArraySplitter } from './array-splitter.ts'
import { BodyStore } from './body-store.ts'
import { noArray, noRoom } from './errors.ts'
import { LineSplitter } from './line-splitter.ts'
import type { BatchSettings } from './options.ts'
import type { Piece, Refusal, Splitter } from './splitter.ts'

/** A body that has arrived in full, and where its lines or items lie in it. */
export interface Batch {
  readonly isArray: boolean
  readonly pieces: readonly Piece[]
  /** The items of an array that is small enough to keep them; of one that is too long, undefined. */
  readonly values?: readonly unknown[]
  read (piece: Piece): Buffer | Promise<Buffer>
}

/**
 * Receives the body of a batch: counted, split and kept while it arrives. Nothing is handled before its end is known,
 * because what is too much refuses all of it.
 *
 * @param payload - what the body comes from; where it is refused, the rest is left in it
 * @param store - is closed where the promise rejects
 * @throws ApiError 413 or 400, or the fault of the stream or the file system
 */
export async function receive (payload: Readable, isArray: boolean, settings: BatchSettings, json: JsonOptions, store: BodyStore): Promise<Batch> {
  const splitter: Splitter = isArray
    ? new ArraySplitter(store, settings.lines, settings.length)
    : new LineSplitter(store, settings.lines, settings.length)
  try {
    const isOther = await pass(payload, splitter, store, settings)
    await store.finish()
    if (isOther) throw await otherThanArray(splitter.pieces[0] as Piece, json, store)
    const batch = batchOf(isArray, splitter.pieces, store)
    return isArray ? { ...batch, ...await readItems(batch, json, store.isInMemory) } : batch
  } catch (thrown) {
    await store.close()
    throw isFull(thrown) ? noRoom(thrown) : thrown
  }
}

/** The disk is full, or somebody's share of it. */
function isFull (thrown: unknown): boolean {
  const { code } = thrown as NodeJS.ErrnoException
  return code === 'ENOSPC' || code === 'EDQUOT'
}

function batchOf (isArray: boolean, pieces: readonly Piece[], store: BodyStore): Batch {
  return { isArray, pieces, read: ({ start, end }) => store.read(start, end) }
}

/** An array is JSON as a whole, or not at all: with one item that is none, nothing of it is handled. */
async function readItems ({ pieces, read }: Batch, json: JsonOptions, isKept: boolean): Promise<Pick<Batch, 'values'>> {
  const values: unknown[] = []
  for (const piece of pieces) {
    const value = piece.isTooLong ? undefined : readJson(await read(piece), json)
    if (value instanceof ApiError) throw value
    if (isKept) values.push(value)
  }
  return isKept ? { values } : {}
}

/** What is JSON is refused for what it is; of what is too long to be looked at, it is true in any case. */
async function otherThanArray (piece: Piece, json: JsonOptions, store: BodyStore): Promise<ApiError> {
  const value = piece.isTooLong ? undefined : readJson(await store.read(piece.start, piece.end), json)
  return value instanceof ApiError ? value : noArray
}

/** @returns true where what has come is no array */
function pass (payload: Readable, splitter: Splitter, store: BodyStore, { payload: limit, lines, excess: status }: BatchSettings): Promise<boolean> {
  return new Promise((resolve, reject) => {
    let received = 0
    let flushing: Promise<void> | undefined
    const settle = (fault?: unknown, isOther = false): void => {
      payload.removeListener('data', onData).removeListener('end', onEnd).removeListener('error', onError).removeListener('close', onClose)
      if (fault === undefined) resolve(isOther)
      else reject(fault)
    }
    const onData = (chunk: Buffer): void => {
      received += chunk.length
      if (received > limit) return settle(excess(limit, 'bytes', status))
      const refusal = splitter.push(chunk)
      if (refusal !== undefined) return settle(errorOf(refusal, lines, status))
      if (!store.isFull) return
      payload.pause()
      flushing = store.flush()
      flushing.then(() => {
        flushing = undefined
        payload.resume()
      }, settle)
    }
    const finish = (): void => {
      const refusal = splitter.end()
      settle(refusal === undefined || refusal === 'no_array' ? undefined : errorOf(refusal, lines, status), refusal === 'no_array')
    }
    // The end may come although the body is paused.
    const onEnd = (): void => {
      payload.removeListener('close', onClose)
      if (flushing === undefined) finish()
      else flushing.then(finish, settle)
    }
    // A body that breaks off is the client's doing, unless whoever decodes it knows better.
    const onError = (fault: Error & { statusCode?: number }): void => settle(fault.statusCode === undefined ? tooEarly(fault) : fault)
    const onClose = (): void => settle(tooEarly())
    payload.on('data', onData).on('end', onEnd).on('error', onError).on('close', onClose)
    // What decodes a body is paused until somebody asks for it.
    payload.resume()
  })
}

function errorOf (refusal: Refusal, limit: number, status: ExcessStatus): ApiError {
  return refusal === 'malformed_json' ? malformed : excess(limit, 'items', status)
}

function tooEarly (cause?: Error): ApiError {
  return new ApiError('bad_request', { message: 'The request body ended too early.', cause })
}
