// Servers: what serverOptions() is given decides what Fastify makes, and the plugin's own options are checked.
import type { Server } from 'node:http'
import type { Http2SecureServer, Http2Server } from 'node:http2'
import type { Server as SecureServer } from 'node:https'
import Fastify, { type FastifyBaseLogger } from 'fastify'
import { pino, type Logger } from 'pino'
import conformant, { akeneo, serverOptions, type ConformantOptions, type ServerOptions } from 'fastify-conformant'
import type { Equal, Expect } from './equal.ts'

const dialect = akeneo()
const certificate = { key: '', cert: '' }
const ours = { dialect, drain: { bytes: 1000, seconds: 1 }, maxConnections: 10 }

const none = Fastify(serverOptions())
const plain = Fastify(serverOptions({ ...ours, bodyLimit: 1000, logger: true }))
const http = Fastify(serverOptions({ ...ours, http: { headersTimeout: 1000 } }))
const https = Fastify(serverOptions({ ...ours, https: certificate }))
export const limited = [Fastify(serverOptions({ http: { requestTimeout: 5000 } })), Fastify(serverOptions({ https: { ...certificate, headersTimeout: 90_000 } }))]
const http2 = Fastify(serverOptions({ ...ours, http2: true }))
const http2Secure = Fastify(serverOptions({ ...ours, http2: true, https: { ...certificate, allowHTTP1: true } }))
const logging = Fastify(serverOptions({ ...ours, loggerInstance: pino() }))
const loggingSecurely = Fastify(serverOptions({ ...ours, http2: true, https: certificate, loggerInstance: pino() }))

export type Servers = [
  Expect<Equal<typeof none.server, Server>>,
  Expect<Equal<typeof plain.server, Server>>,
  Expect<Equal<typeof http.server, Server>>,
  Expect<Equal<typeof https.server, SecureServer>>,
  Expect<Equal<typeof http2.server, Http2Server>>,
  Expect<Equal<typeof http2Secure.server, Http2SecureServer>>,
  Expect<Equal<typeof loggingSecurely.server, Http2SecureServer>>,
  Expect<Equal<typeof plain.log, FastifyBaseLogger>>,
  Expect<Equal<typeof logging.log, Logger>>,
  Expect<Equal<typeof loggingSecurely.log, Logger>>,
  Expect<Equal<keyof ServerOptions, 'dialect' | 'drain' | 'maxConnections'>>,
  Expect<Equal<ServerOptions['drain'], ConformantOptions['drain']>>
]

// The plugin goes on every one of them.
for (const app of [none, plain, http]) app.register(conformant, ours)
https.register(conformant, ours)
http2.register(conformant, ours)
http2Secure.register(conformant, ours)
logging.register(conformant, ours)
loggingSecurely.register(conformant, ours)

// Hooks and options of Fastify get the request that belongs to the server.
Fastify(serverOptions({ dialect, genReqId: (request) => String(request.headers['x-id']), rewriteUrl: (request) => request.url ?? '/' }))
Fastify(serverOptions({ frameworkErrors: (error, request, reply) => { reply.header('x-code', error.code).header('x-url', request.url) } }))

// @ts-expect-error a name is no dialect
serverOptions({ dialect: 'akeneo' })
// @ts-expect-error a number of bytes has a name
serverOptions({ drain: 1000 })
// @ts-expect-error the name has no other letters
serverOptions({ drain: { byte: 1000 } })
// @ts-expect-error a number of connections is no text
serverOptions({ maxConnections: '10' })
// @ts-expect-error gates are options of the plugin
serverOptions({ items: 1 })
// @ts-expect-error and Fastify's have their types
serverOptions({ bodyLimit: '1' })
