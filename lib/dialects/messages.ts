import type { Issue } from '../errors/issue.ts'
import { textOf } from '../errors/text-of.ts'

/** Words an issue. */
export type IssueMessage = (issue: Issue) => string

/** Words by JSON Schema keyword; `default` for every keyword that is not named. */
export type Messages = Readonly<Record<string, IssueMessage>>

/** The words of a dialect with an application's own on top: its `messages` option. */
export function withMessages (own: Messages, replaced: Messages | undefined): Messages {
  return Object.freeze(Object.assign(Object.create(null), own, replaced))
}

/** The issue's own message, else the words for its keyword, else what the validator says. */
export function messageOf (issue: Issue, messages: Messages): string {
  if (issue.message !== undefined) return issue.message
  const word = messages[issue.keyword ?? 'default']
  if (word !== undefined) return word(issue)
  return issue.words ?? (messages.default as IssueMessage)(issue)
}

/** A number that a keyword asked for; NaN where it is none. */
export function limitOf (issue: Issue, name = 'limit'): number {
  return Number(textOf(issue.params?.[name]))
}

/** `1 character`, `3 characters` */
export function counted (count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}

/** The types a schema allows at the place, each once. */
export function typesOf (issue: Issue): string[] {
  return [...new Set([issue.params?.type].flat().map(type => textOf(type) ?? 'any'))]
}

/** The properties of which one would do: `requiredAny`. */
export function alternatives (issue: Issue, separator = ', '): string {
  return [issue.params?.missingProperties].flat().map(name => textOf(name) ?? '').join(separator)
}

/**
 * The issues without repetitions: of two with the same place and the same template of words, the first wins.
 */
export function distinct (issues: readonly Issue[]): readonly Issue[] {
  if (issues.length < 2) return issues
  const seen = new Set<string>()
  return issues.filter(issue => {
    const key = JSON.stringify([issue.part, issue.path, templateOf(issue), issue.attribute, issue.locale, issue.scope, issue.currency])
    return !seen.has(key) && seen.add(key)
  })
}

function templateOf (issue: Issue): string {
  if (issue.message !== undefined) return `=${issue.message}`
  if (issue.words !== undefined) return `~${issue.words}`
  // A missing and an empty value are both blank.
  return isBlank(issue) ? 'required' : String(issue.keyword)
}

/** True where a value is missing, or empty though it must have at least one character. */
export function isBlank (issue: Issue): boolean {
  return issue.keyword === 'required' || (issue.keyword === 'minLength' && limitOf(issue) === 1)
}
