import type { FastifyInstance } from 'fastify'
import { openapi, type OpenApiDocument, type OpenApiOptions } from './openapi.ts'
import { swaggerOf } from './swagger.ts'
import type { Version } from './versions.ts'

/** What a document is told that may be there already. */
export interface FinishedOptions extends Omit<OpenApiOptions, 'openapi'> {
  /** Undefined: what @fastify/swagger has been told. */
  readonly version?: Version | undefined
}

/** The document that an application publishes: that of @fastify/swagger where it is there in this version, else the one of this package. */
export function finishedDocument (app: FastifyInstance, { version, ...options }: FinishedOptions = {}): object {
  const published = swaggerOf(app) as OpenApiDocument | undefined
  if (published !== undefined && (version === undefined || String(published.openapi).slice(0, 3) === version.slice(0, 3))) return published
  return openapi(app, version === undefined ? options : { ...options, openapi: version })
}
