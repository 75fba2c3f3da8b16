import type { Place } from '../answer/place.ts'

/** Where a prefix leads, segment by segment. */
interface Step {
  place?: Place
  readonly next: Map<string, Step>
  /** Behind a segment that holds a parameter. */
  any?: Step
}

/**
 * The scopes of a server by their prefix, for requests that no route can be asked about. A look at a path goes as deep as the
 * deepest prefix, however long the path is.
 */
export class Prefixes {
  readonly #first: Step = { next: new Map() }
  readonly #otherwise: Place
  readonly #isCaseSensitive: boolean

  /** @param otherwise - what holds for a path that is below none */
  constructor (otherwise: Place, isCaseSensitive: boolean) {
    this.#otherwise = otherwise
    this.#isCaseSensitive = isCaseSensitive
  }

  /**
   * Gives a prefix to a scope; the first one has it.
   *
   * @param prefix - as it was declared, with its parameters; the root's is empty
   * @param isNearest - true: in place of the one that has it
   */
  add (prefix: string, place: Place, isNearest = false): void {
    let step = this.#first
    for (const segment of prefix.split('/')) {
      if (segment === '') continue
      const isAny = segment.includes(':') || segment.includes('*')
      let next = isAny ? step.any : step.next.get(this.#nameOf(segment))
      if (next === undefined) {
        next = { next: new Map() }
        if (isAny) step.any = next
        else step.next.set(this.#nameOf(segment), next)
      }
      step = next
    }
    if (isNearest || step.place === undefined) step.place = place
  }

  /**
   * The scope with the longest prefix that a path is below.
   *
   * @param path - as it stands in a request line, without the query; undefined where it could not be read
   * @returns undefined where there is none
   */
  above (path = ''): Place | undefined {
    // RFC 9112 §3.2.2: a target may name its scheme and host.
    const own = path.startsWith('/') ? path : path.replace(/^[a-z][a-z\d+.-]*:\/\/[^/]*/i, '')
    return own.startsWith('/') ? this.#below(this.#first, own, 0) : this.#first.place
  }

  /** The scope that all paths are below; undefined where there are others, or none. */
  get only (): Place | undefined {
    const { next, any, place } = this.#first
    return next.size === 0 && any === undefined ? place : undefined
  }

  /** What holds for a path: the scope that it is below, or what holds otherwise. */
  at (path: string | undefined): Place {
    return this.above(path) ?? this.#otherwise
  }

  #below (step: Step, path: string, from: number): Place | undefined {
    let start = from
    while (path[start] === '/') start++
    if ((step.next.size === 0 && step.any === undefined) || start >= path.length) return step.place
    const slash = path.indexOf('/', start)
    const end = slash === -1 ? path.length : slash
    const next = step.next.get(this.#nameOf(decoded(path.slice(start, end))))
    // As the router does: what is named goes before what is a parameter.
    return (next && this.#below(next, path, end)) ?? (step.any && this.#below(step.any, path, end)) ?? step.place
  }

  #nameOf (segment: string): string {
    return this.#isCaseSensitive ? segment : segment.toLowerCase()
  }
}

function decoded (segment: string): string {
  if (!segment.includes('%')) return segment
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
