import type { FastifyReply, FastifyRequest } from 'fastify'
import { ApiError } from '../errors/api-error.ts'
import { methodNotAllowed } from '../errors/constructors.ts'
import type { RequestHead } from '../http/request-head.ts'
import { nearest } from '../options/option.ts'
import { yesOrNo } from '../options/words.ts'
import { scopeGate } from './gate.ts'
import type { Methods } from './methods.ts'
import { isOffered } from './offered.ts'

/**
 * For requests that no route takes: OPTIONS is answered (RFC 9110 §9.3.7), a method that the server knows nowhere is a 501
 * (§9.1), and one that the URL has not, where it has others, a 405 with Allow (§15.5.6). Where the application has a not-found handler,
 * that is asked first.
 */
export const method = scopeGate({
  hook: 'onRequest',
  status: [405],
  option: nearest<boolean, boolean>(yesOrNo, true),
  arm (isOn, { options, methods, isReported }) {
    if (!isOn || options !== undefined) return undefined
    return (request, reply) => isOffered(request) ? undefined : methodVerdict(request, reply, methods, isReported)
  }
})

/**
 * What is said of a request by its method.
 *
 * @param isReported - true: nothing is answered that bare Fastify refuses
 */
export function methodVerdict (request: FastifyRequest, reply: FastifyReply, methods: Methods, isReported: boolean): ApiError | 'answered' | undefined {
  if (request.method === 'OPTIONS') {
    if (isReported) return undefined
    if (answerOptions(methods, request, reply)) return 'answered'
  }
  if (isNowhere(request.raw, methods)) return noMethod
  const allow = methods.at(request.raw)
  return allow.length === 0 ? undefined : notAllowed(allow)
}

const noMethod = new ApiError('not_implemented')

/** True where the answer is the method's matter, whatever the URL. */
export function isOfMethod (head: RequestHead, methods: Methods): boolean {
  return isNowhere(head, methods) || (head.method === 'OPTIONS' && head.url === '*' && methods.all().length > 0)
}

/** What every client may try: whether a resource takes them is the resource's matter. */
const everyday = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

function isNowhere ({ method }: RequestHead, { isKnown }: Methods): boolean {
  return !everyday.has(method as string) && !isKnown(method as string)
}

/** What can be done with the resource, or with the server (`OPTIONS *`). A route of the application's, such as one for CORS, goes before. */
function answerOptions (methods: Methods, { raw }: FastifyRequest, reply: FastifyReply): boolean {
  const allow = raw.url === '*' ? methods.all() : methods.at(raw)
  if (allow.length === 0) return false
  reply.code(204).header('allow', [...new Set([...allow, 'OPTIONS'])].join(', ')).send()
  return true
}

// The lookup gives the same list for the same path again: one error a list is enough.
const refusals = new WeakMap<readonly string[], ApiError>()

function notAllowed (allow: readonly string[]): ApiError {
  let refusal = refusals.get(allow)
  if (refusal === undefined) refusals.set(allow, refusal = newRefusal(allow))
  return refusal
}

function newRefusal (allow: readonly string[]): ApiError {
  // GET implies HEAD: the header names both, a sentence only what the route was made for.
  const named = allow.includes('GET') ? Object.freeze(allow.filter(method => method !== 'HEAD')) : allow
  return methodNotAllowed(allow, undefined, { facts: { allow: named } })
}
