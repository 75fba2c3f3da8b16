import type { AjvItem } from './ajv-item.ts'
import { formatOf, itemOf, lengthOf, typeOf, type Reading } from './reading.ts'

/** One of Joi's `details`. */
export interface JoiDetail {
  readonly type: string
  readonly path: readonly unknown[]
  readonly message?: unknown
  readonly context?: Readonly<Record<string, unknown>> | null
}

type Context = Readonly<Record<string, unknown>>

const ofType = (name: string, sentence: RegExp) => (): Reading => ({ ...typeOf(name), sentence })
const ofFormat = (name: string, sentence: RegExp) => (): Reading => ({ ...formatOf(name), sentence })
const ofLimit = (keyword: string, sentence: RegExp) => ({ limit = 0 }: Context): Reading => ({ keyword, params: { limit: Number(limit) }, sentence })
const exact = (kind: string, sentence: RegExp) => ({ limit, value }: Context): Reading =>
  ({ ...lengthOf(kind, value, limit), sentence })

/** By Joi's code, with the ends of Joi's own sentences; behind the label. */
const readings: Readonly<Record<string, (context: Context) => Reading>> = {
  'any.required': () => ({ keyword: 'required', sentence: / is required$/ }),
  'any.unknown': () => ({ keyword: 'additionalProperties', sentence: / is not allowed$/ }),
  'object.unknown': () => ({ keyword: 'additionalProperties', sentence: / is not allowed$/ }),
  'any.only': ({ valids }) => ({ keyword: 'enum', params: { allowedValues: valids }, sentence: / must be (?:one of )?\[.*\]$/s }),
  'alternatives.types': ({ types }) => ({ keyword: 'type', params: { type: types }, sentence: / must be one of \[.*\]$/s }),
  'alternatives.match': () => ({ keyword: 'anyOf', sentence: / does not match any of the allowed types$/ }),
  'object.missing': ({ peers }) => ({ keyword: 'requiredAny', params: { missingProperties: peers }, sentence: / must contain at least one of \[.*\]$/s }),
  'string.base': ofType('string', / must be a string$/),
  'string.empty': () => ({ keyword: 'minLength', params: { limit: 1 }, sentence: / is not allowed to be empty$/ }),
  'string.min': ofLimit('minLength', / length must be at least \S+ characters long$/),
  'string.max': ofLimit('maxLength', / length must be less than or equal to \S+ characters long$/),
  'string.length': exact('string', / length must be \S+ characters long$/),
  'string.email': ofFormat('email', / must be a valid email$/),
  'string.uri': ofFormat('uri', / must be a valid uri$/),
  'string.guid': ofFormat('uuid', / must be a valid GUID$/),
  'string.isoDate': ofFormat('date-time', / must be in iso format$/),
  'string.pattern.base': () => ({ keyword: 'pattern', sentence: / fails to match the required pattern: /s }),
  'string.pattern.name': () => ({ keyword: 'pattern', sentence: / fails to match the .* pattern$/s }),
  'number.base': ofType('number', / must be a number$/),
  'number.integer': ofType('integer', / must be an integer$/),
  'number.min': ofLimit('minimum', / must be greater than or equal to \S+$/),
  'number.max': ofLimit('maximum', / must be less than or equal to \S+$/),
  'number.greater': ofLimit('exclusiveMinimum', / must be greater than \S+$/),
  'number.less': ofLimit('exclusiveMaximum', / must be less than \S+$/),
  'number.positive': ofLimit('exclusiveMinimum', / must be a positive number$/),
  'number.negative': ofLimit('exclusiveMaximum', / must be a negative number$/),
  'number.multiple': ({ multiple }) => ({ keyword: 'multipleOf', params: { multipleOf: Number(multiple) }, sentence: / must be a multiple of \S+$/ }),
  'boolean.base': ofType('boolean', / must be a boolean$/),
  'object.base': ofType('object', / must be of type object$/),
  'array.base': ofType('array', / must be an array$/),
  'array.min': ofLimit('minItems', / must contain at least \S+ items$/),
  'array.max': ofLimit('maxItems', / must contain less than or equal to \S+ items$/),
  'array.length': exact('array', / must contain \S+ items$/),
  'array.unique': () => ({ keyword: 'uniqueItems', sentence: / contains a duplicate value$/ }),
  'date.base': ofFormat('date', / must be a valid date$/),
  'date.format': ofFormat('date', / must be in .* format$/)
}

/** Reads the `details` of a ValidationError of Joi. */
export function joiItems (details: readonly JoiDetail[]): AjvItem[] {
  return details.map(({ type, path, message, context }) => {
    const read = Object.hasOwn(readings, type) ? readings[type] : undefined
    return itemOf(path, read === undefined ? { keyword: type } : read(context ?? {}), message)
  })
}
