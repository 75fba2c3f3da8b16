import type { FastifySchemaValidationError } from 'fastify'
import type { Issue, Part } from '../errors/issue.ts'
import { toPointer } from '../http/json-pointer.ts'

/** What Fastify's validation reports, and puts on its error. */
export interface Reported {
  readonly validation: readonly FastifySchemaValidationError[]
  readonly validationContext: Part
}

/**
 * Carries a validator's findings from Fastify to the error handler at the cost of an object: an error to `instanceof`,
 * which is what Fastify asks, without being made as one. Who reads it finds what Fastify's own has: its words, which are
 * made when they are asked for, and the members that Fastify gives it.
 */
export const ValidationFailure = function () {} as unknown as new () => Error & Reported
ValidationFailure.prototype = Object.create(Error.prototype, {
  message: {
    get (this: Partial<Reported>) { return this.validation === undefined ? 'Validation failed.' : fastifyWords(this as Reported) },
    set (this: object, value: unknown) { Object.defineProperty(this, 'message', { value, writable: true, configurable: true }) }
  }
})

/** As Fastify words what a validator has found. */
export function fastifyWords ({ validation, validationContext }: Reported): string {
  // A validator of the application may have said it in its own form.
  const items = [validation].flat() as ReadonlyArray<Partial<FastifySchemaValidationError> | string | null | undefined>
  return items.map(item => typeof item === 'string' ? `${validationContext} ${item}` : `${validationContext}${item?.instancePath ?? ''} ${item?.message}`).join(', ')
}

const unknownKey = Symbol('fastify-conformant.unknown')

/** Unknown properties as Fastify would report them, for who looks at `request.validationError`. */
export function unknownFailure (unknown: ReadonlyArray<Issue['path']>): Error & Reported {
  return Object.assign(new ValidationFailure(), {
    statusCode: 400,
    code: 'FST_ERR_VALIDATION',
    validationContext: 'body' as const,
    validation: unknown.map((path): FastifySchemaValidationError => ({
      keyword: 'additionalProperties',
      instancePath: toPointer(path.slice(0, -1)),
      schemaPath: '#/additionalProperties',
      params: { additionalProperty: path.at(-1) },
      message: 'must NOT have additional properties'
    })),
    [unknownKey]: unknown
  })
}

/** The unknown properties that such a failure is about; undefined for any other. */
export function unknownIn (thrown: unknown): ReadonlyArray<Issue['path']> | undefined {
  return thrown instanceof ValidationFailure ? (thrown as { [unknownKey]?: ReadonlyArray<Issue['path']> })[unknownKey] : undefined
}
