import type { ApiError } from '../errors/api-error.ts'
import { entryOf, type Kind } from '../errors/catalog.ts'
import type { Issue } from '../errors/issue.ts'
import { textOf } from '../errors/text-of.ts'
import type { IssueMessage, KindMessages, Messages, RenderContext, Words } from './context.ts'

export type { IssueMessage, KindMessages, Messages, Words } from './context.ts'

/** A table of words in which no name of the language is found. */
export function wordsOf<Table extends Words> (table: Table): Table {
  return Object.freeze({ ...table, keywords: withMessages(table.keywords, undefined), kinds: Object.freeze(Object.assign(Object.create(null), table.kinds)) })
}

/** The words of a dialect with an application's own on top: its `messages` option. */
export function withMessages (own: Messages, replaced: Messages | undefined): Messages {
  return Object.freeze(Object.assign(Object.create(null), own, replaced))
}

/** What the application says of an error, in its message or in the client's language. Of one that is internal no message is told. */
export function saidOf (error: ApiError, context: RenderContext): string | undefined {
  return ownMessage(error) ?? translated(error, context)
}

/** The message that an error was given. */
export function ownMessage ({ kind, detail }: ApiError): string | undefined {
  return kind === 'internal' ? undefined : detail
}

/** What the application's words in the client's language say of it. */
export function translated ({ kind, facts }: ApiError, context: RenderContext): string | undefined {
  return context.words === undefined ? undefined : context.words.kinds[kind as Kind]?.(facts, context) || undefined
}

/** What is said of an error: the application's words, else the dialect's, else the catalog's. */
export function sentenceOf (error: ApiError, context: RenderContext, kinds: KindMessages): string {
  return saidOf(error, context) ?? (kinds[error.kind as Kind]?.(error.facts, context) || entryOf(error.kind)?.meaning as string)
}

/** The issue's own message, else the words for its keyword in the client's language, else the dialect's, else what the validator says. */
export function messageOf (issue: Issue, messages: Messages, context: RenderContext): string {
  if (issue.message !== undefined) return issue.message
  const keyword = issue.keyword ?? 'default'
  const { words } = context
  const said = words === undefined ? undefined : (words.keywords[keyword] ?? words.keywords['default'])?.(issue, context)
  if (said) return said
  const word = messages[keyword]
  const own = word?.(issue, context)
  return own ?? issue.words ?? (messages.default as IssueMessage)(issue, context) as string
}

/** A number that a keyword asked for; NaN where it is none. */
export function limitOf (issue: Issue, name = 'limit'): number {
  const limit = issue.params?.[name]
  return typeof limit === 'number' ? limit : Number(textOf(limit))
}

/** `1 character`, `3 characters` */
export function counted (count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}

/** The types a schema allows at the place, each once. */
export function typesOf (issue: Issue): string[] {
  const type = issue.params?.type
  if (typeof type === 'string') return [type]
  return [...new Set([type].flat().map(type => textOf(type) ?? 'any'))]
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
  if (issues.length <= few) return issues.filter(isFirst)
  const seen = new Set<string>()
  return issues.filter(issue => {
    const key = JSON.stringify([issue.part, issue.path, templateOf(issue), issue.attribute, issue.locale, issue.scope, issue.currency])
    return !seen.has(key) && seen.add(key)
  })
}

// So many are compared with each other: their places differ mostly, and then nothing is made to compare them by.
const few = 20

function isFirst (issue: Issue, index: number, all: readonly Issue[]): boolean {
  for (let before = 0; before < index; before++) if (isSame(all[before] as Issue, issue)) return false
  return true
}

function isSame (one: Issue, other: Issue): boolean {
  const { path } = one
  if (path.length !== other.path.length) return false
  for (let at = path.length - 1; at >= 0; at--) if (path[at] !== other.path[at]) return false
  return one.part === other.part && templateOf(one) === templateOf(other) && one.attribute === other.attribute &&
    isAlike(one.locale, other.locale) && isAlike(one.scope, other.scope) && isAlike(one.currency, other.currency)
}

/** None is said as null is. */
function isAlike (one: string | null | undefined, other: string | null | undefined): boolean {
  return (one ?? null) === (other ?? null)
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
