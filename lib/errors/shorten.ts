import { ApiError, initOf } from './api-error.ts'
import type { Kind } from './catalog.ts'
import type { Issue, IssueInit } from './issue.ts'

const ellipsis = '…'

/**
 * What validation found, with fewer findings; of a single one with less of its path, then without what its keyword asked for.
 *
 * @param share - which part of the issues has room, from 0 to 1
 * @returns undefined where nothing can be left out, as of what the application has written itself
 * @example shorten(error, 0.5) // the first half of the issues; facts.omitted counts the others
 */
export function shorten (error: ApiError, share: number): ApiError | undefined {
  const { kind, issues, facts } = error
  const [first] = issues
  if (facts.omitted === undefined || first === undefined) return undefined
  const kept = issues.length > 1 ? issues.slice(0, Math.max(1, Math.floor(issues.length * share))) : shorterIssue(first)
  return kept && new ApiError(kind as Kind, { ...initOf(error), issues: kept, facts: { ...facts, omitted: facts.omitted + issues.length - kept.length } })
}

function shorterIssue ({ path, params, ...rest }: Issue): readonly IssueInit[] | undefined {
  if (path.length > 2) return [{ ...rest, ...(params && { params }), path: [...path.slice(0, path.length >> 1), ellipsis] }]
  return params === undefined ? undefined : [{ ...rest, path }]
}
