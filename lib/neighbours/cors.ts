import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { CorsHook, Settler } from '../answer/place.ts'
import { sendableHeaders, type SentFields } from '../errors/headers.ts'
import type { RequestHead } from '../http/request-head.ts'
import { runHook, type Hook } from './hooks.ts'

/** The name of its hook, wherever it stands. */
const name = 'handleCors'

export function hasCors (instance: FastifyInstance): boolean {
  return instance.hasPlugin('@fastify/cors')
}

/**
 * What @fastify/cors says where its hook does not run: the hook itself is asked, so that its rule holds, whatever that is.
 *
 * @param hooks - those of `onRequest` in the scope
 * @returns undefined where it is not among them
 */
export function corsOf (hooks: readonly Hook[], instance: FastifyInstance): CorsHook | undefined {
  const hook = hooks.find(one => one.name === name)
  if (hook === undefined) return undefined
  return {
    run: (request, reply, go) => runHook(hook, instance, request, reply, go),
    ask: (head, tell) => ask(hook, instance, head, tell),
    fixed: fixedOf(hook, instance)
  }
}

function ask (hook: Hook, instance: FastifyInstance, head: RequestHead, tell: (fields: SentFields) => void, mayVary = true): SentFields {
  const fields: Record<string, unknown> = {}
  const said = (): SentFields => sendableHeaders(Object.fromEntries(Object.entries(fields).filter(([field]) => isOfCors.test(field))))
  const told = (): void => tell(said())
  runHook(hook, instance, requestOf(head, instance), replyOf(fields, told, mayVary), told)
  return said()
}

const isOfCors = /^(?:vary|access-control-.*)$/

/** What it says to every request. No function of the application's is asked: before that it says that the answer varies. */
function fixedOf (hook: Hook, instance: FastifyInstance): SentFields {
  // Only a delegator is asked first.
  return String(hook).includes('corsOptions') ? ask(hook, instance, { headers: {} }, () => {}, false) : {}
}

/** As much of Fastify's request as there is below it. */
function requestOf (head: RequestHead, server: FastifyInstance): FastifyRequest {
  const { headers, method, url } = head
  const host = headers[':authority'] as string | undefined ?? headers.host ?? ''
  const socket = (head as { socket?: { remoteAddress?: string, encrypted?: boolean } }).socket
  return {
    raw: head,
    server,
    log: server.log,
    headers,
    method,
    url,
    originalUrl: url,
    host,
    hostname: host.replace(/:\d+$/, ''),
    protocol: socket?.encrypted === true ? 'https' : 'http',
    ip: socket?.remoteAddress,
    socket,
    params: {},
    query: {},
    routeOptions: { config: {} },
    is404: true
  } as unknown as FastifyRequest
}

/** Takes the fields; the answer is another one. */
function replyOf (fields: Record<string, unknown>, told: () => void, mayVary: boolean): FastifyReply {
  const itself = () => reply
  const reply = {
    sent: false,
    getHeader (field: string) {
      if (!mayVary) throw new Error('varies')
      return fields[field.toLowerCase()]
    },
    header (field: string, value: unknown) {
      fields[field.toLowerCase()] = value
      return reply
    },
    code: itself,
    status: itself,
    type: itself,
    send () {
      reply.sent = true
      told()
      return reply
    }
  }
  return reply as unknown as FastifyReply
}

const limits = /^(?:retry-after|(?:x-)?ratelimit.*)$/
const expose = 'access-control-expose-headers'

type Fields = Readonly<Record<string, unknown>>

/**
 * The value of Access-Control-Expose-Headers with which a page that may read an answer can read when to come again.
 *
 * @param fields - of the answer, in lower case
 * @returns undefined where what is said of it may stay
 */
function exposed (fields: Fields): string | undefined {
  if (fields['access-control-allow-origin'] === undefined) return undefined
  const said = String(fields[expose] ?? '')
  const known = new Set(said.toLowerCase().split(/[\s,]+/))
  // Fetch §3.3.6: with credentials `*` is a name like any other.
  if (known.has('*') && fields['access-control-allow-credentials'] === undefined) return undefined
  const more = Object.keys(fields).filter(one => limits.test(one) && !known.has(one))
  return more.length === 0 ? undefined : [...(said === '' ? [] : [said]), ...more].join(', ')
}

/** An error names those of its fields that limits have put there. */
export const exposing: Settler = {
  after (reply) {
    const all = exposed(reply.getHeaders())
    if (all !== undefined) reply.header(expose, all)
  }
}

/** The fields of an answer, with those that let a page read it. */
export function withCors (cors: SentFields, fields: SentFields): SentFields {
  const all = { ...cors, ...fields }
  if (cors['vary'] !== undefined && fields['vary'] !== undefined) all['vary'] = `${String(cors['vary'])}, ${String(fields['vary'])}`
  const names = exposed(all)
  return names === undefined ? all : { ...all, [expose]: names }
}
