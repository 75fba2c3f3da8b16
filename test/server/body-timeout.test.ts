import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type ClientHttp2Stream, type Http2ServerRequest } from 'node:http2'
import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { standardPlace } from '../../lib/answer/standard.ts'
import { limitBody } from '../../lib/server/body-timeout.ts'
import type { Edge } from '../../lib/server/edge.ts'
import { Prefixes } from '../../lib/server/prefixes.ts'
import { problem } from '../helpers/answers.ts'
import { answerOf, open } from '../helpers/http2.ts'
import { until } from '../helpers/until.ts'

interface Timer { readonly fire: () => void, readonly milliseconds: number, readonly made: NodeJS.Timeout }

/** The timers that are made meanwhile: they fire only when they are told to. */
function timersOf (t: Test, task: () => void): Timer[] {
  const timers: Timer[] = []
  const { setTimeout: real } = globalThis
  const made = (fire: () => void, milliseconds: number): NodeJS.Timeout => {
    const timer = real(() => {}, 600_000)
    t.teardown(() => clearTimeout(timer))
    timers.push({ fire, milliseconds, made: timer })
    return timer
  }
  Object.assign(globalThis, { setTimeout: made })
  try {
    task()
  } finally {
    Object.assign(globalThis, { setTimeout: real })
  }
  return timers
}

interface Limited { readonly request: Http2ServerRequest, readonly response: ServerResponse, readonly timers: Timer[], readonly stream: ClientHttp2Stream }

/** A request over HTTP/2 whose body is limited, seen from both ends. */
async function limited (t: Test, method = 'POST'): Promise<Limited> {
  const edge = { log: { error () {}, info () {} }, prefixes: new Prefixes(standardPlace(), true), idOf: () => () => undefined, drain: undefined, requestTimeout: 1234 } as unknown as Edge
  const server = createServer()
  t.teardown(() => server.close())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const session = open(t, (server.address() as AddressInfo).port)
  const come = once(server, 'request')
  const stream = session.request({ ':path': '/', ':method': method })
  stream.on('error', () => {})
  const [request, response] = await come
  const timers = timersOf(t, () => limitBody(edge, request as IncomingMessage, response as ServerResponse))
  return { request: request as Http2ServerRequest, response: response as ServerResponse, timers, stream }
}

const isCleared = ({ made }: Timer): boolean => (made as unknown as { _destroyed: boolean })._destroyed

t.test('a body that is not whole in time is a 408, and who reads it is told', async (t) => {
  const { request, timers: [timer], stream } = await limited(t)
  t.equal(timer?.milliseconds, 1234)
  t.notOk(timer?.made.hasRef(), 'it keeps no process')
  const told = once(request, 'aborted')
  request.on('error', () => {})
  timer?.fire()
  t.strictSame(await answerOf(stream), problem(408, 'The request did not arrive in time.'))
  await told
})

t.test('an answer that has begun is broken off', async (t) => {
  const { response, timers: [timer], stream } = await limited(t)
  response.writeHead(200)
  response.write('part')
  await once(stream, 'response')
  const closed = once(stream, 'close')
  timer?.fire()
  stream.resume()
  await closed
  t.equal(stream.rstCode, 8, 'CANCEL')
})

t.test('what is all there waits for its reader', async (t) => {
  const { request, response, timers: [timer], stream } = await limited(t)
  stream.end('whole')
  await until(() => request.stream.state.remoteClose === 1)
  timer?.fire()
  let body = ''
  for await (const piece of request) body += piece
  t.equal(body, 'whole')
  response.writeHead(204)
  response.end()
  t.equal((await answerOf(stream)).status, 204)
})

t.test('a body that has been read is not waited for any more', async (t) => {
  const { request, timers: [timer], stream } = await limited(t)
  t.notOk(isCleared(timer as Timer))
  const ended = once(request.resume(), 'end')
  stream.end('whole')
  await ended
  t.ok(isCleared(timer as Timer))
})

t.test('nor one that will not come', async (t) => {
  const { request, timers: [timer], stream } = await limited(t)
  const closed = once(request, 'close')
  // Whoever reads and has not come to its end sees none.
  const begun = once(request, 'readable')
  stream.write('part')
  await begun
  stream.close(8)
  await closed
  t.ok(isCleared(timer as Timer))
})

t.test('a request without a body is not limited', async (t) => {
  t.strictSame((await limited(t, 'GET')).timers, [])
})
