/**
 * The answer, or a rejection if it takes longer than so many milliseconds. They begin a turn of the event loop later:
 * node-redis sends no command before, and what a busy process has not sent nobody can have answered.
 *
 * @param late - told of an answer that nobody waits for any more; must not throw
 */
export function within<T> (answer: PromiseLike<T>, timeout: number, late?: (answer: T) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    let isOver = false
    let timer: NodeJS.Timeout | undefined
    const begin = setImmediate(() => {
      // A process that was busy has timers due before it has read what came in time: reading is next, then this is judged.
      timer = setTimeout(() => setImmediate(() => {
        isOver = true
        reject(new Error(`no answer within ${timeout} ms`))
      }), timeout)
    })
    const stop = (): void => {
      clearImmediate(begin)
      clearTimeout(timer)
    }
    answer.then(
      (value) => {
        stop()
        if (isOver) late?.(value)
        else resolve(value)
      },
      (error: unknown) => {
        stop()
        reject(error)
      }
    )
  })
}
