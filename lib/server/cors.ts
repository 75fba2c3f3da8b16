import type { ServerResponse, IncomingMessage } from 'node:http'
import type { Place } from '../answer/place.ts'
import { sendableHeaders, type SentFields } from '../errors/headers.ts'
import { logFault, type Told } from '../errors/log.ts'
import { pathOfUrl, type RequestHead } from '../http/request-head.ts'
import { isThenable } from '../thenable.ts'
import { isAnswered } from './connection.ts'
import type { Edge } from './edge.ts'

/** What lets a page read an answer that is given now. An origin that is looked up meanwhile is not known. */
export function corsFields (place: Place, head: RequestHead, told: Told): SentFields {
  return place.cors === undefined ? optionFields(place, head, told) : place.cors.ask(head, () => {})
}

/** The same for a message of which nothing could be read but its first line, if that. */
export function fixedFields (place: Place, head: RequestHead, told: Told): SentFields {
  const fixed = place.cors?.fixed
  return fixed?.['access-control-allow-origin'] === undefined ? optionFields(place, head, told) : fixed
}

/** What the option says where @fastify/cors is not asked. */
export function optionFields ({ settings: { cors } }: Place, head: RequestHead, told: Told): SentFields {
  try {
    const given: unknown = cors?.(head)
    if (!isThenable(given)) return sendableHeaders(given)
    given.then(undefined, () => {})
    throw new TypeError('it answers with a promise')
  } catch (fault) {
    logFault(told, fault, 'cors')
    return {}
  }
}

/** How long an origin is waited for that is looked up, in milliseconds. */
const patience = 1000

/**
 * Waits for an origin that is looked up, where nobody else is about to answer.
 *
 * @param answer - called once
 */
export function whenAsked (edge: Edge, request: IncomingMessage, response: ServerResponse, answer: (fields?: SentFields) => void): void {
  const { cors } = edge.prefixes.at(pathOfUrl(request.url))
  if (cors === undefined) return answer()
  let late: NodeJS.Timeout | undefined
  const told = (fields: SentFields): void => {
    clearTimeout(late)
    // Meanwhile it may have taken too long.
    if (!isAnswered(response)) answer(fields)
  }
  const atOnce = cors.ask(request, told)
  if (!isAnswered(response)) late = setTimeout(told, patience, atOnce).unref()
}
