import { createHash } from 'node:crypto'

/** Keys as they may stand in any store. */
const plain = /^[\w.:/-]{1,64}$/

/** What stands for a key. No key that is kept as it is begins so: nobody can choose a key that is another's digest. */
export function digestOf (key: string): string {
  return `~${createHash('sha256').update(key).digest('base64url')}`
}

/**
 * A key as stores know it: tables have columns of some length, PostgreSQL takes no NUL, and long keys take memory. Who sends
 * such a key must not seem to be an outage.
 *
 * @example storeKey('192.0.2.1') // '192.0.2.1'
 */
export function storeKey (key: string): string {
  return plain.test(key) ? key : digestOf(key)
}
