import type { FastifyRequest } from 'fastify'
import { pathOfUrl } from '../http/request-head.ts'
import { encodedForms, isForwarded } from '../http/decoded-path.ts'
import { echo } from '../http/echo.ts'
import type { Methods } from '../gates/methods.ts'
import { say } from '../errors/log.ts'

/** How many unknown URLs a second are looked at. A scanner asks for more of them than is worth the time. */
const looksASecond = 10
/** How many are passed over when that is used up, before the clock is asked again: it takes longer than to count, and few do not delay the hint. */
const passedOver = 10

interface Looks { second: number, left: number, passed: number, isOver: boolean }

/** By what a server's router knows: all of its scopes share it. */
const looks = new WeakMap<Methods, Looks>()

/**
 * Says in the log, once for a server, that a reverse proxy seems to decode `%2F`: an unknown URL came through one, and would
 * be routed if some of its segments were one.
 *
 * @param clock - milliseconds since 1970
 * @returns told of each request for an unknown URL
 */
export function proxyHint (methods: Methods, clock: () => number = () => Date.now()): (request: FastifyRequest) => void {
  const state = looks.get(methods) ?? { second: 0, left: looksASecond, passed: 0, isOver: false }
  looks.set(methods, state)
  return request => {
    if (mayLook(state, clock)) look(request, methods, state)
  }
}

function look (request: FastifyRequest, methods: Methods, state: Looks): void {
  const { headers, httpVersion } = request.raw
  if (!isForwarded(headers, httpVersion)) return
  const path = pathOfUrl(request.raw.url)
  for (const encoded of encodedForms(path)) {
    if (!hasSlash(methods.paramsAt(request.method, encoded, request.raw))) continue
    state.isOver = true
    say(request.log, 'warn', `fastify-conformant: ${request.method} ${echo(path)} is not routed, but ${echo(encoded)} would be. If that was sent, a reverse proxy decodes the path: ` +
      'in nginx, write proxy_pass without a path, not even a slash; in Apache, AllowEncodedSlashes NoDecode and ProxyPass … nocanon')
    return
  }
}

/** What is too long for a parameter has a place in the router too, without any: it is answered with 414. */
function hasSlash (params: ReturnType<Methods['paramsAt']> = {}): boolean {
  return Object.values(params).some(value => value?.includes('/'))
}

function mayLook (state: Looks, clock: () => number): boolean {
  if (state.isOver) return false
  if (state.passed > 0) {
    state.passed--
    return false
  }
  const second = Math.floor(clock() / 1000)
  if (state.second !== second) Object.assign(state, { second, left: looksASecond })
  if (state.left-- > 0) return true
  state.passed = passedOver
  return false
}
