import { ApiError } from '../api-error.ts'
import type { IssueInit } from '../issue.ts'
import type { Mapper } from '../normalize.ts'
import { marksOf } from './marks.ts'

interface ZodIssue { readonly path: ReadonlyArray<string | number>, readonly message: string }

/**
 * ZodError (3 and 4) becomes a failed validation with Zod's own messages. For `mappers: [zodErrors]`;
 * not asked by default, because a server also parses its own data with Zod, and then it is no client's fault.
 *
 * @example await app.register(conformant, { dialect, mappers: [zodErrors] })
 */
export const zodErrors: Mapper = (thrown) => {
  const marks = marksOf(thrown)
  if (marks?.name !== 'ZodError' && marks?.name !== '$ZodError') return undefined
  if (!Array.isArray(marks.issues)) return undefined
  const issues = (marks.issues as ZodIssue[]).map((found): IssueInit => ({ path: found.path, message: found.message }))
  return new ApiError('validation_failed', { issues, cause: thrown })
}
