import { clean } from '../http/echo.ts'

// Of a misspelt name once is enough, and names may come from clients.
const mostTold = 100
const told = new Set<string>()
const untold = new WeakMap<object, readonly string[]>()

/** Whether somebody has looked at the extra members of an error since this was set to false: who renders it, and does not, leaves them out. */
export const looked = { at: false }

/**
 * By what they were given to: sentences that the author of the application has not been told. `isSome`: every error is looked for among
 * them, and in most applications there has never been one.
 */
export const untaken = { isSome: false, has: (given: object): boolean => untold.has(given) }

/** Says of members that they were given to something that leaves them out. Nothing is kept of what has been told. */
export function noteUntaken (given: object, names: readonly string[], say: (name: string) => string): void {
  if (told.size === mostTold) return
  const sentences = names.map(name => say(clean(name, 100))).filter(sentence => !told.has(sentence))
  if (sentences.length === 0) return
  untaken.isSome = true
  untold.set(given, [...untold.get(given) ?? [], ...sentences])
}

/** What is to be told now, each once in a process. */
export function takeUntaken (given: object): readonly string[] {
  const sentences = (untold.get(given) ?? []).filter(sentence => told.size < mostTold && !told.has(sentence) && told.add(sentence))
  untold.delete(given)
  return sentences
}
