import type { FastifyInstance, FastifyReply } from 'fastify'
import { locate } from '../answer/urls.ts'
import { methodNotAllowed, serviceUnavailable } from '../errors/constructors.ts'
import { armEmptyErrors } from './empty-errors.ts'
import { placeOf } from './enter.ts'

/** Adds the success answers of the documents to replies. */
export function decorateReplies (instance: FastifyInstance): void {
  armEmptyErrors(instance)
  instance.decorateReply('created', created)
  instance.decorateReply('accepted', accepted)
  instance.decorateReply('noContent', noContent)
  instance.decorateReply('movedPermanently', movedPermanently)
}

function created (this: FastifyReply, location?: string, resource?: unknown): FastifyReply {
  return sendResource(located(this, location).code(201), resource)
}

function accepted (this: FastifyReply, location?: string, resource?: unknown, options?: { retryAfter?: number }): FastifyReply {
  // One place knows what a number of seconds is, and what it is to be.
  if (options?.retryAfter !== undefined) this.headers(serviceUnavailable({ retryAfter: options.retryAfter }).headers)
  return sendResource(located(this, location).code(202), resource ?? placeOf(this.request).settings.dialect.accepted)
}

function noContent (this: FastifyReply, location?: string): FastifyReply {
  return sendResource(located(this, location).code(204))
}

function movedPermanently (this: FastifyReply, location: string): FastifyReply {
  const { method } = this.request
  if (method !== 'GET' && method !== 'HEAD') throw methodNotAllowed(['GET', 'HEAD'], undefined, { facts: { allow: ['GET'], moved: true } })
  return sendResource(located(this, location).code(301))
}

/** Without a resource nothing may describe one: a type that a hook has set before would promise a body. */
function sendResource (reply: FastifyReply, resource?: unknown): FastifyReply {
  return resource === undefined
    ? reply.removeHeader('content-type').removeHeader('content-length').send()
    : reply.send(resource)
}

function located (reply: FastifyReply, location: string | undefined): FastifyReply {
  if (location !== undefined) reply.header('location', locate(reply.request, placeOf(reply.request).settings, location))
  return reply
}
