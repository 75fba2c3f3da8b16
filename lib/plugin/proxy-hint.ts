import type { FastifyRequest } from 'fastify'
import { pathOfUrl } from '../http/request-head.ts'
import { encodedForms, isForwarded } from '../http/decoded-path.ts'
import { echo } from '../http/echo.ts'
import type { Methods } from '../gates/methods.ts'
import { say } from '../errors/log.ts'

/** How many unknown URLs a second are looked at. A scanner asks for more of them than is worth the time. */
const looksASecond = 10

interface Looks { second: number, left: number, isOver: boolean }

const looks = new WeakMap<Methods, Looks>()

/**
 * Says in the log, once for a server, that a reverse proxy seems to decode `%2F`: an unknown URL came through one, and would
 * be routed if some of its segments were one.
 *
 * @param now - milliseconds since 1970
 */
export function hintAtProxy (request: FastifyRequest, methods: Methods, now = Date.now()): void {
  if (!mayLook(methods, now)) return
  const { headers, httpVersion } = request.raw
  if (!isForwarded(headers, httpVersion)) return
  const path = pathOfUrl(request.raw.url)
  for (const encoded of encodedForms(path)) {
    if (!hasSlash(methods.paramsAt(request.method, encoded, request.raw))) continue
    (looks.get(methods) as Looks).isOver = true
    say(request.log, 'warn', `fastify-conformant: ${request.method} ${echo(path)} is not routed, but ${echo(encoded)} would be. If that was sent, a reverse proxy decodes the path: ` +
      'in nginx, write proxy_pass without a path, not even a slash; in Apache, AllowEncodedSlashes NoDecode and ProxyPass … nocanon')
    return
  }
}

/** What is too long for a parameter has a place in the router too, without any: it is answered with 414. */
function hasSlash (params: ReturnType<Methods['paramsAt']> = {}): boolean {
  return Object.values(params).some(value => value?.includes('/'))
}

function mayLook (methods: Methods, now: number): boolean {
  const second = Math.floor(now / 1000)
  let state = looks.get(methods)
  if (state === undefined) looks.set(methods, state = { second, left: looksASecond, isOver: false })
  if (state.isOver) return false
  if (state.second !== second) Object.assign(state, { second, left: looksASecond })
  return state.left-- > 0
}
