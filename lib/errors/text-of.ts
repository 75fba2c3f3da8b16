/**
 * The text of whatever stands where a text should: an identifier may be a number, a bigint or a Date. Never throws.
 *
 * @returns undefined for what has no text that means something to a client: null, functions, errors, objects without a `toString`
 *   of their own, and those whose `toString` throws
 * @example textOf(7) // '7'
 * @example textOf(new Date(0)) // '1970-01-01T00:00:00.000Z'
 */
export function textOf (value: unknown): string | undefined {
  switch (typeof value) {
    case 'string': return value
    case 'object': return value === null ? undefined : objectText(value)
    case 'undefined':
    case 'function': return undefined
    default: return String(value)
  }
}

function objectText (value: object): string | undefined {
  try {
    if (value instanceof Error) return undefined
    const text = value instanceof Date ? Date.prototype.toISOString.call(value) : String(value)
    return text.startsWith('[object ') ? undefined : text
  } catch {
    return undefined
  }
}
