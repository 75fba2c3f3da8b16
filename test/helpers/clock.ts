interface Teardown { teardown: (task: () => unknown) => void }

export interface Clock {
  /** Lets so many milliseconds pass. */
  pass (milliseconds: number): void
}

/**
 * Stops what this process takes for the time, until the test is over: a machine that is busy passes no border of a window.
 * Timers run on.
 */
export function stopClock (t: Teardown): Clock {
  const { now } = performance
  const { now: date } = Date
  let [elapsed, time] = [performance.now(), Date.now()]
  performance.now = () => elapsed
  Date.now = () => time
  t.teardown(() => {
    performance.now = now
    Date.now = date
  })
  return {
    pass (milliseconds) {
      elapsed += milliseconds
      time += milliseconds
    }
  }
}
