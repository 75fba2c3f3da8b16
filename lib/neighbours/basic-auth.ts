import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Place } from '../answer/place.ts'

/**
 * Whether @fastify/basic-auth alone asks for credentials. It names a challenge only where it is told to, and in another field if it is
 * told so: where a browser sees one it opens a window.
 */
export function basicOnly (instance: FastifyInstance): Place['basicOnly'] {
  if (!instance.hasPlugin('@fastify/basic-auth') || instance.hasPlugin('@fastify/jwt') || instance.hasPlugin('@fastify/bearer-auth')) return undefined
  return asks(instance) ? 'asks' : 'hides'
}

type BasicAuth = (request: object, reply: Pick<FastifyReply, 'header'>, done: (error?: { statusCode?: number }) => void) => void

/** Nothing tells what it has been told: it is given a request without credentials, of nobody. */
function asks (instance: FastifyInstance): boolean {
  let isAsking = false
  const reply = { header: (name: string) => { isAsking ||= name.toLowerCase() === 'www-authenticate' } }
  try {
    // A proxy has another field and another status: what a 401 says is not its matter.
    (instance as unknown as { basicAuth: BasicAuth }).basicAuth({ headers: {} }, reply as never, error => { isAsking ||= error?.statusCode !== 401 })
  } catch {
    // A realm that is worked out of a request.
    return true
  }
  return isAsking
}
