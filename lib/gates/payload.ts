import { excess } from './excess.ts'
import { gate, type HeadCheck } from './gate.ts'
import { sizeLimit, type ExcessStatus } from './size-limit.ts'

export const payload = gate({
  hook: 'preParsing',
  status: [413, 403],
  option: sizeLimit('bytes', 'route' as const),
  arm ({ limit, status }, { instance, options, hasBody }) {
    if (limit === undefined || options === undefined || !hasBody) return undefined
    // Fastify counts a body that does not say its length.
    if (limit !== 'route') options.bodyLimit = Math.min(limit, options.bodyLimit ?? limit)
    return payloadCheck(options.bodyLimit ?? instance.initialConfig.bodyLimit as number, status)
  }
})

/**
 * 413 where the body is announced as larger than the route takes, before any of it is read (RFC 9110 §15.5.14).
 * A body that does not say its length is counted while it arrives.
 *
 * @param limit - bytes
 * @param status - 403: the limit is an operational constraint
 */
export function payloadCheck (limit: number, status: ExcessStatus = 413): HeadCheck {
  const refusal = excess(limit, 'bytes', status)
  return ({ raw: { headers } }) => Number(headers['content-length']) > limit ? refusal : undefined
}
