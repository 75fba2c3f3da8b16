import type { Finding, Part } from '../errors/issue.ts'
import { mediaTypeEssence } from '../http/media-type.ts'
import { ajvIssues } from './ajv-issues.ts'
import type { AjvItem } from './ajv-item.ts'
import { memberOf } from '../http/json-pointer.ts'
import { itemsWithin, PathBudget } from './path-budget.ts'
import { lookAgain } from './second-pass.ts'
import { asAjvItems, isOfValidator, saidItems } from './said-items.ts'
import { typeboxIssues, type TypeBoxItem } from './typebox-issues.ts'
import { isObject } from '../is-object.ts'

/** What a request offers for its validation; Fastify's is one. */
export interface ValidatedRequest {
  readonly params: unknown
  readonly body: unknown
  readonly query: unknown
  readonly headers: unknown
  readonly routeOptions: { readonly schema?: unknown }
  getValidationFunction (part: Part): unknown
}

/** In Fastify's order: it stops at the first part that fails, and the rest is asked here. */
const parts: readonly Part[] = ['params', 'body', 'querystring', 'headers']

/** What a validator said of one part: its raw items. */
export interface RawFindings { readonly part: Part, readonly items: readonly unknown[] }

/**
 * All findings of all parts, as far as they are looked for. The part that failed has been validated; those after it are
 * validated now. A part that failed is looked at again, where its validator has a second that finds more than the first fault.
 *
 * @param failed - what Fastify reported, if it did
 * @param limit - how many issues there may be at most; what is more is left out
 * @param budget - what the text of all their paths may come to; what is more is left out, and counted there
 * @param leastSteps - what may be done to look again, however small the part is
 */
export function findingsOf (request: ValidatedRequest, failed: RawFindings | undefined, limit: number, budget = new PathBudget(), leastSteps?: number): Finding[] {
  return allOf(lookAt(request, failed, limit, budget, leastSteps), request, limit, budget)
}

/** What was found: read, but for the last part that failed, of which there is what its validators said. */
export interface Found {
  readonly read: Finding[]
  readonly last: (RawFindings & { readonly validator: unknown }) | undefined
}

/** The same, as far as it has to be done to know that there is one part only of which something was found. */
export function lookAt (request: ValidatedRequest, failed: RawFindings | undefined, limit: number, budget: PathBudget, leastSteps?: number): Found {
  const read: Finding[] = []
  let last: Found['last']
  for (let at = failed === undefined ? 0 : parts.indexOf(failed.part); at < parts.length; at++) {
    const part = parts[at] as Part
    const isFailed = part === failed?.part
    const validator = validatorOf(request, part)
    if (validator === undefined && !isFailed) continue
    const value = part === 'querystring' ? request.query : request[part]
    const items = isFailed ? failed.items : validate(validator, value, limit)
    if (items.length === 0 && !isFailed) continue
    if (last !== undefined) add(read, last.items, request, last.part, budget)
    last = { part, validator, items: itemsFound(items, validator, value, limit - read.length, budget, leastSteps) }
  }
  return { read, last }
}

/** All of it, read. */
export function allOf ({ read, last }: Found, request: ValidatedRequest, limit: number, budget: PathBudget): Finding[] {
  if (last !== undefined) add(read, last.items, request, last.part, budget)
  if (read.length <= limit) return read
  budget.omit(read.length - limit)
  return read.slice(0, limit)
}

/** What Fastify's own validation reported, and no more: the part that failed, up to its first fault. */
export function firstFindings (request: ValidatedRequest, { part, items }: RawFindings, limit: number, budget = new PathBudget()): Finding[] {
  const found: Finding[] = []
  add(found, itemsWithin(items, limit), request, part, budget)
  return found.slice(0, limit)
}

/** What both passes found. What the first has refused is in the second too, unless that was cut before its verdict. */
function itemsFound (first: readonly unknown[], validator: unknown, value: unknown, limit: number, budget: PathBudget, leastSteps?: number): readonly unknown[] {
  const again = lookAgain(validator, value, Math.max(limit, 0), leastSteps)
  if (again === undefined) {
    const items = itemsWithin(first, limit)
    if (items.length < first.length) budget.omit(first.length - items.length)
    return items
  }
  if (again.isCut) budget.omit()
  const last = first.at(-1) as AjvItem
  for (const { instancePath, schemaPath } of again.items) {
    if (instancePath === last.instancePath && schemaPath === last.schemaPath) return itemsWithin(again.items, Infinity)
  }
  return itemsWithin([...first, ...again.items], Infinity)
}

function schemaOf (request: ValidatedRequest, part: Part): unknown {
  const schema = (request.routeOptions.schema as Record<string, unknown> | undefined)?.[part]
  const content = part === 'body' ? memberOf(schema, 'content') : undefined
  return content === undefined ? schema : memberOf(memberOf(content, mediaTypeOf(request)), 'schema')
}

/** For a body with a schema for each content type, Fastify has as many validators. */
function validatorOf (request: ValidatedRequest, part: Part): unknown {
  const validator = request.getValidationFunction(part)
  return isObject(validator) ? memberOf(validator, mediaTypeOf(request)) : validator
}

function mediaTypeOf ({ headers }: ValidatedRequest): string {
  return mediaTypeEssence(String(memberOf(headers, 'content-type')))
}

type Validator = ((value: unknown) => unknown) & { readonly errors?: unknown }

/** Ajv answers a boolean and keeps its errors; other compilers answer them. */
function validate (validator: unknown, value: unknown, limit: number): readonly unknown[] {
  if (typeof validator !== 'function') return []
  let said: unknown
  try {
    const result = (validator as Validator)(value)
    if (result instanceof Promise) result.catch(() => {}) // an asynchronous validator of the application: its part has to wait
    said = result === false ? (validator as Validator).errors : (result as { error?: unknown } | undefined)?.error
  } catch (thrown) {
    said = isOfValidator(thrown) ? thrown : undefined
  }
  return saidItems(said, limit)
}

/** Adds what the items of one part say. */
function add (found: Finding[], items: readonly unknown[], request: ValidatedRequest, part: Part, budget: PathBudget): void {
  const value = part === 'querystring' ? request.query : request[part]
  const read = items.length > 0 && items.every(isOfTypeBox)
    ? typeboxIssues(items as TypeBoxItem[], value, schemaOf(request, part), budget)
    : ajvIssues(asAjvItems(items.length === 0 ? nothing : items, value), value, budget)
  for (const one of read) found.push(part === 'body' ? one : { ...one, part })
}

/** What refuses without a word has refused nevertheless. */
const nothing = [undefined]

/** Of TypeBox 0.34: words and a place, and no keyword. */
function isOfTypeBox (item: unknown): boolean {
  if (!isObject(item) || 'keyword' in item) return false
  const { message, instancePath } = item as Partial<TypeBoxItem>
  return typeof message === 'string' && typeof instancePath === 'string'
}
