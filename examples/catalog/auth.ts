import type { FastifyInstance, onRequestAsyncHookHandler } from 'fastify'
import { forbidden, unauthorized, type ApiError } from 'fastify-conformant'
import type { Catalog, User } from './data.ts'

const challenge = 'Bearer realm="catalog"'

/** What is said to who sends no token. */
export const unauthenticated = unauthorized(undefined, { challenge })

/** 401 for everything in this scope that comes without a valid bearer token. */
export function authenticate (app: FastifyInstance, { tokens }: Catalog): void {
  app.decorateRequest('user')
  app.addHook('onRequest', async (request) => {
    const token = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
    if (token === undefined) throw unauthenticated
    const user = tokens.get(token)
    // RFC 6750 §3.1: an error code only where a token was sent.
    if (user === undefined) throw unauthorized(undefined, { challenge: `${challenge}, error="invalid_token"` })
    request.setDecorator('user', user)
  })
}

/** What is said to users who do not have a permission. */
export function mayNot (action: string): ApiError {
  return forbidden(`Access forbidden. You are not allowed to ${action}.`)
}

/**
 * 403 for users who do not have this permission. For `onRequest` of a route: it runs after {@link authenticate}.
 *
 * @param action - such as `administrate categories`
 */
export function may (action: string): onRequestAsyncHookHandler {
  return async (request) => {
    const user = request.getDecorator<User>('user')
    if (!user.may.includes(action)) throw mayNot(action)
  }
}
