import type { FastifyRequest } from 'fastify'
import { Type } from '@sinclair/typebox'
import { badRequest, forbidden, notFound, routes, type ApiError, type RateLimit } from 'fastify-conformant'
import { signedIn, userOf } from './auth.ts'
import type { Data, User } from './data.ts'

export const UserChanges = Type.Object({
  username: Type.Optional(Type.String({ minLength: 2, maxLength: 255, pattern: '^[a-zA-Z0-9_.][a-zA-Z0-9_.-]+$' })),
  bio: Type.Optional(Type.String({ maxLength: 255 })),
  website_url: Type.Optional(Type.String({ format: 'uri' })),
  preferences: Type.Optional(Type.Object({
    theme: Type.Optional(Type.Union([Type.Literal('light'), Type.Literal('dark')])),
    tab_width: Type.Optional(Type.Integer({ minimum: 1, maximum: 12 }))
  }))
})
const noUser = (id: number): ApiError => notFound({ resource: 'User', id })
const ByUser = Type.Object({ id: Type.Integer() })

export const users = routes<{ data: Data }>(async (app, { data }) => {
  // Some clients send a form, because an avatar may be among the changes.
  app.addContentTypeParser<Buffer>('multipart/form-data', { parseAs: 'buffer' }, async ({ headers }: FastifyRequest, body: Buffer) => {
    const form = new Response(body, { headers: { 'content-type': String(headers['content-type']) } })
    return form.formData().then(Object.fromEntries, () => { throw badRequest('The form is not complete') })
  })

  // Counted for each user, so when it is known who asks.
  const perUser: RateLimit = { name: 'user_get', limit: 20, window: '1m', hook: 'preParsing', key: (request) => userOf(request)?.username }
  app.get('/user', { onRequest: signedIn, config: { conformant: { rateLimit: perUser } } }, async (request) => userOf(request))

  app.get('/users/:id', { schema: { params: ByUser }, config: { conformant: { errors: [noUser(7)] } } }, async ({ params }) => find(params.id))

  app.put('/users/:id', {
    onRequest: signedIn,
    schema: { params: ByUser, body: UserChanges },
    config: { conformant: { contentType: ['application/json', 'multipart/form-data'], errors: [noUser(7), forbidden('You can only change yourself')] } }
  }, async (request) => {
    const user = find(request.params.id)
    if (user !== userOf(request)) throw forbidden('You can only change yourself')
    return Object.assign(user, request.body)
  })

  function find (id: number): User {
    const user = data.users.get(id)
    if (user === undefined) throw noUser(id)
    return user
  }
})
