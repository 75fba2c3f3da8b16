import type { FastifyReply, FastifyRequest } from 'fastify'
import { statusOf, type Dialect } from '../dialects/dialect.ts'
import type { ApiError } from '../errors/api-error.ts'
import { maskFault } from '../errors/log.ts'
import { masked, maskOf, type Mask } from '../errors/mask.ts'
import type { Asking } from './asker.ts'

/** The error as it may be seen: a 403 as the 404 that a resource gets that does not exist. The log has had the error itself. */
export function visible (error: ApiError, mask: true | Mask<FastifyRequest>, dialect: Dialect, asker: Asking): ApiError {
  const { request } = asker
  if (!isForbidden(error, dialect)) return error
  // Where no request is there a function cannot be asked about it.
  return request === undefined ? maskOf(error) : masked(error, mask, request, maskFault(asker))
}

function isForbidden (error: ApiError, dialect: Dialect): boolean {
  try {
    return error.kind === 'forbidden' || statusOf(error, dialect) === 403
  } catch {
    // A dialect that fails at the status will be a 500.
    return false
  }
}

/** Nor may a 404 tell by the challenge that somebody has set before, when access was refused. */
export function forgetChallenges (reply: FastifyReply): void {
  reply.removeHeader('www-authenticate')
  reply.removeHeader('proxy-authenticate')
}
