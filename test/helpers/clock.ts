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
  // Whole numbers, as the time passed is: of others a second later may be less than a second later.
  let [elapsed, time] = [Math.ceil(performance.now()), Date.now()]
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

/**
 * Has this process use so much CPU from one look at it to the next, until the test is over.
 *
 * @param used - in milliseconds
 */
export function useCpu (t: Teardown, used: number): void {
  const { cpuUsage, threadCpuUsage } = process as typeof process & { threadCpuUsage?: typeof process.cpuUsage }
  let user = 0
  const usage = (): NodeJS.CpuUsage => {
    user += used * 1000
    return { user, system: 0 }
  }
  Object.assign(process, { cpuUsage: usage }, threadCpuUsage && { threadCpuUsage: usage })
  t.teardown(() => Object.assign(process, { cpuUsage }, threadCpuUsage && { threadCpuUsage }))
}

export interface HeldTimers {
  /** How many have been set and not been cleared. */
  readonly size: number
  /** Runs them all, as if their time were over. */
  run (): void
}

/**
 * Takes timers from the event loop until the test is over: they run when the test says so.
 *
 * @param milliseconds - of which timers; others run on by themselves. Default: of all
 */
export function holdTimers (t: Teardown, milliseconds?: number): HeldTimers {
  const { setTimeout: set, clearTimeout: clear } = globalThis
  const held = new Map<unknown, () => void>()
  globalThis.setTimeout = ((task: () => void, after: number, ...rest: unknown[]) => {
    if (milliseconds !== undefined && milliseconds !== after) return Reflect.apply(set, globalThis, [task, after, ...rest])
    const timer = { ref: () => timer, unref: () => timer }
    held.set(timer, () => task())
    return timer
  }) as typeof set
  globalThis.clearTimeout = (timer) => { if (!held.delete(timer)) clear(timer) }
  t.teardown(() => Object.assign(globalThis, { setTimeout: set, clearTimeout: clear }))
  return {
    get size () { return held.size },
    run () {
      const due = [...held.values()]
      held.clear()
      for (const task of due) task()
    }
  }
}
