import { stepsOf } from '../http/json-pointer.ts'
import type { AjvItem } from './ajv-item.ts'
import { arktypeItems, type ArkError } from './arktype-items.ts'
import { joiItems, type JoiDetail } from './joi-items.ts'
import { plainItems } from './plain-items.ts'
import { valibotItems, type ValibotIssue } from './valibot-items.ts'
import { yupItems, type YupError } from './yup-items.ts'
import { zodItems, type ZodIssue } from './zod-items.ts'

/**
 * What a validator said, as a list: the errors of Ajv or of any other, or an error that has them.
 *
 * @param limit - how many there may be where they are looked for as they are asked for
 */
export function saidItems (said: unknown, limit: number): readonly unknown[] {
  if (said === undefined || said === null || said === false) return []
  if (Array.isArray(said)) return said
  if (typeof said !== 'object') return [said]
  const { errors, validation, details, inner, issues, failures } = said as Readonly<Record<string, unknown>>
  // Ajv's own, of schemas with `$async`.
  if (validation === true && Array.isArray(errors)) return errors
  if (Array.isArray(details)) return details
  if (Array.isArray(inner)) return inner.length > 0 ? inner : [said]
  if (Array.isArray(issues)) return issues
  if (typeof failures === 'function') return firstOf((failures as () => Iterable<unknown>).call(said), limit)
  return [said]
}

function firstOf (items: Iterable<unknown>, limit: number): unknown[] {
  const first: unknown[] = []
  for (const item of items) if (first.push(item) > limit) break
  return first
}

/** True for an error of a validator that is known, so that it says what is wrong with a value and not with the validator. */
export function isOfValidator (thrown: unknown): boolean {
  if (typeof thrown !== 'object' || thrown === null) return false
  const { validation, details, inner, issues, failures } = thrown as Readonly<Record<string, unknown>>
  return validation === true || [details, inner, issues].some(list => Array.isArray(list)) || typeof failures === 'function'
}

type Marked = Readonly<Record<string, unknown>>

/**
 * Reads what a validator said as Ajv would have said it.
 *
 * @param value - the part that was validated
 */
export function asAjvItems (items: readonly unknown[], value: unknown): AjvItem[] {
  const [first] = items
  if (typeof first !== 'object' || first === null) return plainItems(items)
  const { keyword, instancePath, schemaPath, params, code, problem, kind, type, path, context, inner } = first as Marked
  if (typeof keyword === 'string' && typeof instancePath === 'string') {
    // The providers of Zod say it in Ajv's form, and nearly all of Zod's own in the parameters.
    const isZods = typeof params === 'object' && params !== null && 'issue' in params
    if (isZods) return zodItems(items.map(item => (item as { params: { issue: ZodIssue } }).params.issue), value)
    if (instancePath.startsWith('/') && schemaPath === `#${instancePath}/${keyword}`) return zodItems(items.map(item => zodIssueOf(item as AjvItem, value)), value)
    return items as AjvItem[]
  }
  if (typeof code === 'string' && typeof problem === 'string') return arktypeItems(items as ArkError[])
  if (typeof code === 'string' && Array.isArray(path)) return zodItems(items as ZodIssue[], value)
  if (typeof kind === 'string' && typeof type === 'string') return valibotItems(items as ValibotIssue[])
  if (typeof type === 'string' && typeof context === 'object' && Array.isArray(path)) return joiItems(items as JoiDetail[])
  if (Array.isArray(inner)) return yupItems(items as YupError[])
  return plainItems(items)
}

function zodIssueOf ({ keyword, instancePath, params, message }: AjvItem, value: unknown): ZodIssue {
  return { ...params, code: keyword, path: instancePath === '/' ? [] : stepsOf(instancePath, value), message }
}
