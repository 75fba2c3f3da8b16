import { Readable } from 'node:stream'

/** How much may wait to be sent before the next line is handled, in characters. */
const highWaterMark = 64 * 1024

/**
 * The results of a batch as they come. What comes in one turn of the event loop leaves in one write; a client that reads
 * slowly slows the handling down.
 */
export class ResultStream extends Readable {
  #text = ''
  #isScheduled = false
  #isOver = false
  #wake: () => void = () => {}

  readonly #onCut: () => void

  /** @param onCut - told when nobody takes the results any more, before the next line could begin */
  constructor (onCut: () => void) {
    super({ highWaterMark, encoding: 'utf8' })
    this.#onCut = onCut
  }

  /** Adds text. @returns a promise where the client should catch up first */
  add (text: string): Promise<void> | undefined {
    this.#text += text
    if (!this.#isScheduled) {
      this.#isScheduled = true
      setImmediate(() => this.#flush())
    }
    if (this.readableLength + this.#text.length <= highWaterMark) return undefined
    return new Promise(resolve => { this.#wake = resolve })
  }

  finish (): void {
    this.#isOver = true
    if (!this.#isScheduled) this.#flush()
  }

  override _read (): void {
    if (this.#text === '') this.#wake()
  }

  override _destroy (error: Error | null, done: (error?: Error | null) => void): void {
    this.#text = ''
    if (!this.#isOver) this.#onCut()
    this.#wake()
    done(error)
  }

  #flush (): void {
    this.#isScheduled = false
    if (this.destroyed) return
    const text = this.#text
    this.#text = ''
    if (text !== '' && this.push(text)) this.#wake()
    if (this.#isOver) this.push(null)
  }
}
