import type { FastifyBaseLogger } from 'fastify'
import { say } from '../errors/log.ts'

/**
 * Says that something does not work as it seems to: in the log, and on standard error, because many run without a logger.
 *
 * @param code - for `process.on('warning')` and the `--disable-warning` option of Node.js
 */
export function warn (log: FastifyBaseLogger, code: string, message: string): void {
  say(log, 'warn', message)
  process.emitWarning(message, { type: 'ConformantWarning', code })
}
