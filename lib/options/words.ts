import { Type, type TSchema } from './type.ts'

// RFC 9110 §5.6.2
const token = "[\\w!#$%&'*+.^`|~-]+"
const noWildcard = token.replace('*', '')

/** Patterns of what stands in header fields. */
export const patterns = {
  coding: `^${token}$`,
  mediaType: `^${noWildcard}/${noWildcard}(;.*)?$`,
  mediaRange: `^(${token}/${token}|\\+${token})$`
} as const

/** What is right where an absolute URL is asked for. */
export const absoluteUrl = 'an absolute URL such as https://api.example.com'

/** A schema, and the words that say what would be right. */
export function described (schema: TSchema, description: string): TSchema {
  return { ...schema, description }
}

export const yesOrNo = described(Type.Boolean(), 'true or false')

export function aFunction (description: string): TSchema {
  return described(Type.Function(), description)
}

export function text (description: string): TSchema {
  return Type.String({ minLength: 1, description })
}

/** @param what - what is counted, in the plural */
export function wholeNumber (what: string, maximum?: number): TSchema {
  const upTo = maximum === undefined ? '' : ` to ${maximum}`
  return Type.Integer({ minimum: 1, ...(maximum === undefined ? {} : { maximum }), description: `a whole number of ${what} from 1${upTo}` })
}

/** `true`, `false`, a text or a list of texts. */
export function switchedList (pattern: string, description: string): TSchema {
  return Type.Union([
    Type.Boolean(), Type.String({ pattern, description }), Type.Array(Type.String({ pattern, description }), { minItems: 1 })
  ], { description: `true, false, ${description}, or a list of them` })
}

/** `true`, `false`, or an object with this one member. */
export function switchedObject (member: string, schema: TSchema): TSchema {
  return Type.Union([Type.Boolean(), Type.Object({ [member]: Type.Optional(schema) }, { additionalProperties: false })],
    { description: `true, false, or { ${member} }` })
}
