import type { FastifyInstance, FastifyRequest } from 'fastify'

/** What the other end of the wire has seen of a request: its reader, its hooks. */
export interface Seen {
  /** `whole`, or `error` and its code; undefined as long as it reads. */
  reader?: string
  /** The hooks that ran, in the order of the alphabet. */
  readonly hooks: string[]
}

/** Looks at the reader's side of the requests to a server. A request names itself by the field `x-try`; others have no name. */
export class Readers {
  readonly #seen = new Map<string, Seen>()
  readonly #open = new Set<FastifyRequest['raw']>()
  readonly #begun = new Set<string>()
  #waiting: Array<() => void> = []

  constructor (app: FastifyInstance) {
    const note = (name: string) => async (request: FastifyRequest): Promise<void> => {
      this.of(request).hooks.push(name)
      this.#wake()
    }
    // At once: what is refused a turn later may have been broken off before.
    app.addHook('onRequest', ({ raw }, _reply, done) => {
      this.#open.add(raw)
      this.#begun.add(String(raw.headers['x-try']))
      this.#wake()
      const over = (): void => {
        this.#open.delete(raw)
        this.#wake()
      }
      raw.once('close', over)
      done()
    })
    app.addHook('onRequestAbort', note('onRequestAbort'))
    app.addHook('onTimeout', note('onTimeout'))
    app.addHook('onResponse', note('onResponse'))
  }

  of ({ headers }: Pick<FastifyRequest, 'headers'>): Seen {
    const name = String(headers['x-try'])
    let seen = this.#seen.get(name)
    if (seen === undefined) this.#seen.set(name, seen = { hooks: [] })
    return seen
  }

  /** Remembers an error that ended a reading, unless another one has. */
  fail (request: FastifyRequest, error: unknown): void {
    const { code, kind } = error as { code?: unknown, kind?: unknown }
    this.of(request).reader ??= `error ${String(code ?? kind)}`
    this.#wake()
  }

  /** Remembers how a reading ends, and hands it on. */
  async read<Value> (request: FastifyRequest, reading: Promise<Value>): Promise<Value> {
    try {
      const value = await reading
      this.of(request).reader = 'whole'
      this.#wake()
      return value
    } catch (error) {
      this.fail(request, error)
      throw error
    }
  }

  /** What was seen of these requests, when all of them have been told the end, or what is so after ten seconds. */
  async seen (names: readonly string[]): Promise<Array<Seen | undefined>> {
    const told = (): boolean => this.#open.size === 0 && names.every(name => this.#seen.get(name)?.reader !== undefined)
    await this.#until(told)
    return names.map(name => {
      const seen = this.#seen.get(name)
      return seen && { ...seen, hooks: seen.hooks.toSorted() }
    })
  }

  /** Waits until a request has reached the server: a reset takes with it what has not been read. */
  readonly begun = async (name: string): Promise<void> => {
    await this.#until(() => this.#begun.has(name))
  }

  /** The requests that are open, by their method and URL. */
  get untold (): string[] {
    return [...this.#open].map(({ method, url }) => `${method} ${url}`)
  }

  /**
   * Waits until all requests have been told the end.
   *
   * @throws Error where one has not after ten seconds
   */
  readonly ended = async (): Promise<void> => {
    await this.#until(() => this.#open.size === 0)
    if (this.#open.size > 0) throw new Error(`these were not told the end: ${this.untold.join(', ')}`)
  }

  async #until (isSo: () => boolean): Promise<void> {
    if (isSo()) return
    const limit = { isOver: false }
    const timer = setTimeout(() => {
      limit.isOver = true
      this.#wake()
    }, 60_000)
    while (!isSo() && !limit.isOver) await new Promise<void>(resolve => { this.#waiting.push(resolve) })
    clearTimeout(timer)
  }

  #wake (): void {
    for (const wake of this.#waiting.splice(0)) wake()
  }
}
