import { random } from '../../helpers/limits.ts'
import type { Answer } from '../../helpers/raw.ts'
import type { Ask } from './crossing-connections.ts'
import type { Row, Who } from './crossing-rows.ts'

/** Sends rows as one client does, and reads of the answers what is not of one request alone. */
export class Client {
  readonly who: Who
  /** The ids that the server has made up for it. */
  readonly made: string[] = []
  readonly #ask: Ask
  readonly #random: () => number
  #sent = 0

  constructor (who: Who, ask: Ask, seed: number) {
    this.who = who
    this.#ask = ask
    this.#random = random(seed)
  }

  /** Sends them at once. @returns texts that are the same whenever the answers are */
  async ask (some: readonly Row[]): Promise<string[]> {
    const { host, tenant, language } = this.who
    const all = some.map(row => {
      const { headers, ...rest } = row.sent(this.who)
      const id = `${this.who.mark}-${String(++this.#sent).padStart(6, '0')}`
      const own = { host, 'x-tenant': tenant, 'accept-language': language, 'x-request-id': id, 'x-turns': String(Math.floor(this.#random() * 4)) }
      return { id, sent: { ...rest, headers: { ...own, ...headers } } }
    })
    const answers = await this.#ask(all.map(({ sent }) => sent))
    return answers.map((answer, index) => this.#textOf(answer, all[index]?.id as string))
  }

  /** Another order each time. */
  shuffled (some: readonly Row[]): Row[] {
    return some.map(row => ({ row, at: this.#random() })).sort((one, other) => one.at - other.at).map(({ row }) => row)
  }

  #textOf ({ status, headers, body }: Answer, id: string): string {
    const fields = Object.entries(headers).map(([name, value]) => `${name}: ${String(value)}\n`).join('')
    return `${status}\n${fields}\n${body}`.replaceAll(id, '<id>').replace(/made-\d{9}/g, made => {
      this.made.push(made)
      return '<made>'
    })
  }
}
