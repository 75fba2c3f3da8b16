import type { ApiError } from '../errors/api-error.ts'
import type { Issue } from '../errors/issue.ts'
import type { RenderContext } from './context.ts'
import { messageOf, sentenceOf } from './messages.ts'
import { plainWords } from './plain-words.ts'

/**
 * What is said of an error: the application's message where it gave one, else its words in the client's language, else a sentence in
 * plain English of what is known. Of an internal error nothing is told.
 *
 * @example describe(notFound({ resource: 'User', id: 7 }), context) // "User '7' does not exist."
 */
export function describe (error: ApiError, context: RenderContext): string {
  return sentenceOf(error, context, plainWords.kinds)
}

/**
 * The same of one finding: what goes behind the name of its place.
 *
 * @example describeIssue({ path: ['name'], keyword: 'maxLength', params: { limit: 3 } }, context) // 'must have at most 3 characters'
 */
export function describeIssue (issue: Issue, context: RenderContext): string {
  return messageOf(issue, plainWords.keywords, context)
}
