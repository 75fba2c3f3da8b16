import { isFew, isSmall, sizeOf } from './size.ts'

// What a search may do whatever the size of its input: less than a millisecond.
const leastSteps = 10_000
const stepsPerValue = 2
// Unions inside of unions are gone through again and again.
const stepsInUnion = 3
// A finding inside a union is made, and mostly thrown away with its branch.
const stepsPerBranchFinding = 25
// What patterns, formats, uniqueItems and an application's keywords may take of a search together, in milliseconds of CPU:
// how long one of them takes cannot be counted. Then no more is begun.
const longest = 1

const usage = process as typeof process & { threadCpuUsage?: typeof process.cpuUsage }

/** Milliseconds of CPU that this thread has used, where Node knows (from 23.9), or else the process. */
function cpuTime (): number {
  const { user, system } = (usage.threadCpuUsage ?? usage.cpuUsage)()
  return (user + system) / 1000
}

/**
 * Counts what one search for all findings of a value does, and ends it: behind `limit` findings, or behind a number of steps
 * that grows with the size of the value. A step is a keyword that is begun, a member or an item that is visited.
 * The validators of `guards.ts` ask it; one search is made at a time, as validation is synchronous.
 */
export class Search {
  /** Nothing more is begun. */
  isCut = false
  /** How often something was not begun: what is built on it, such as `not`, has no verdict. */
  skips = 0
  /** Unions that are being looked into. */
  depth = 0
  /** Places where a limit was passed. */
  readonly over = new Set<string>()
  #value: unknown
  #limit = 0
  #findings = 0
  #steps = 0
  #budget = leastSteps
  #isMeasured = false
  #spent = 0
  #since = 0
  #cpuBefore = 0

  /**
   * @param value - where is searched
   * @param limit - how many findings there may be; one more ends the search
   * @param least - how many steps it may take however small the value is
   */
  begin (value: unknown, limit: number, least = leastSteps): void {
    this.isCut = false
    this.skips = this.depth = this.#findings = this.#steps = this.#spent = 0
    if (this.over.size > 0) this.over.clear()
    this.#value = value
    this.#limit = limit
    this.#budget = least
    this.#isMeasured = false
  }

  /** Keeps nothing of the value. */
  end (): void {
    this.#value = undefined
  }

  get steps (): number { return this.#steps }

  /** One step further; false: the search has ended. */
  go (): boolean {
    if (this.isCut) return false
    return (this.#steps += this.depth === 0 ? 1 : stepsInUnion) <= this.#budget || this.#hasMore()
  }

  /** Only who needs more than everybody has is measured. */
  #hasMore (): boolean {
    if (!this.#isMeasured) {
      this.#isMeasured = true
      this.#budget += stepsPerValue * sizeOf(this.#value)
      if (this.#steps <= this.#budget) return true
    }
    this.#cut()
    return false
  }

  #cut (): void {
    this.isCut = true
    this.skips++
  }

  /** A finding was made. */
  found (count = 1): void {
    if (this.depth > 0) this.#steps += stepsPerBranchFinding
    else if ((this.#findings += count) > this.#limit && !this.isCut) this.#cut()
  }

  /** A limit keyword failed. Inside unions it need not be a fault: there only its own schema knows of it. */
  exceed (place: string): void {
    if (this.depth === 0) this.over.add(place)
  }

  /** True for a value that unions and keywords of the application may be begun on. */
  isSmall (value: unknown): boolean {
    const values = isSmall(value)
    this.#steps += values
    return values > 0 || this.#skip()
  }

  /** True for a text that patterns and formats may be begun on. */
  isShort (text: unknown): boolean {
    return isSmall(text) > 0 || this.#skip()
  }

  /** True for a list whose items may be compared. */
  isFew (list: readonly unknown[]): boolean {
    return isFew(list) || this.#skip()
  }

  #skip (): false {
    this.skips++
    return false
  }

  /** Begins what has its own time; false: there is none left. */
  start (): boolean {
    if (this.isCut || this.#spent > longest) return this.#skip()
    if (this.#spent === 0) this.#cpuBefore = cpuTime()
    this.#since = performance.now()
    return true
  }

  stop (): void {
    this.#spent += performance.now() - this.#since
    // A busy machine gives the time to others meanwhile. What is found may not depend on that.
    if (this.#spent > longest) this.#spent = Math.min(this.#spent, cpuTime() - this.#cpuBefore)
  }
}
