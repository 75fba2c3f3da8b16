import { isObject } from '../../is-object.ts'

/** What errors are recognised by: published marks, never their class, so that no package has to be there. */
export interface Marks {
  readonly name?: unknown
  readonly code?: unknown
  readonly message?: unknown
  readonly statusCode?: unknown
  readonly status?: unknown
  readonly expose?: unknown
  readonly headers?: unknown
  readonly cause?: unknown
  readonly [mark: string]: unknown
}

/** The marks of anything that can carry some; undefined for strings, null and the like. */
export function marksOf (thrown: unknown): Marks | undefined {
  return isObject(thrown) ? thrown as Marks : undefined
}
