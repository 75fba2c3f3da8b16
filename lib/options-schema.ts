import { Type, type TSchema } from '@sinclair/typebox'
import { limitOption } from './gates/limit-option.ts'
import { preconditionSchema } from './gates/precondition-options.ts'
import { limitSchema } from './rate-limit/limit-schema.ts'
import { spamSchema } from './spam/schema.ts'

/** What is right where an absolute URL is asked for. */
export const absoluteUrl = 'an absolute URL such as https://api.example.com'

const text = (description: string): TSchema => Type.String({ minLength: 1, description })

// RFC 9110 §5.6.2
const token = "[\\w!#$%&'*+.^`|~-]+"
const noWildcard = token.replace('*', '')

const listOf = (pattern: string, description: string): TSchema => Type.Union([
  Type.Boolean(), Type.String({ pattern, description }), Type.Array(Type.String({ pattern, description }), { minItems: 1 })
], { description: `true, false, ${description}, or a list of them` })

const described = (schema: TSchema, description: string): TSchema => ({ ...schema, description })

const yesOrNo = described(Type.Boolean(), 'true or false')

const aFunction = (description: string): TSchema => described(Type.Function([], Type.Unknown()), description)

const routeSchema = {
  dialect: described(Type.Object({
    name: text('a name'),
    mediaType: Type.String({ pattern: `^${noWildcard}/${noWildcard}(;.*)?$`, description: 'a media type' }),
    render: aFunction('a function (error, context) => body'),
    schema: aFunction('a function (status) => TypeBox schema'),
    pure: Type.Optional(Type.Union([Type.Undefined(), Type.Boolean()], { description: 'true or false' })),
    // RFC 9112 §4
    reasons: Type.Optional(Type.Union([Type.Undefined(), Type.Record(Type.String(), Type.String({ pattern: '^[\\t\\x20-\\x7E\\x80-\\xFF]*$', description: 'a reason phrase without control characters, in Latin-1' }))]))
  }, { additionalProperties: true }),
  'a dialect: akeneo(), gitlab(), problem() or defineDialect({ … })'),
  accept: listOf(`^${noWildcard}/${noWildcard}(;.*)?$`, 'a media type such as application/json'),
  contentType: listOf(`^(${token}/${token}|\\+${token})$`, 'a media type such as application/json, a range such as image/*, or a suffix such as +json'),
  contentCoding: listOf(`^${token}$`, 'a content coding such as gzip'),
  payload: limitOption('bytes'),
  json: Type.Union([Type.Boolean(), Type.Object({ maxDepth: Type.Optional(described(Type.Integer({ minimum: 1 }), 'a whole number of levels from 1')) }, { additionalProperties: false })],
    { description: 'true, false, or { maxDepth }' }),
  items: limitOption('items'),
  unknownProperties: Type.Union([Type.Boolean(), Type.Literal('remove')], { description: 'true, false or "remove"' }),
  validation: Type.Union([Type.Boolean(), Type.Object({ limit: Type.Optional(described(Type.Integer({ minimum: 1 }), 'a whole number of issues from 1')) }, { additionalProperties: false })],
    { description: 'true, false, or { limit }' }),
  ...limitSchema,
  preconditions: preconditionSchema,
  ...spamSchema,
  maskForbidden: Type.Union([Type.Boolean(), aFunction('a function (request, forbidden) => ApiError | false')],
    { description: 'true, false, or a function (request, forbidden) => ApiError | false' }),
  realm: Type.String({ pattern: '^[\\x20-\\x7E]+$', description: 'a text of printable ASCII' }),
  echo: described(Type.Integer({ minimum: 1, maximum: 10_000 }), 'a whole number of characters from 1 to 10000'),
  documentation: text('an absolute URL, or an anchor such as #post_categories'),
  standardFormat: text('an absolute URL, or an anchor such as #category')
}

const pluginSchema = {
  ...routeSchema,
  unknownUrl: yesOrNo,
  method: yesOrNo,
  mappers: described(Type.Array(aFunction('a function (error, request) => ApiError | undefined')), 'a list of functions (error, request) => ApiError | undefined'),
  baseUrl: text(absoluteUrl),
  drain: Type.Union([Type.Boolean(), Type.Partial(Type.Object({
    bytes: described(Type.Integer({ minimum: 1 }), 'a whole number of bytes from 1'),
    seconds: described(Type.Number({ exclusiveMinimum: 0, maximum: 3600 }), 'a number of seconds above 0, at most 3600')
  }, { additionalProperties: false }))], { description: 'true, false, or { bytes, seconds }' }),
  maxConnections: described(Type.Integer({ minimum: 1 }), 'a whole number of connections from 1')
}

/** What may be said to serverOptions() beside the options of Fastify. */
export const forServer: TSchema = Type.Partial(Type.Object({
  dialect: routeSchema.dialect, drain: pluginSchema.drain, maxConnections: pluginSchema.maxConnections
}), { additionalProperties: true })
/** What a route may say. */
export const forRoute: TSchema = Type.Partial(Type.Object(routeSchema), { additionalProperties: false })
/** What the plugin and a scope may say. */
export const forPlugin: TSchema = Type.Partial(Type.Object(pluginSchema), { additionalProperties: false })
