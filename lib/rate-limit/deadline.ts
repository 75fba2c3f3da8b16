/**
 * The answer, or a rejection if it takes longer than so many milliseconds.
 *
 * @param late - told of an answer that nobody waits for any more; must not throw
 */
export function within<T> (answer: PromiseLike<T>, timeout: number, late?: (answer: T) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    let isOver = false
    // A process that was busy has timers due before it has read what came in time: reading is next, then this is judged.
    const timer = setTimeout(() => setImmediate(() => {
      isOver = true
      reject(new Error(`no answer within ${timeout} ms`))
    }), timeout)
    answer.then(
      (value) => {
        clearTimeout(timer)
        if (isOver) late?.(value)
        else resolve(value)
      },
      (error: unknown) => {
        clearTimeout(timer)
        reject(error)
      }
    )
  })
}
