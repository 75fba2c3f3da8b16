import { Type, type TSchema } from '@sinclair/typebox'
import type { FastifyRequest } from 'fastify'
import type { ResourceState } from './preconditions.ts'

/** How conditional requests of a route are answered. */
export interface Preconditions {
  /**
   * The state of the resource that the request is about; undefined or null: there is none. It may be asked later, and what it
   * throws is answered as every error is: `throw notFound()` for a 404.
   *
   * It is asked behind `onRequest` hooks and before the body, so parameters are not validated yet, and strings.
   */
  state (request: FastifyRequest): ResourceState | null | undefined | Promise<ResourceState | null | undefined>
  /** 428 where an unsafe method brings no condition that protects what others have changed. Default: false. */
  required?: boolean
}

const described = (schema: TSchema, description: string): TSchema => ({ ...schema, description })

/** What may be said of preconditions on the plugin, on scopes and on routes. */
export const preconditionSchema: TSchema = Type.Union([
  Type.Literal(false),
  Type.Object({
    state: described(Type.Function([], Type.Unknown()), 'a function (request) => { etag, lastModified, exists, headers } | undefined'),
    required: Type.Optional(described(Type.Boolean(), 'true or false'))
  }, { additionalProperties: false })
], { description: 'false, or { state, required }' })
