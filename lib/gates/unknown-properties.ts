import { Type } from '../options/type.ts'
import type { FastifyInstance, FastifyRequest, FastifySchema } from 'fastify'
import { nearest } from '../options/option.ts'
import { attachUnknown, failedWith, standardLimit, validationFailed } from '../validation/failed.ts'
import { unknownFailure } from '../validation/failure.ts'
import { PathBudget } from '../validation/path-budget.ts'
import type { ServerValidators } from '../validation/server-validators.ts'
import { compileRemoval, compileUnknownProperties, type UnknownProperties } from '../validation/unknown-properties.ts'
import { gate } from './gate.ts'
import { validation } from './validation.ts'

/** 422 where a body has properties that its schema does not name, or they are taken out of it. */
export const unknownProperties = gate({
  hook: 'preValidation',
  status: [422, 400],
  option: nearest<boolean | 'remove', boolean | 'remove'>(Type.Union([Type.Boolean(), Type.Literal('remove')], { description: 'true, false or "remove"' }), true),
  arm (isOn, { instance, options, hasBody, validators, settingOf, whenReady, isReported }) {
    if (isOn === false || options === undefined || !hasBody) return undefined
    const limit = settingOf(validation.option)
    let unknownIn: UnknownProperties | undefined
    // The route's own may be replaced by a hook behind this one, and what it refers to may be added later: Fastify looks when the
    // server is ready.
    whenReady(() => { unknownIn = unknownPropertiesOf((options.schema as FastifySchema | undefined)?.body, instance, isReported || isOn, limit, validators) })
    return (request) => {
      const unknown = unknownIn?.(request.body, request.headers['content-type'])
      if (unknown === undefined || unknown.length === 0) return undefined
      // To look for all other findings would change what Fastify is about to validate.
      if (isReported) return failedWith(unknown, [], limit ?? standardLimit, new PathBudget())
      if (options.attachValidation !== true) return validationFailed(limit, request, undefined, unknown)
      attachUnknown(request, unknown)
      request.validationError = unknownFailure(unknown) as FastifyRequest['validationError'] & object
      return undefined
    }
  }
})

/**
 * Finds or takes out the unknown properties of a body; undefined where there can be none, or the application's own Ajv takes
 * them out.
 *
 * @param limit - of the issues that are listed
 */
export function unknownPropertiesOf (schema: unknown, instance: FastifyInstance, isOn: boolean | 'remove', limit: number | undefined, validators: ServerValidators): UnknownProperties | undefined {
  if (isOn === false || schema === undefined || validators.removesAll) return undefined
  const resolve = (id: string): unknown => instance.getSchema(id)
  return isOn === 'remove' ? compileRemoval(schema, resolve) : compileUnknownProperties(schema, resolve, (limit ?? standardLimit) + 1)
}
