import { clean } from '../http/echo.ts'
import { stepsOf } from '../http/json-pointer.ts'

export type Path = Array<string | number>

// Each finding repeats its whole path, so a deep body with many findings would be answered with hundreds of times
// its own size. 64 KiB are a thousand findings of 64 characters: more than anyone reads, little to send.
const longestText = 65_536

// Validators write a pointer for each finding, and reading one costs its length.
const longestPointers = 16 * longestText

const longestName = 200
const ellipsis = '…'

/** A name in a body may be as long as the body. */
export function cutStep (name: string): string {
  return name.length > longestName ? clean(name, longestName) : name
}

/** Counts the characters of the paths of one request's findings; each step counts one more for what separates it. */
export class PathBudget {
  /** How many findings were left out, at least. */
  omitted = 0
  /** Characters; below 0: nothing more has room. */
  #left = longestText
  #isUnused = true

  /** The path of one more finding; undefined where there is no room, and then for all that follow. The first is cut to fit. */
  take (parent: Path, ...names: string[]): Path | undefined {
    const path = parent.slice()
    for (const name of names) path.push(cutStep(name))
    let length = 0
    let end = 0
    for (; end < path.length; end++) if ((length += String(path[end]).length + 1) > this.#left) break
    const isFirst = this.#isUnused
    this.#isUnused = false
    if (end === path.length) {
      this.#left -= length
      return path
    }
    this.#left = -1
    this.omit()
    return isFirst ? [...path.slice(0, end - 1), ellipsis] : undefined
  }

  /** Counts findings that are left out. */
  omit (count = 1): void {
    this.omitted += count
  }

  get isUsedUp (): boolean {
    return this.#left < 0
  }
}

// To read one anew costs no more than to look for it.
const short = 64

/** Reads pointers into one value, long ones but once. */
export function pathReader (value: unknown): (pointer: string) => Path {
  let known: Map<string, Path> | undefined
  return (given) => {
    if (given.length <= short) return stepsOf(given, value)
    const pointer = given.length > longestText ? beginning(given) : given
    let path = known?.get(pointer)
    if (path === undefined) {
      path = stepsOf(pointer, value).map(step => typeof step === 'string' ? cutStep(step) : step)
      if (pointer !== given) path.push(ellipsis);
      (known ??= new Map()).set(pointer, path)
    }
    return path
  }
}

/** Ends before a step that would be cut, unless it is the first. */
function beginning (pointer: string): string {
  const start = pointer.slice(0, longestText)
  const end = start.lastIndexOf('/')
  return end > 0 ? start.slice(0, end) : start
}

/** The items that are looked at: a union has several before its own, so more than there may be findings. */
export function itemsWithin<T> (items: readonly T[], limit: number): readonly T[] {
  let left = longestPointers
  for (let index = 0; index < items.length; index++) {
    if (index >= 4 * limit || left < 0) return items.slice(0, index)
    left -= String((items[index] as { instancePath?: unknown } | null)?.instancePath).length
  }
  return items
}
