import type { FastifyRequest } from 'fastify'
import { echo } from '../http/echo.ts'

/** `https://host` of the request, through trusted proxies, or that of the configured base. */
export function originOf ({ protocol, host }: Pick<FastifyRequest, 'protocol' | 'host'>, baseUrl: URL | undefined): string {
  if (baseUrl !== undefined) return baseUrl.origin
  return `${protocol}://${echo(host)}`
}
