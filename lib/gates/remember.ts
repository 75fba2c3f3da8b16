import { ApiError } from '../errors/api-error.ts'

// Clients send few different values, again and again; what is longer is not worth keeping, and hostile ones have no end.
const mostValues = 100
const longestValue = 256
// An error takes some kilobytes with what is rendered of it, at each route.
const mostErrors = 10

/**
 * A judgement of header values that is made once for a value that comes again. Bounded: 100 values of 256 characters, and 10 errors.
 *
 * @param judge - pure
 * @example const lengthOf = remember(value => value.length)
 */
export function remember<Result> (judge: (value: string) => Result): (value: string) => Result {
  const known = new Map<string, Result>()
  let errors = 0
  return (value) => {
    const before = known.get(value)
    if (before !== undefined || known.has(value)) return before as Result
    const result = judge(value)
    if (value.length > longestValue) return result
    const isError = ApiError.is(result)
    if (known.size === mostValues || (isError && errors === mostErrors)) {
      known.clear()
      errors = 0
    }
    if (isError) errors++
    known.set(value, result)
    return result
  }
}
