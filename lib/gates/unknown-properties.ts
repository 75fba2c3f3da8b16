import { Type } from '@sinclair/typebox'
import type { FastifyInstance, FastifyRequest, FastifySchema } from 'fastify'
import { nearest } from '../options/option.ts'
import { attachUnknown, standardLimit, validationFailed } from '../validation/failed.ts'
import type { ServerValidators } from '../validation/server-validators.ts'
import { compileRemoval, compileUnknownProperties, type UnknownProperties } from '../validation/unknown-properties.ts'
import { gate } from './gate.ts'
import { validation } from './validation.ts'

/** 422 where a body has properties that its schema does not name, or they are taken out of it. */
export const unknownProperties = gate({
  hook: 'preValidation',
  status: [422, 400],
  option: nearest<boolean | 'remove', boolean | 'remove'>(Type.Union([Type.Boolean(), Type.Literal('remove')], { description: 'true, false or "remove"' }), true),
  arm (isOn, { instance, options, hasBody, validators, settingOf, whenReady }) {
    const schema = (options?.schema as FastifySchema | undefined)?.body
    if (isOn === false || schema === undefined || !hasBody) return undefined
    const limit = settingOf(validation.option)
    let unknownIn: UnknownProperties | undefined
    // The schemas that a body refers to may be added after the route: they are looked up when the server is ready.
    whenReady(() => { unknownIn = unknownPropertiesOf(schema, instance, isOn, limit, validators) })
    return (request) => {
      const unknown = unknownIn?.(request.body, request.headers['content-type'])
      if (unknown === undefined || unknown.length === 0) return undefined
      const error = validationFailed(limit, request, undefined, unknown)
      if (options?.attachValidation !== true) return error
      attachUnknown(request, unknown)
      request.validationError = error as unknown as FastifyRequest['validationError'] & object
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
  if (isOn === false || validators.removesAll) return undefined
  const resolve = (id: string): unknown => instance.getSchema(id)
  return isOn === 'remove' ? compileRemoval(schema, resolve) : compileUnknownProperties(schema, resolve, (limit ?? standardLimit) + 1)
}
