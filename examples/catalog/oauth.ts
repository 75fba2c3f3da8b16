import { randomBytes } from 'node:crypto'
import { Type } from '@sinclair/typebox'
import { routes, unprocessable } from 'fastify-conformant'
import type { Catalog } from './data.ts'

const form = 'application/x-www-form-urlencoded'
const client = `Basic ${Buffer.from('catalog:secret').toString('base64')}`

const unknownClient = unprocessable('Parameter "client_id" is missing or does not match any client, or secret is invalid')

/** A token for a username and a password. Clients send a form; the documentation shows JSON. */
export const oauth = routes<{ catalog: Catalog }>(async (app, { catalog }) => {
  app.addContentTypeParser(form, { parseAs: 'string' }, (_, body, done) => {
    done(null, Object.fromEntries(new URLSearchParams(body as string)))
  })

  app.post('/api/oauth/v1/token', {
    // Whoever guesses passwords waits.
    config: { conformant: { contentType: ['application/json', form], rateLimit: { name: 'tokens', limit: 10, window: '15s' }, errors: [unknownClient] } },
    schema: {
      body: Type.Object({
        grant_type: Type.Literal('password'),
        username: Type.String(),
        password: Type.String()
      })
    }
  }, async ({ headers, body }) => {
    if (headers.authorization !== client) {
      throw unknownClient
    }
    const user = catalog.users.find(({ username, password }) => username === body.username && password === body.password)
    if (user === undefined) throw unprocessable('No user found for the given username and password')
    const token = randomBytes(32).toString('base64url')
    catalog.tokens.set(token, user)
    return { access_token: token, expires_in: 3600, token_type: 'bearer', scope: null }
  })
})
