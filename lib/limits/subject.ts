import type { FastifyRequest } from 'fastify'
import { addressGroup, withoutPort } from '../http/address.ts'
import type { ConcurrencySettings } from './limit-options.ts'
import { networksOf } from './networks.ts'
import { digestOf } from './store-key.ts'
import { isThenable } from '../thenable.ts'

/** Whom a request counts for; undefined where it is not counted. */
export type Subject = (request: FastifyRequest) => string | undefined

/** How long a key may be; a longer one is kept as its digest, so that tables have a bound in bytes too. */
const longestKey = 64

/** What a limit's `key`, `allow` and `exempt` say together. */
export function subjectOf ({ key, allow, exempt, ipv6Prefix }: Pick<ConcurrencySettings, 'key' | 'allow' | 'exempt' | 'ipv6Prefix'>): Subject {
  const subject = keyOf(key, ipv6Prefix)
  const isAllowed = allow.length === 0 ? undefined : networksOf(allow)
  if (isAllowed === undefined && exempt === undefined) return subject
  return (request) => {
    if (isAllowed?.(request.ip ?? '') === true) return undefined
    if (exempt !== undefined && Boolean(notLater(exempt(request), 'exempt'))) return undefined
    return subject(request)
  }
}

function keyOf (key: ConcurrencySettings['key'], ipv6Prefix: number): Subject {
  if (key === 'instance') return () => '*'
  if (key === 'address') return ({ ip }) => addressKey(ip, ipv6Prefix)
  return (request) => {
    const own: unknown = key(request)
    if (typeof own === 'string') return bounded(own)
    if (own === undefined || own === null) return undefined
    // Each object would be written as the same text: one key for all of them.
    if (typeof own === 'number' || typeof own === 'bigint') return String(own)
    throw new TypeError(`the key of a limit must be a string, or undefined for a request that is not counted; got ${typeName(notLater(own, 'key'))}`)
  }
}

/**
 * @returns what an application's function has said
 * @throws TypeError for a promise: nobody waits for it, and it would pass for any answer
 */
export function notLater<Said> (said: Said, of: string): Said {
  if (!isThenable<unknown>(said)) return said
  // Its rejection would end the process.
  if (said instanceof Promise) said.catch(() => {})
  throw new TypeError(`${of} of a limit must answer at once and not with a promise; look up what it needs in a hook before the limit's`)
}

function typeName (value: unknown): string {
  return Array.isArray(value) ? 'a list' : `a value of the type ${typeof value}`
}

/** A server on a Unix socket knows no addresses: all of its clients are one. */
export function addressKey (address: string | undefined, ipv6Prefix: number): string {
  if (address === undefined) return 'local'
  return bounded(address.includes(':') ? addressGroup(withoutPort(address), ipv6Prefix) : address)
}

/** No key that a client sends is another's digest: one that looks like it gets a digest of its own. */
export function bounded (key: string): string {
  return key.length <= longestKey && !key.startsWith('~') ? key : digestOf(key)
}
