import type { IncomingMessage } from 'node:http'
import { ApiError } from '../errors/api-error.ts'
import { marksOf } from '../errors/mappers/marks.ts'

/** What those say who were reading, or decoding, a body that breaks off. */
const codes = new Set<unknown>(['ERR_STREAM_PREMATURE_CLOSE', 'ERR_STREAM_DESTROYED', 'ABORT_ERR', 'Z_BUF_ERROR', 'FST_MP_PREMATURE_CLOSE'])
// @fastify/busboy gives its errors no code.
const busboys = /^(?:Unexpected end of multipart data|\w+ terminated early)/

/**
 * What was thrown because the body of a request has broken off: the client's doing, and no fault of the handler's.
 *
 * @returns undefined for anything else
 */
export function brokenBody (thrown: unknown, request: IncomingMessage): ApiError | undefined {
  if (!request.aborted || !isByClient(request) || !comesFromBody(thrown, request)) return undefined
  return new ApiError('bad_request', { message: 'The request body ended too early.', cause: thrown })
}

/** Not where its reader has destroyed it for a reason of its own, as undici does where it cannot pass it on. */
function isByClient ({ errored }: IncomingMessage): boolean {
  return errored === null || errored.message === 'aborted'
}

function comesFromBody (thrown: unknown, { errored }: IncomingMessage): boolean {
  try {
    const { code, cause, message } = marksOf(thrown) ?? {}
    const isFromIt = errored !== null && (thrown === errored || cause === errored)
    return isFromIt || codes.has(code) || (typeof message === 'string' && busboys.test(message))
  } catch {
    // An accessor of what was thrown.
    return false
  }
}
