import AjvCompiler, { type BuildCompilerFromPool } from '@fastify/ajv-compiler'
import type { FastifySchemaCompiler } from 'fastify'

type Schemas = Parameters<BuildCompilerFromPool>[0]
type AjvServerOptions = Parameters<BuildCompilerFromPool>[1]
type AjvOptions = Exclude<AjvServerOptions, { mode: 'JTD' } | undefined>

/**
 * Builds the validators in place of Fastify's: all findings instead of the first, no property removed,
 * and in bodies no value coerced; query strings and parameters are text and still become numbers.
 * Given to `setSchemaController`, so that `$ref` to `addSchema()` keeps working (`setValidatorCompiler` loses it).
 */
export function validatorBuilder (): (schemas: Schemas, options: AjvServerOptions) => FastifySchemaCompiler<unknown> {
  const pool = AjvCompiler()
  return (schemas, options) => {
    const given = options as AjvOptions | undefined
    const build = (coerceTypes: boolean | 'array'): FastifySchemaCompiler<unknown> => pool(schemas, {
      ...given,
      customOptions: { ...given?.customOptions, allErrors: true, removeAdditional: false, coerceTypes }
    })
    const forBody = build(false)
    const forText = build(given?.customOptions?.coerceTypes ?? 'array')
    return (route) => (route.httpPart === 'body' ? forBody : forText)(route)
  }
}

/** For routes whose validation is off: everything passes as it came. */
export const acceptAnything: FastifySchemaCompiler<unknown> = () => () => true

/**
 * Carries a validator's findings from Fastify to the error handler at the cost of an object: an error to `instanceof`,
 * which is what Fastify asks, without being made as one.
 */
export const ValidationFailure = function () {} as unknown as new () => Error
ValidationFailure.prototype = Object.create(Error.prototype, { message: { value: 'Validation failed.', writable: true } })
