import type { AjvItem } from './ajv-item.ts'
import { formatOf, itemOf, lengthOf, limitOf, mostNames, typeOf, type Reading } from './reading.ts'

/** A ValidationError of yup, or one of its `inner`. */
export interface YupError {
  readonly type?: unknown
  readonly path?: unknown
  readonly message?: unknown
  readonly params?: Readonly<Record<string, unknown>> | null
}

type Params = Readonly<Record<string, unknown>>

const kindOf = ({ value }: Params): string => Array.isArray(value) ? 'array' : typeof value

/** By yup's type, with the ends of yup's own sentences; behind the path. */
const readings: Readonly<Record<string, (params: Params) => Reading>> = {
  required: () => ({ keyword: 'required', sentence: / is a required field$/ }),
  optionality: () => ({ keyword: 'required', sentence: / (?:is a required field|must be defined)$/ }),
  // Of a class, or of a check of its own, yup does not say which it is.
  typeError: ({ type }) => ({ ...(type === 'mixed' ? { keyword: 'typeError' } : typeOf(type)), sentence: / must be an? [^]* type, but the final value was| must match the configured type\. The validated value was/ }),
  min: (params) => ({ ...limitOf('min', kindOf(params), params.min), sentence: / (?:must be at least \S+ characters|must be greater than or equal to \S+|field must have at least \S+ items|field must be later than \S+)$/ }),
  max: (params) => ({ ...limitOf('max', kindOf(params), params.max), sentence: / (?:must be at most \S+ characters|must be less than or equal to \S+|field must have less than or equal to \S+ items|field must be at earlier than \S+)$/ }),
  length: (params) => ({
    ...lengthOf(kindOf(params), params.value, params.length),
    sentence: / must (?:be exactly \S+ characters|have \S+ items)$/
  }),
  moreThan: ({ more }) => ({ keyword: 'exclusiveMinimum', params: { limit: Number(more) }, sentence: / must be (?:greater than \S+|a positive number)$/ }),
  lessThan: ({ less }) => ({ keyword: 'exclusiveMaximum', params: { limit: Number(less) }, sentence: / must be (?:less than \S+|a negative number)$/ }),
  integer: () => ({ ...typeOf('integer'), sentence: / must be an integer$/ }),
  oneOf: ({ resolved }) => ({ keyword: 'enum', params: { allowedValues: resolved }, sentence: / must be one of the following values: /s }),
  matches: () => ({ keyword: 'pattern', sentence: / must match the following: /s }),
  email: () => ({ ...formatOf('email'), sentence: / must be a valid email$/ }),
  url: () => ({ ...formatOf('url'), sentence: / must be a valid URL$/ }),
  uuid: () => ({ ...formatOf('uuid'), sentence: / must be a valid UUID$/ }),
  datetime: () => ({ ...formatOf('datetime'), sentence: / must be a valid ISO date-time$/ })
}

const unspecified = / field has unspecified keys: |object contains unknown properties: /

/** Reads the errors of yup: those inside, where all were looked for. */
export function yupItems (errors: readonly YupError[]): AjvItem[] {
  return errors.flatMap((error) => {
    const { type, message } = error
    const params = error.params ?? {}
    const path = stepsIn(error.path)
    const names = type === 'noUnknown' || type === 'exact' ? params.unknown ?? params.properties : undefined
    if (typeof names === 'string') return names.split(', ', mostNames).map(name => itemOf([...path, name], { keyword: 'additionalProperties', sentence: unspecified }, message))
    const read = typeof type === 'string' && Object.hasOwn(readings, type) ? readings[type] : undefined
    return itemOf(path, read === undefined ? { keyword: typeof type === 'string' ? type : 'custom' } : read(params), message)
  })
}

const step = /([^.[\]]+)|\[(?:(\d+)|"((?:[^"\\]|\\.)*)")\]/g

/** `list[0].name`, `["a.b"]` */
function stepsIn (path: unknown): Array<string | number> {
  if (typeof path !== 'string') return []
  return [...path.matchAll(step)].map(([, name, index, quoted]) => index === undefined ? name ?? quoted as string : Number(index))
}
