import type { AjvItem } from './ajv-item.ts'

/**
 * Items of ajv-errors, `errorMessage`, as what they stand for: the words are the author's, the place and the keyword those of what
 * they replaced.
 */
export function withoutErrorMessages (items: readonly AjvItem[]): AjvItem[] {
  return items.flatMap((item) => {
    // With `keepErrors` they are there twice.
    if ((item as { emUsed?: unknown }).emUsed === true) return []
    const replaced = item.keyword === 'errorMessage' ? item.params.errors : undefined
    if (!Array.isArray(replaced) || item.message === undefined) return [item]
    const [first, ...others] = (replaced as Array<AjvItem | null>).filter(one => typeof one?.instancePath === 'string') as AjvItem[]
    const author = item.message
    if (first !== undefined && others.every(({ keyword }) => keyword === first.keyword)) return [first, ...others].map(({ emUsed: _, ...one }: AjvItem & { emUsed?: unknown }) => ({ ...one, author }))
    // One sentence for several things: it is of the place as a whole.
    return [{ keyword: item.keyword, instancePath: item.instancePath, params: {}, author }]
  })
}

/** Of JSON Schema, drafts 4 to 2020-12: dialects word these, or say in general that a value is not valid. */
const vocabulary = new Set([
  'type', 'enum', 'const', 'multipleOf', 'maximum', 'exclusiveMaximum', 'minimum', 'exclusiveMinimum', 'maxLength', 'minLength', 'pattern', 'format',
  'items', 'prefixItems', 'additionalItems', 'unevaluatedItems', 'maxItems', 'minItems', 'uniqueItems', 'contains', 'maxContains', 'minContains',
  'maxProperties', 'minProperties', 'required', 'properties', 'patternProperties', 'additionalProperties', 'unevaluatedProperties', 'propertyNames',
  'dependencies', 'dependentRequired', 'dependentSchemas', 'allOf', 'anyOf', 'oneOf', 'not', 'if', 'false schema', 'boolean', 'nullable'
])

// What Ajv says of a keyword whose author has given it no words.
const wordless = /^must pass "[^"]*" keyword validation$/

/** What the validator says of a keyword that no dialect can know. */
export function wordsOf ({ keyword, message, words }: AjvItem): string | undefined {
  if (words !== undefined) return words
  return message === undefined || vocabulary.has(keyword) || wordless.test(message) ? undefined : message
}
