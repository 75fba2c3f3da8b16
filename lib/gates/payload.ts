import type { RouteOptions } from 'fastify'
import { excess } from './excess.ts'
import { gate, type HeadCheck } from './gate.ts'
import type { Readers } from './readers.ts'
import { sizeLimit, type ExcessStatus } from './size-limit.ts'

export const payload = gate({
  hook: 'preParsing',
  status: [413, 403],
  option: sizeLimit('bytes', 'route' as const),
  arm ({ limit, status }, { instance, options, hasBody, readers, isReported }) {
    if (limit === undefined || options === undefined || !hasBody) return undefined
    // Fastify counts a body that does not say its length.
    if (limit !== 'route') {
      const least = Math.min(limit, options.bodyLimit ?? limit)
      if (!isReported) options.bodyLimit = least
      return payloadCheck(least, status)
    }
    const standard = instance.initialConfig.bodyLimit as number
    return payloadCheck(options.bodyLimit ?? standard, status, limitOf(options, standard, readers))
  }
})

/** The limit of the parser that would read a body. One that reads a stream has limits of its own, whatever `bodyLimit` is. */
function limitOf ({ bodyLimit }: RouteOptions, standard: number, readers: Readers): (contentType: string) => number {
  return (contentType) => {
    const reader = readers.of(contentType)
    if (reader?.isStream === true) return Infinity
    return bodyLimit ?? reader?.bodyLimit ?? standard
  }
}

/**
 * 413 where the body is announced as larger than the route takes, before any of it is read (RFC 9110 §15.5.14).
 * A body that does not say its length is counted while it arrives.
 *
 * @param limit - bytes
 * @param status - 403: the limit is an operational constraint
 * @param limitFor - what holds instead for a content type; asked only where the length is over `limit`
 */
export function payloadCheck (limit: number, status: ExcessStatus = 413, limitFor: (contentType: string) => number = () => limit): HeadCheck {
  const refusal = excess(limit, 'bytes', status)
  return ({ raw: { headers } }) => {
    const length = Number(headers['content-length'])
    if (!(length > limit)) return undefined
    const most = limitFor(headers['content-type'] ?? '')
    if (!(length > most)) return undefined
    return most === limit ? refusal : excess(most, 'bytes', status)
  }
}
