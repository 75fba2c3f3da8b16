import { Type } from '@sinclair/typebox'
import { defineDialect } from '../../../lib/index.ts'
import { table } from './table.ts'

const shown = Type.String({ maxLength: 400, pattern: '^[^\\x00-\\x1F\\x7F-\\x9F\\u2028-\\u202E\\u2066-\\u2069]*$' })
const place = Type.String({ pattern: '^[^\\x00-\\x1F\\x7F-\\x9F\\u2028-\\u202E\\u2066-\\u2069]*$' })
const orNull = Type.Union([Type.String(), Type.Null()])

/** All that there is of an error, with the form that its types promise. */
table(defineDialect({
  name: 'own',
  mediaType: 'application/json',
  render: ({ message, issues, links, extra, facts, headers, retryAfter }, { status }) => ({ status, message, issues, links, extra, facts, headers, retryAfter }),
  schema: (status) => Type.Object({
    status: Type.Literal(status),
    message: Type.String({ minLength: 1 }),
    issues: Type.Array(Type.Object({
      path: Type.Array(Type.Union([shown, Type.Number(), Type.Null()])),
      message: Type.Optional(Type.String()),
      keyword: Type.Optional(Type.String()),
      params: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
      part: Type.Optional(Type.String()),
      attribute: Type.Optional(Type.String()),
      locale: Type.Optional(orNull),
      scope: Type.Optional(orNull),
      currency: Type.Optional(orNull)
    })),
    links: Type.Optional(Type.Record(Type.String(), Type.String())),
    extra: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    facts: Type.Object({
      allow: Type.Optional(Type.Array(shown)),
      value: Type.Optional(shown),
      allowed: Type.Optional(Type.Array(shown)),
      resource: Type.Optional(shown),
      id: Type.Optional(shown),
      limit: Type.Optional(Type.Number()),
      unit: Type.Optional(Type.Union([Type.Literal('items'), Type.Literal('bytes')])),
      challenge: Type.Optional(Type.Object({ error: shown, description: Type.Optional(shown), scope: Type.Optional(shown) })),
      existing: Type.Optional(Type.Object({ location: Type.Optional(place), etag: Type.Optional(shown) })),
      moved: Type.Optional(Type.Boolean())
    }),
    headers: Type.Record(Type.String(), Type.Union([Type.String(), Type.Array(Type.String())])),
    retryAfter: Type.Optional(Type.Number())
  })
}))
