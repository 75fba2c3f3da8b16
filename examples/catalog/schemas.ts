// Pieces that several resources share.
import { Type } from '@sinclair/typebox'

export const Code = Type.String({ minLength: 1, maxLength: 100, pattern: '^[a-zA-Z0-9_]*$' })
export const Labels = Type.Record(Type.String(), Type.String())
export const ByCode = Type.Object({ code: Type.String() })

/** An attribute's value for one locale and one scope; null where the attribute does not depend on them. */
const Value = Type.Object({
  locale: Type.Union([Type.String(), Type.Null()]),
  scope: Type.Union([Type.String(), Type.Null()]),
  data: Type.Unknown()
})
export const Values = Type.Record(Type.String(), Type.Array(Value))
