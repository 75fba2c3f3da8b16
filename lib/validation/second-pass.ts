import type { AjvItem } from './ajv-item.ts'
import { Search } from './search.ts'

/** A validator of Ajv. */
export type AjvValidator = ((value: unknown, context?: unknown) => unknown) & { readonly errors?: readonly AjvItem[] | null, readonly $async?: true }

/** What a second look at a value found. */
export interface SecondPass {
  readonly items: readonly AjvItem[]
  /** There is more than was looked for. */
  readonly isCut: boolean
}

/** The search of every second pass. */
export const search = new Search()

/** By the validator of the first pass: the one of the second, or how it is made. As many as there are schemas. */
const secondOf = new WeakMap<object, { validate?: AjvValidator | undefined, compile?: (() => AjvValidator) | undefined }>()

/** Says how the validator is made that looks for all findings where this one has found its first. */
export function hasSecond (first: object, compile: () => AjvValidator): void {
  if (!secondOf.has(first)) secondOf.set(first, { compile })
}

const choices = new WeakMap<object, (value: unknown) => AjvValidator>()

/** Says of a validator that it asks one of several, by the value. */
export function chooses (validator: object, choose: (value: unknown) => AjvValidator): void {
  choices.set(validator, choose)
}

/**
 * Looks for all findings of a value that a validator has refused, within bounds.
 *
 * @returns undefined where the validator has no second, as one of the application's, or where it found nothing
 */
export function lookAgain (first: unknown, value: unknown, limit: number, leastSteps?: number): SecondPass | undefined {
  const validate = secondValidator(choices.get(first as object)?.(value) ?? first)
  if (validate === undefined) return undefined
  search.begin(value, limit, leastSteps)
  let isValid: unknown
  try {
    // Fastify validates null where a part is missing.
    isValid = validate(value ?? null)
  } catch {
    // Deeper than the stack is, or a keyword of the application that fails: what the first pass found is there.
  }
  search.end()
  return isValid === false ? { items: validate.errors as readonly AjvItem[], isCut: search.isCut } : undefined
}

function secondValidator (first: unknown): AjvValidator | undefined {
  const second = secondOf.get(first as object)
  if (second?.compile !== undefined) {
    const { compile } = second
    second.compile = undefined
    try {
      second.validate = compile()
    } catch {
      // A keyword whose code cannot be guarded.
    }
  }
  return second?.validate
}
