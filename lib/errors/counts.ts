/** What has happened on a server since it was made. */
export interface Happened {
  /** Errors that were answered, by route and kind: `{ 'POST /categories': { validation_failed: 3 } }`; `*`: no route took the request. */
  readonly kinds: Readonly<Record<string, Readonly<Record<string, number>>>>
  /** Requests that gates have refused, by the gate. */
  readonly gates: Readonly<Record<string, number>>
  /** Requests that came beyond a limit, by its name or by where it was written; also those that a `dryRun` let pass. */
  readonly limits: Readonly<Record<string, number>>
  /** What has failed in the plugin or in what it was given, by what it was: `mapper`, `dialect`, `store` … */
  readonly faults: Readonly<Record<string, number>>
}

type Numbers = Record<string, number>

/** What is counted of a route. */
export interface Tally {
  /** As it was declared, `POST /categories/:code`; `*` for requests that no route takes. */
  readonly route: string
  /** Its pattern alone. */
  readonly url: string | undefined
  readonly kinds: Record<string, number>
  readonly counts: Counts
}

/** With more routes than these, what is counted of the further ones is counted together. */
const mostRoutes = 1000
const further = 'further routes'
const furtherLimits = 'further limits'

/** As many limits, too: an error that the application throws may name one after a client. */
const mostLimits = 1000

/** Other counts need no bound of their own: their names are kinds, gates and faults, which are declared. */
export class Counts {
  readonly gates: Numbers = Object.create(null)
  readonly limits: Numbers = Object.create(null)
  readonly faults: Numbers = Object.create(null)
  #limits = 0
  readonly #kinds = new Map<string, Tally['kinds']>()

  /** @param url - undefined: for requests that no route takes */
  tally (url?: string, method?: string): Tally {
    const route = url === undefined ? '*' : `${method} ${url}`
    const name = this.#kinds.size < mostRoutes || this.#kinds.has(route) ? route : further
    let kinds = this.#kinds.get(name)
    if (kinds === undefined) this.#kinds.set(name, kinds = Object.create(null) as Tally['kinds'])
    return { route, url, kinds, counts: this }
  }

  /** Counts a request beyond a limit. */
  passed (limit: string): void {
    const isNew = this.limits[limit] === undefined
    const name = isNew && this.#limits === mostLimits ? furtherLimits : limit
    if (isNew && name === limit) this.#limits++
    this.limits[name] = (this.limits[name] ?? 0) + 1
  }

  read (): Happened {
    const kinds = [...this.#kinds].filter(([, counted]) => Object.keys(counted).length > 0).map(([route, counted]) => [route, { ...counted }])
    return { kinds: Object.fromEntries(kinds), gates: { ...this.gates }, limits: { ...this.limits }, faults: { ...this.faults } }
  }
}

const all = new WeakMap<object, Counts>()

/** @param server - the application's `server`: all of its scopes share it */
export function countsOf (server: object): Counts {
  let counts = all.get(server)
  if (counts === undefined) all.set(server, counts = new Counts())
  return counts
}

/** Counts a request that a limit has let pass, although it is beyond it. */
export function countPassed ({ server }: { readonly server: { readonly server: object } }, limit: string): void {
  countsOf(server.server).passed(limit)
}
