import type { FastifyInstance, FastifyRequest, onRequestAsyncHookHandler } from 'fastify'
import { unauthorized } from 'fastify-conformant'
import type { Data, User } from './data.ts'

const challenge = 'Bearer realm="projects"'

/** What is said to who sends a token that nobody has. */
export const invalidToken = unauthorized(undefined, { challenge: `${challenge}, error="invalid_token"` })

/** Finds out who asks. Nobody is somebody too: public projects can be read without a token. */
export function authenticate (app: FastifyInstance, { tokens }: Data): void {
  app.decorateRequest('user')
  app.addHook('onRequest', async (request) => {
    const token = request.headers['private-token'] ?? /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
    if (token === undefined) return
    const user = tokens.get(String(token))
    if (user === undefined) throw invalidToken
    request.setDecorator('user', user)
  })
}

/** Who asks; undefined for nobody. */
export function userOf (request: FastifyRequest): User | undefined {
  return request.getDecorator<User | undefined>('user')
}

/** 401 for nobody. For `onRequest` of a route: it runs after {@link authenticate}. */
export const signedIn: onRequestAsyncHookHandler = async (request) => {
  if (userOf(request) === undefined) throw unauthorized(undefined, { challenge })
}
