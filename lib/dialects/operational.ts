import type { Facts } from '../errors/api-error.ts'

/** What to do about an operational constraint, in plain English. */
const advice = 'Send fewer items, or several smaller requests.'

/**
 * What a limit of an operational constraint says to the client, and what to do.
 *
 * @returns undefined where no limit is known
 * @example constraintOf({ limit: 100, unit: 'items' }) // 'The request has more than 100 items. Send fewer items, or several smaller requests.'
 */
export function constraintOf ({ limit, unit }: Facts): string | undefined {
  if (limit === undefined) return undefined
  return `${unit === 'bytes' ? `The request body is larger than ${limit} bytes.` : `The request has more than ${limit} items.`} ${advice}`
}
