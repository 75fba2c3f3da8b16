import { clean } from '../http/echo.ts'
import { isList, itemsOf, membersOf, plainMembers, plainOf } from './plain-data.ts'
import { textOf } from './text-of.ts'
import { isObject } from '../is-object.ts'

/** The part of a request that an issue is about. */
export type Part = 'body' | 'querystring' | 'params' | 'headers'

/** One finding about one place of the input. */
export interface Issue {
  /** From the root of the part to the place: property names and array indexes. Empty: the part as a whole. */
  readonly path: ReadonlyArray<string | number>
  /** The application's own words. Absent: the dialect words the keyword. */
  readonly message?: string
  /** What a validator says of a keyword that the dialect may have no words for. */
  readonly words?: string
  /** The JSON Schema keyword that was not met, such as `maxLength`. */
  readonly keyword?: string
  /** What the keyword asked for: `{ limit: 255 }`, `{ type: 'string' }`, `{ format: 'email' }` … */
  readonly params?: Readonly<Record<string, unknown>>
  /** Default `body`. */
  readonly part?: Part
  /** For a value of an attribute (akeneo): the attribute's code, and locale, scope, currency; `null` stays. */
  readonly attribute?: string
  readonly locale?: string | null
  readonly scope?: string | null
  readonly currency?: string | null
}

/** An issue as an application writes it: `path` may be a string that is split at its dots. */
export type IssueInit = Omit<Issue, 'path'> & { readonly path: string | ReadonlyArray<string | number> }

/**
 * Makes an immutable issue. Names in its path are the client's: they are cleaned, and cut at 200 characters.
 *
 * @param init - whatever stands in it, there is an issue: what has no text is left out
 * @example issue({ path: 'address.city', keyword: 'required' }).path // ['address', 'city']
 */
export function issue (init: IssueInit): Issue {
  try {
    return issueOf(init)
  } catch {
    // An accessor that throws, a proxy.
    return issueOf(membersOf(init))
  }
}

/**
 * The issues that an application lists. One that stands alone is a list of one, and a text is the message of one.
 *
 * @param given - anything; of what says nothing there is no issue
 */
export function issuesOf (given: unknown): readonly Issue[] {
  if (safe.has(given as object)) return given as readonly Issue[]
  const issues: Issue[] = []
  for (const each of isList(given) ? itemsOf(given) : [given]) {
    const one = issueFrom(each)
    if (one !== undefined) issues.push(one)
  }
  return Object.freeze(issues)
}

const safe = new WeakSet<object>()

/** What a validator has found: a place, a keyword and what that asked for, and nothing that could throw when it is read. */
export interface Finding {
  readonly path: ReadonlyArray<string | number>
  readonly keyword: string
  readonly params?: Readonly<Record<string, unknown>>
  readonly part?: Part
  /** The words of the schema's author. */
  readonly message?: string
  /** The validator's, for a keyword that a dialect may have none for. */
  readonly words?: string
}

// Longer than a sentence is: it may repeat what a client has sent.
const longestSentence = 500

/** The issues of a validator's findings, as {@link issuesOf} makes them of what an application lists. */
export function issuesOfFindings (findings: readonly Finding[]): readonly Issue[] {
  const issues: Issue[] = []
  for (const { path, keyword, params, part, message, words } of findings) {
    const steps = path.slice()
    for (let at = 0; at < steps.length; at++) {
      const step = steps[at] as string | number
      if (typeof step === 'string') steps[at] = clean(step)
    }
    const one: { -readonly [Member in keyof Finding]: Finding[Member] } = { path: Object.freeze(steps), keyword }
    if (params !== undefined) one.params = plainMembers(params)
    if (part !== undefined) one.part = part
    if (message !== undefined) one.message = clean(message, longestSentence)
    if (words !== undefined) one.words = clean(words, longestSentence)
    issues.push(Object.freeze(one))
  }
  safe.add(Object.freeze(issues))
  return issues
}

function issueFrom (given: unknown): Issue | undefined {
  if (isObject(given)) return issue(given as IssueInit)
  const message = textOf(given)
  return message === undefined ? undefined : issueOf({ message })
}

function issueOf (init: Partial<IssueInit>): Issue {
  // Member by member: a frozen copy by spread is five times as slow to make, and slow to read.
  // Where types are not checked, none is the whole.
  const made: Record<string, unknown> = { path: Object.freeze(pathFrom(init.path)) }
  for (const name of Object.keys(init)) {
    if (name !== 'path') made[name] = (Object.hasOwn(makers, name) ? makers[name] as Maker : plainOf)(init[name as keyof IssueInit])
  }
  return Object.freeze(made) as unknown as Issue
}

type Maker = (value: unknown) => unknown

const textOrNull: Maker = (value) => value === null ? null : textOf(value)
const parts = new Set<unknown>(['body', 'querystring', 'params', 'headers'])

const makers: Readonly<Record<string, Maker>> = {
  message: textOf,
  words: textOf,
  keyword: textOf,
  attribute: textOf,
  locale: textOrNull,
  scope: textOrNull,
  currency: textOrNull,
  part: (value) => parts.has(value) ? value : undefined,
  params: (value) => isObject(value) ? plainMembers(value as Record<string, unknown>) : undefined
}

function pathFrom (given: unknown): Array<string | number> {
  if (typeof given === 'string') return given === '' ? [] : given.split('.').map(step => clean(step))
  if (isList(given)) return itemsOf(given).map(stepFrom)
  const step = textOf(given)
  return step === undefined ? [] : [clean(step)]
}

function stepFrom (step: unknown): string | number {
  return typeof step === 'number' ? step : clean(textOf(step) ?? '')
}

/**
 * The path as people write it: names joined by dots, indexes in brackets.
 *
 * @example displayPath(['items', 0, 'name']) // 'items[0].name'
 */
export function displayPath (path: Issue['path']): string {
  let text = ''
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`
    else text += text === '' ? step : `.${step}`
  }
  return text
}
