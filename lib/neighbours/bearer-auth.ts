import type { FastifyInstance, FastifyReply } from 'fastify'
import { isObject } from '../is-object.ts'

const plugin = '@fastify/bearer-auth'

/** What @fastify/bearer-auth sends by itself, past error handlers, where its `errorResponse` is not set. */
const replies: Readonly<Record<string, readonly [status: number, code: string]>> = {
  'missing authorization header': [401, 'FST_BEARER_AUTH_MISSING_AUTHORIZATION_HEADER'],
  'invalid authorization header': [401, 'FST_BEARER_AUTH_INVALID_AUTHORIZATION_HEADER'],
  'internal server error': [500, 'FST_BEARER_AUTH']
}

export function hasBearerAuth (instance: FastifyInstance): boolean {
  return instance.hasPlugin(plugin)
}

/** Makes its answers errors, where the plugin comes behind this one. */
export function catchBearerAuth (reply: FastifyReply): void {
  const { send } = reply
  reply.send = function (this: FastifyReply, payload) {
    return send.call(this, sentError(payload, this) ?? payload)
  }
}

/** The same where the plugin has been there before: its hook runs first, and only what serializes sees its answers. */
export function armBearerAuth (instance: FastifyInstance): void {
  if (!hasBearerAuth(instance)) return
  instance.addHook('preSerialization', (_request, reply, payload, done) => {
    const error = sentError(payload, reply)
    if (error === undefined) done(null, payload)
    else done(error)
  })
}

function sentError (payload: unknown, { statusCode }: FastifyReply): Error | undefined {
  if (statusCode < 400 || !isObject(payload)) return undefined
  const { error, ...others } = payload as { error?: unknown }
  if (typeof error !== 'string' || !Object.hasOwn(replies, error) || Object.keys(others).length > 0) return undefined
  const [status, code] = replies[error] as readonly [number, string]
  return status === statusCode ? Object.assign(new Error(error), { code, statusCode }) : undefined
}
