import { Type } from '../options/type.ts'
import type { FastifySchema } from 'fastify'
import { formTypes, isForm } from '../http/form-types.ts'
import type { Coercion } from '../validation/compiler.ts'
import { standardLimit } from '../validation/failed.ts'
import { foreseenFailure } from '../validation/foresee.ts'
import { asText } from '../validation/text-bodies.ts'
import { nearest, switchable } from '../options/option.ts'
import { switchedObject, wholeNumber } from '../options/words.ts'
import { gate } from './gate.ts'

/** Which bodies have values that become what the schema asks for. */
export const coerce = nearest<Coercion, Coercion>(Type.Union([Type.Literal('forms'), Type.Literal('all'), Type.Literal(false)], { description: '"forms", "all" or false' }), 'forms')

/** Fastify does it, with validators of ours or, where it is off, with its own. */
export const validation = gate({
  hook: 'validation',
  status: [422, 400],
  option: switchable<{ limit?: number }, number>(switchedObject('limit', wholeNumber('issues')), standardLimit, ({ limit }, around = standardLimit) => limit ?? around),
  arm (limit, { options, hasBody, validators, readers, settingOf, whenReady, isReported }) {
    if (options === undefined) return undefined
    const isBare = limit === undefined || isReported
    const hasForms = (): boolean => formTypes.some(type => readers.of(type) !== undefined)
    validators.declare(options.method, options.url, { isBare, coerce: settingOf(coerce), hasForms })
    if (limit !== undefined && isReported) {
      let hasSchema = true
      // A hook behind this one may give the route a schema.
      whenReady(() => { hasSchema = options.schema !== undefined })
      return { validation: request => hasSchema ? foreseenFailure(request, limit) : undefined }
    }
    if (isBare || !hasBody || settingOf(coerce) !== 'forms' || (options.schema as FastifySchema | undefined)?.body === undefined) return undefined
    // Nothing is asked of requests where nobody reads forms; the parsers may be added after the route.
    let isRead = false
    whenReady(() => { isRead = hasForms() })
    return {
      validation: ({ headers, body }) => {
        if (isRead && isForm(headers['content-type'])) asText(body)
        return undefined
      }
    }
  }
})
