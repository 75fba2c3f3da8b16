import type { FastifyRequest } from 'fastify'
import { warn } from './warn.ts'

/** The servers that it has been said of. */
const told = new WeakSet<object>()

/** Fastify tells of a route only those who were there before it. Hooks reach such a route, error handlers do not. */
export function warnOfUncovered (request: FastifyRequest): void {
  const { schema, url, method } = request.routeOptions
  const { server } = request.server
  if (told.has(server) || isHidden(schema) || isOfPlugin(request.server.pluginName)) return
  told.add(server)
  warn(request.log, 'CONFORMANT_UNCOVERED_ROUTE', `${String(method)} ${String(url)} was declared before fastify-conformant was loaded, and others may be: ` +
    "its gates are not there, and its errors may keep Fastify's format. Write `await app.register(conformant, …)` before you declare routes.")
}

/** Those of @fastify/http-proxy and the like, which is registered where its routes are to be. */
function isOfPlugin (name: string): boolean {
  return name.startsWith('@fastify/')
}

/** True for the routes that plugins have for themselves: what describes an application leaves them out. */
export function isHidden (schema: unknown): boolean {
  return (schema as { hide?: unknown } | undefined)?.hide === true
}
