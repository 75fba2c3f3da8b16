import type { AjvItem } from './ajv-item.ts'
import { itemOf, typeOf, type Reading } from './reading.ts'
import { isObject } from '../is-object.ts'

/** Of Standard Schema, of Superstruct, or of a validator that an application has written itself. */
interface PlainIssue {
  readonly message?: unknown
  readonly path?: unknown
  /** Superstruct's, as the members that follow. */
  readonly type?: unknown
  readonly value?: unknown
  readonly refinement?: unknown
  readonly branch?: unknown
}

/** Reads what has a place and words, or words alone. */
export function plainItems (items: readonly unknown[]): AjvItem[] {
  return items.map((item) => {
    if (!isObject(item)) return itemOf([], { keyword: 'unknown' }, item)
    const { message, path, ...issue } = item as PlainIssue
    return itemOf(stepsIn(path), Array.isArray(issue.branch) ? ofSuperstruct(issue) : { keyword: 'unknown' }, message ?? (item as PlainIssue).message)
  })
}

function stepsIn (path: unknown): unknown[] {
  if (typeof path === 'string') return path === '' ? [] : path.split('.')
  if (!Array.isArray(path)) return []
  return path.map((step: unknown) => isObject(step) ? (step as { key?: unknown }).key : step)
}

const sentence = /^Expected /

function ofSuperstruct ({ type, value, refinement }: PlainIssue): Reading {
  if (refinement === 'pattern') return { keyword: 'pattern', sentence }
  if (refinement !== undefined) return { keyword: String(refinement) }
  if (type === 'never') return { keyword: 'additionalProperties', sentence }
  if (value === undefined) return { keyword: 'required', sentence }
  if (type === 'enums' || type === 'literal') return { keyword: 'enum', sentence }
  return type === 'union' ? { keyword: 'anyOf', sentence } : { ...typeOf(type), sentence }
}
