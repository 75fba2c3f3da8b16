import { Writable } from 'node:stream'
import type { FastifyServerOptions } from 'fastify'

export interface LogRecord {
  readonly level: number
  readonly msg: string
  readonly reqId?: string
  readonly err?: unknown
  readonly [member: string]: unknown
}

export interface Logs {
  /** For `Fastify({ logger })`. */
  readonly logger: NonNullable<FastifyServerOptions['logger']>
  readonly records: LogRecord[]
  /** Without what is said of every request and every start. */
  errors (): LogRecord[]
}

const usual = /^(?:incoming request|request completed|Server listening .*|fastify-conformant: not covered .*)$/

/** Keeps what a server logs. */
export function captureLogs (): Logs {
  const records: LogRecord[] = []
  const stream = new Writable({
    write (chunk, _encoding, done) {
      for (const line of String(chunk).split('\n')) if (line !== '') records.push(JSON.parse(line))
      done()
    }
  })
  return { logger: { level: 'info', stream }, records, errors: () => records.filter(({ msg }) => !usual.test(msg)) }
}
