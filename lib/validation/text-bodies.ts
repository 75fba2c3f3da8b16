import { chooses, type AjvValidator } from './second-pass.ts'
import { isObject } from '../is-object.ts'

/** Bodies whose values are text, as those of forms are; they are gone when their requests are. */
const texts = new WeakSet()

/** Says of a body that its values are text, and have to become what the schema asks for, as those of a query string do. */
export function asText (body: unknown): void {
  if (isObject(body)) texts.add(body)
}

/**
 * A validator that asks another one for bodies whose values are text. As Ajv's: what it found is among its `errors`.
 *
 * @param strict - for all others
 * @param coercing - makes the other one, when the first such body comes
 */
export function forEitherBody (strict: AjvValidator, coercing: () => AjvValidator): AjvValidator {
  let other: AjvValidator | undefined
  const choose = (body: unknown): AjvValidator => {
    if (!texts.has(body as object)) return strict
    other ??= coercing()
    return other
  }
  const validate: EitherValidator = (body: unknown, context?: unknown): unknown => {
    const chosen = choose(body)
    const result = chosen(body, context)
    validate.errors = chosen.errors ?? null
    return result
  }
  // Fastify asks for it, before it says where the value stands.
  validate.schemaEnv = (strict as { schemaEnv?: unknown }).schemaEnv
  chooses(validate, choose)
  return validate
}

interface EitherValidator {
  (body: unknown, context?: unknown): unknown
  errors?: Exclude<AjvValidator['errors'], undefined>
  schemaEnv?: unknown
}
