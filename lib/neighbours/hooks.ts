import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isThenable } from '../thenable.ts'

/** A hook of `onRequest`, of somebody else's. */
export type Hook = (this: FastifyInstance, request: FastifyRequest, reply: FastifyReply, done: () => void) => unknown

/**
 * Runs a hook as Fastify does, where Fastify would not. What goes wrong in it is no matter of the answer's.
 *
 * @param go - called once, unless the hook has answered
 */
export function runHook (hook: Hook, instance: FastifyInstance, request: FastifyRequest, reply: FastifyReply, go: () => void): void {
  let isOver = false
  const next = (): void => {
    if (isOver || reply.sent) return
    isOver = true
    go()
  }
  try {
    const said = hook.call(instance, request, reply, next)
    if (isThenable(said)) said.then(next, next)
  } catch {
    next()
  }
}
