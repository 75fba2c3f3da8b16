import cookie from '@fastify/cookie'
import sensible from '@fastify/sensible'
import session from '@fastify/session'
import fp from 'fastify-plugin'

declare module 'fastify' {
  interface Session {
    customer?: string
    cart?: Record<string, number>
  }
}

/** Who somebody is, and what is in the cart, by a cookie. */
export default fp(async (app) => {
  await app.register(sensible)
  await app.register(cookie)
  await app.register(session, {
    secret: 'a secret of a shop that is an example and nothing else',
    cookieName: 'shop',
    cookie: { secure: false, maxAge: 3_600_000 },
    saveUninitialized: false
  })
})
