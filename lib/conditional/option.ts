import { Type } from '../options/type.ts'
import type { FastifyRequest } from 'fastify'
import { switchable, type Option } from '../options/option.ts'
import { aFunction, yesOrNo } from '../options/words.ts'
import type { ResourceState } from './state.ts'

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

/** What may be said of preconditions on the plugin, on scopes and on routes. */
export const preconditionsOption: Option<false | Preconditions, Preconditions | undefined> = switchable<Preconditions, Preconditions>(Type.Union([
  Type.Literal(false),
  Type.Object({
    state: aFunction('a function (request) => { etag, lastModified, exists, headers } | undefined'),
    required: Type.Optional(yesOrNo)
  }, { additionalProperties: false })
], { description: 'false, or { state, required }' }), undefined, given => given)
