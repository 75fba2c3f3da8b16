/** A message by its name, and what it says. */
export interface Message {
  readonly type: string
}

type Handler = (message: never) => unknown

/** Brings each message to the one that handles it. There is one for commands and one for queries. */
export class Bus {
  readonly #handlers = new Map<string, Handler>()

  register<Of extends Message> (type: Of['type'], handler: (message: Of) => unknown): this {
    if (this.#handlers.has(type)) throw new TypeError(`${type} has a handler already.`)
    this.#handlers.set(type, handler)
    return this
  }

  async execute<Result> (message: Message & Readonly<Record<string, unknown>>): Promise<Result> {
    const handler = this.#handlers.get(message.type)
    if (handler === undefined) throw new TypeError(`Nobody handles ${message.type}.`)
    return await handler(message as never) as Result
  }
}
