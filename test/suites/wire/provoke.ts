import { STATUS_CODES } from 'node:http'
import type { Test } from 'tap'
import type { Dialect } from '../../../lib/index.ts'
import { akeneo, gitlab, problem } from '../../../lib/index.ts'
import { StrictClient, type Heard, type Received } from './strict-client.ts'
import { isOfDialect, typeOf, wordsOf, type DialectName, type Facts, type Kind } from './words.ts'

/** One failure, and what has to come of it in each dialect. */
export interface Provoked extends Told {
  readonly name: string
  /** What the client sends; a string is latin1. */
  readonly bytes: string | Buffer
  /** The client's side is closed behind the bytes. */
  readonly ends?: boolean
}

export interface Told {
  readonly kind: Kind
  readonly facts?: Facts
  /** Beside those that every answer has. */
  readonly headers?: Received['headers']
  /** Whether the connection ends with the answer. */
  readonly closes?: boolean
  /** Of the request; the answer to HEAD has no body. */
  readonly method?: string
  /** Where the words are no single sentence. */
  readonly bodies?: Readonly<Record<DialectName, object>>
  /** Where it is not that of the kind in all dialects. */
  readonly statuses?: Readonly<Record<DialectName, number>>
}

export const dialects: Readonly<Record<DialectName, () => Dialect>> = { akeneo, gitlab, problem }
export const dialectNames = Object.keys(dialects) as DialectName[]

export const persists = { connection: 'keep-alive', 'keep-alive': 'timeout=72' }
export const ends = { connection: 'close' }

export const probe = 'GET /ok HTTP/1.1\r\nHost: api.example\r\nConnection: close\r\n\r\n'

/** What has to come, head and body. */
export function toldBy (dialect: DialectName, told: Told): Received {
  const { status: usual, type, body: sentence, mayBeStored } = wordsOf(dialect, told.kind, told.facts)
  const status = told.statuses?.[dialect] ?? usual
  const body = told.bodies === undefined ? sentence : JSON.stringify(told.bodies[dialect])
  return {
    line: lineOf(status, dialect),
    headers: sorted<string | string[]>({
      'content-type': type,
      'content-length': String(Buffer.byteLength(body)),
      date: 'date',
      ...(mayBeStored ? {} : { 'cache-control': 'no-store' }),
      ...(told.closes === true ? ends : persists),
      ...told.headers
    }),
    body: told.method === 'HEAD' ? '' : body
  }
}

/** The phrase of 413 in akeneo's documentation is the one of RFC 2616. */
function lineOf (status: number, dialect: DialectName): string {
  return `HTTP/1.1 ${status} ${status === 413 && dialect === 'akeneo' ? 'Request Entity Too Large' : STATUS_CODES[status]}`
}

/** The answer to what is right. */
export function fine (headers: Received['headers'] = ends, body: object = { ok: true }): Received {
  const text = JSON.stringify(body)
  return {
    line: 'HTTP/1.1 200 OK',
    headers: sorted({ 'content-type': 'application/json; charset=utf-8', 'content-length': String(Buffer.byteLength(text)), date: 'date', ...headers }),
    body: text
  }
}

export function sorted<T> (fields: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(fields).sort(([a], [b]) => a < b ? -1 : 1))
}

export function plain ({ line, headers, body }: Received): Received {
  return { line, headers: sorted(headers), body }
}

/** Counts what was provoked, and what of it came in another format than the dialect's, or not at all. */
export class Tally {
  provoked = 0
  readonly foreign: string[] = []

  count (name: string, dialect: DialectName, answer: Received | undefined, method?: string): void {
    this.provoked++
    if (answer === undefined) {
      this.foreign.push(`${dialect}: ${name}: no answer`)
      return
    }
    const status = Number(answer.line.split(' ')[1])
    const isSound = status >= 400 && answer.headers['content-type'] === typeOf(dialect) && (method === 'HEAD' || isOfDialect(dialect, status, answer.body))
    if (!isSound) this.foreign.push(`${dialect}: ${name}: ${JSON.stringify(answer)}`)
  }
}

/**
 * Provokes a failure on a connection of its own. Exactly one answer must come; where the connection stays,
 * the next request on it must be answered.
 */
export async function provoke (t: Pick<Test, 'strictSame'>, port: number, dialect: DialectName, provoked: Provoked, tally: Tally): Promise<void> {
  const { name, bytes, ends: halfCloses, closes, method } = provoked
  const title = `${dialect}: ${name}`
  const client = await StrictClient.connect(port, method ?? 'GET')
  client.send(bytes)
  if (halfCloses === true) client.end()
  let heard: Heard
  try {
    if (closes !== true) {
      await client.answers(1)
      if (!client.isClosed) client.send(probe)
    }
    heard = await client.ended()
  } catch (error) {
    heard = { ...client.heard(), error: String(error) }
  } finally {
    client.close()
  }
  const [answer] = heard.received
  tally.count(name, dialect, answer, method)
  t.strictSame({ received: heard.received.map(plain), rest: heard.rest, error: heard.error }, {
    received: closes === true ? [toldBy(dialect, provoked)] : [toldBy(dialect, provoked), fine()],
    rest: '',
    error: undefined
  }, title)
}

/** Several at a time: what waits for a clock does not hold up the rest. */
export async function atOnce<Item> (items: readonly Item[], task: (item: Item) => Promise<void>): Promise<void> {
  const left = [...items]
  await Promise.all(Array.from({ length: 10 }, async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await task(item)
  }))
}
