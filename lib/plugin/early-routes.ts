import type { FastifyRequest } from 'fastify'
import { warn } from './warn.ts'

const uncovered = new WeakSet<object>()

/** Fastify tells of a route only those who were there before it. Hooks reach such a route, error handlers do not. */
export function warnOfUncovered (request: FastifyRequest): void {
  const { config, url, method } = request.routeOptions
  if (uncovered.has(config)) return
  uncovered.add(config)
  warn(request.log, 'CONFORMANT_UNCOVERED_ROUTE', `${String(method)} ${String(url)} was declared before fastify-conformant was loaded: ` +
    "its gates are not there, and its errors may keep Fastify's format. Write `await app.register(conformant, …)` before you declare routes.")
}
