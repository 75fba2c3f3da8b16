/** True for whatever can be awaited. Query builders are thenables and no promises: they begin when somebody waits for them. */
export function isThenable<T> (value: T | PromiseLike<T>): value is PromiseLike<T> & Promise<T> {
  return typeof (value as PromiseLike<T> | null | undefined)?.then === 'function'
}
