import type { FastifyRequest } from 'fastify'
import { echo } from '../http/echo.ts'
import { absoluteLocation } from '../http/location.ts'
import type { AnswerSettings } from './options.ts'

/** Absolute, below the prefix of the route's scope: a location is written the way routes are written. */
export function locate ({ protocol, host, server: { prefix } }: FastifyRequest, { baseUrl }: AnswerSettings, location: string): string {
  if (baseUrl === undefined) return absoluteLocation(location, { protocol, host, prefix })
  return absoluteLocation(location, {
    protocol: baseUrl.protocol.slice(0, -1),
    host: baseUrl.host,
    prefix: `${baseUrl.pathname.replace(/\/$/, '')}${prefix}`
  })
}

/** `https://host` of the request, through trusted proxies, or that of the configured base. */
export function originOf ({ protocol, host }: Pick<FastifyRequest, 'protocol' | 'host'>, baseUrl: URL | undefined): string {
  if (baseUrl !== undefined) return baseUrl.origin
  return `${protocol}://${echo(host)}`
}
