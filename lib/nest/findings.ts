import { memberOf } from '../http/json-pointer.ts'
import type { AjvItem } from '../validation/ajv-item.ts'
import { formatOf, itemOf, limitOf, typeOf, type Reading } from '../validation/reading.ts'
import { isObject } from '../is-object.ts'

/** What is read of a ValidationError of class-validator. */
export interface ClassFinding {
  readonly property: string
  readonly value?: unknown
  readonly constraints?: Readonly<Record<string, string>>
  readonly children?: readonly ClassFinding[]
}

/** An error as Fastify's own validation throws it, so that all that holds of one holds of it. */
export interface FailedValidation extends Error {
  readonly validation: readonly AjvItem[]
  validationContext?: 'body' | 'querystring' | 'params' | undefined
}

type Known = readonly [sentence: RegExp, read: (word: string, limit: string | undefined, unit: string | undefined) => Pick<Reading, 'keyword' | 'params'>]

const least = new Set(['longer', 'less', 'at least', 'positive'])
const kinds: Readonly<Record<string, string>> = { characters: 'string', elements: 'array' }

/** class-validator says what it has asked for in its sentences alone; behind the name. */
const known: readonly Known[] = [
  [/^ should not be null or undefined$/, () => ({ keyword: 'required' })],
  [/^ should not be empty$/, () => limitOf('min', 'string', 1)],
  [/^ must be an? (string|number conforming to the specified constraints|integer number|boolean value|array|object)$/, name => typeOf(name.split(' ', 1)[0])],
  [/^ must be an? (?:valid )?(email|URL|UUID|ip|ISO 8601 date string)(?: address)?$/, name => formatOf(name.startsWith('ISO') ? 'datetime' : name.toLowerCase())],
  [/^ must (?:not )?(?:be|contain) (?:a )?(longer|shorter|less|greater|at least|no more|positive|negative)(?: than)?(?: or equal to)? ?(-?[\d.]+)? ?(characters|elements|number)?$/,
    (word, limit, unit) => limitOf(least.has(word) ? 'min' : 'max', kinds[unit as string], limit ?? 0, limit !== undefined)],
  [/^ must be divisible by (.+)$/, step => ({ keyword: 'multipleOf', params: { multipleOf: Number(step) } })],
  [/^ must be one of the following values: (.*)$/s, values => ({ keyword: 'enum', params: { allowedValues: values.split(/, ?/).map(valueOf) } })],
  [/^ must match .* regular expression$/s, () => ({ keyword: 'pattern' })]
]

/** It is written without quotes, whatever it is. */
function valueOf (text: string): string | number {
  return text !== '' && String(Number(text)) === text ? Number(text) : text
}

/** The sentences that have the name in their middle; `$` stands for it. */
const around: ReadonlyArray<readonly [before: string, after: string, keyword: string]> = [
  ['property ', ' should not exist', 'additionalProperties'],
  ['All ', "'s elements must be unique", 'uniqueItems']
]

// Each repeats the path before it.
const mostFindings = 1000

/**
 * For the option `exceptionFactory` of Nest's ValidationPipe: the findings of class-validator as issues of a failed validation, each with its
 * path, nested ones too. What class-validator says itself, the dialect words; messages of your own stay.
 *
 * @example new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, exceptionFactory: validationFailed })
 */
export function validationFailed (errors: readonly ClassFinding[]): Error {
  const items: AjvItem[] = []
  addAll(items, errors, [])
  return failedWith(items)
}

/**
 * What ValidationPipe says where it has no `exceptionFactory`: sentences, which name the place where they are class-validator's own, or
 * lists of them by their place; or what an application hands on, the findings themselves.
 *
 * @returns undefined for anything else, which is the application's own
 */
export function failedSentences (said: unknown): FailedValidation | undefined {
  if (!isObject(said)) return undefined
  const lists = Array.isArray(said) ? said.slice(0, mostFindings).map(itemsOf) : Object.entries(said).slice(0, mostFindings).map(([place, list]) => sentencesAt(place.split('.'), list))
  return lists.length === 0 || lists.includes(undefined) ? undefined : failedWith((lists as AjvItem[][]).flat().slice(0, mostFindings))
}

function itemsOf (said: unknown): AjvItem[] | undefined {
  if (typeof said === 'string') return [sentenceItem(said)]
  if (typeof memberOf(said, 'property') !== 'string') return undefined
  const items: AjvItem[] = []
  addAll(items, [said as ClassFinding], [])
  return items
}

function sentencesAt (path: readonly string[], list: unknown): AjvItem[] | undefined {
  if (!Array.isArray(list) || !list.every(one => typeof one === 'string')) return undefined
  return list.map(sentence => itemAt(path, path.at(-1) as string, sentence))
}

function failedWith (validation: readonly AjvItem[]): FailedValidation {
  return Object.assign(new Error('Validation failed'), { validation })
}

function addAll (items: AjvItem[], errors: readonly ClassFinding[], above: readonly string[]): void {
  for (const { property, constraints = {}, children = [], ...rest } of errors) {
    if (items.length >= mostFindings) return
    const path = [...above, property]
    const found = Object.values(constraints).map(message => itemAt(path, property, message))
    // What is not there meets no constraint at all.
    const isMissing = 'value' in rest && rest.value === undefined && found.length > 0
    const shown = isMissing ? found.filter(({ author }) => author !== undefined) : found
    items.push(...shown.length > 0 || !isMissing ? shown : [itemOf(path, { keyword: 'required' }, undefined)])
    addAll(items, children, path)
  }
}

function itemAt (path: readonly string[], name: string, message: string): AjvItem {
  return itemOf(path, readingOf(name, message) ?? own, message)
}

/** Words of the application's. */
const own: Reading = { keyword: 'unknown', sentence: /^$/ }
const theirs = /^/

function readingOf (name: string, message: string): Reading | undefined {
  for (const [before, after, keyword] of around) {
    if (message === `${before}${name}${after}`) return { keyword, sentence: theirs }
  }
  if (!message.startsWith(name)) return undefined
  const said = message.slice(name.length)
  for (const [sentence, read] of known) {
    const found = sentence.exec(said)
    if (found !== null) return { ...read(found[1] as string, found[2], found[3]), sentence: theirs }
  }
  return undefined
}

/** `address.city must be a string`, `address.property town should not exist` */
const placed = /^((?:[\w$]+\.)*?)(?:property |All )?([\w$]+)(?: (?:must|should) |'s elements )/

function sentenceItem (sentence: string): AjvItem {
  const [, above, name] = placed.exec(sentence) ?? []
  if (above === undefined || name === undefined) return itemOf([], own, sentence)
  const said = sentence.slice(above.length)
  const reading = readingOf(name, said)
  return reading === undefined ? itemOf([], own, sentence) : itemOf([...above.split('.').slice(0, -1), name], reading, said)
}
