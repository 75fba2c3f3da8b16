import { again, once } from '../answer/answer.ts'
import { isPure } from '../dialects/dialect.ts'
import type { ApiError } from '../errors/api-error.ts'

/** Writes errors down. */
export type Write = typeof once

/** A writer for one document: of a pure dialect, most routes say most of their errors in the same words, which come out once. */
export function writer (): Write {
  const known = new WeakMap<object, Map<string, ApiError>>()
  return (error, settings, asker) => {
    const text = isPure(settings.dialect) ? textOf(error) : undefined
    if (text === undefined) return once(error, settings, asker)
    let same = known.get(settings)
    if (same === undefined) known.set(settings, same = new Map())
    const one = same.get(text) ?? error
    same.set(text, one)
    return again(one, settings, asker)
  }
}

/** All that a dialect may ask of an error; undefined where that is more than JSON can tell. */
function textOf ({ kind, status, detail, issues, links, headers, retryAfter, extra, facts, instance, cause }: ApiError): string | undefined {
  if (extra !== undefined || cause !== undefined || !issues.every(({ params = {} }) => Object.values(params).every(isScalar))) return undefined
  return JSON.stringify([kind, status, detail, issues, links, headers, retryAfter, facts, instance])
}

function isScalar (value: unknown): boolean {
  return typeof value === 'string' || Number.isFinite(value)
}
