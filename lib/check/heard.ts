import { subscribe } from 'node:diagnostics_channel'
import type { FastifyRequest } from 'fastify'
import type { ErrorEvent } from '../answer/tell.ts'

/** What is known of an answer beside itself. */
export interface Heard {
  /** Of the error that was sent; undefined: the plugin has sent none. */
  readonly kind?: string | undefined
  /** The pattern of the route: `/books/:id`. */
  readonly route?: string | undefined
  /** True: it was sent below Fastify's hooks. */
  readonly isBelow?: boolean
  readonly method?: string | undefined
  readonly path?: string | undefined
}

const known = new WeakMap<object, Heard>()
let lately: Heard | undefined
let isListening = false

/** From now on, and once for the process, what is published of requests is kept as long as they are. */
export function hear (): void {
  if (isListening) return
  isListening = true
  subscribe('tracing:fastify.request.handler:start', (message) => {
    const { request, route } = message as { request: FastifyRequest, route: { url?: string } }
    known.set(keyOf(request.raw), { route: route.url })
  })
  subscribe('fastify-conformant:error', (message) => {
    const { request, where, kind, shown, route, method, path } = message as ErrorEvent
    // A line of a batch is no answer by itself.
    if (where === 'line') return
    const heard = { kind: shown ?? kind, route, method, path, isBelow: where === 'below' }
    if (request !== undefined) {
      known.set(keyOf(request.raw), heard)
      return
    }
    // It is told of before it is written, at once.
    lately = heard
    queueMicrotask(() => { lately = undefined })
  })
}

/** What was published of a request; or, where that has none, what has just been. */
export function heardOf (raw: object): Heard | undefined {
  return known.get(keyOf(raw))
}

/** What was published last, of an answer that is written now, below the hooks. */
export function heardLately (): Heard | undefined {
  const heard = lately
  lately = undefined
  return heard
}

/** The layer of HTTP/2 that looks like HTTP/1.1 makes objects of its own for a stream. */
function keyOf (raw: object): object {
  return (raw as { stream?: object }).stream ?? raw
}
