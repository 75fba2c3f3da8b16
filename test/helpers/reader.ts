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
  #wake: () => void = () => {}

  constructor (app: FastifyInstance) {
    const note = (name: string) => async (request: FastifyRequest): Promise<void> => {
      this.of(request).hooks.push(name)
      this.#wake()
    }
    app.addHook('onRequest', async ({ raw }) => {
      this.#open.add(raw)
      const over = (): void => {
        this.#open.delete(raw)
        this.#wake()
      }
      // Neither makes the body flow.
      raw.once('end', over).once('close', over)
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

  /** Remembers how a reading ends, and hands it on. */
  async read<Value> (request: FastifyRequest, reading: Promise<Value>): Promise<Value> {
    const seen = this.of(request)
    try {
      const value = await reading
      seen.reader = 'whole'
      return value
    } catch (error) {
      seen.reader = `error ${String((error as { code?: unknown }).code)}`
      throw error
    } finally {
      this.#wake()
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

  /**
   * Waits until all requests have been told the end.
   *
   * @throws Error where one has not after ten seconds
   */
  readonly ended = async (): Promise<void> => {
    await this.#until(() => this.#open.size === 0)
    const left = [...this.#open].map(({ method, url }) => `${method} ${url}`)
    if (left.length > 0) throw new Error(`these were not told the end: ${left.join(', ')}`)
  }

  async #until (isSo: () => boolean): Promise<void> {
    let isOver = false
    const limit = setTimeout(() => {
      isOver = true
      this.#wake()
    }, 10_000)
    while (!isSo() && !isOver) await new Promise<void>(resolve => { this.#wake = resolve })
    clearTimeout(limit)
  }
}
