import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createHttp2Server } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import t, { type Test } from 'tap'
import { standardPlace } from '../../lib/answer/standard.ts'
import type { Edge } from '../../lib/server/edge.ts'
import { Prefixes } from '../../lib/server/prefixes.ts'
import { guard } from '../../lib/server/response.ts'
import { internalError } from '../helpers/answers.ts'
import { requestOf } from '../helpers/exchange.ts'
import { answerOf, open } from '../helpers/http2.ts'
import { RawClient } from '../helpers/raw.ts'

interface Served { readonly port: number, readonly lines: unknown[][] }

/** A server whose answers are measured, and what its log is told. */
async function serve (t: Test, answer: (response: ServerResponse) => void, isHttp2 = false): Promise<Served> {
  const lines: unknown[][] = []
  const tell = ({ err }: { err: Error }, message: string): void => { lines.push([message, err.message]) }
  const edge = { log: { error: tell, info: tell }, prefixes: new Prefixes(standardPlace(), true), idOf: () => () => undefined, drain: undefined } as unknown as Edge
  const onRequest = (_request: IncomingMessage, response: ServerResponse): void => {
    guard(edge, response, !isHttp2)
    answer(response)
  }
  const server = isHttp2 ? createHttp2Server(onRequest as never) : createServer(onRequest)
  t.teardown(() => server.close())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { port: (server.address() as AddressInfo).port, lines }
}

async function ask (t: Test, { port }: Served, method = 'GET'): Promise<RawClient> {
  const client = await RawClient.connect(port)
  t.teardown(() => client.close())
  client.send(requestOf({ method, headers: { connection: 'close' } }))
  return client
}

const fault = (words: string, length: number): string => `an answer has ${words} bytes than its Content-Length of ${length}`
const long = (response: ServerResponse, length: number): ServerResponse => response.setHeader('content-length', length)

t.test('an answer that is as long as it says is whole', async (t) => {
  const cases: Array<[name: string, length: number, answer: (response: ServerResponse) => void, body: string]> = [
    ['in pieces', 4, (response) => { response.write('ab'); response.end('cd') }, 'abcd'],
    ['at its end', 2, (response) => { response.end('ab') }, 'ab'],
    ['before its end', 2, (response) => { response.write('ab'); response.end() }, 'ab'],
    ['nothing', 0, (response) => { response.end() }, ''],
    ['in bytes, not in characters', 2, (response) => { response.end('é') }, 'é'],
    ['in another encoding', 3, (response) => { response.write('é', 'latin1'); response.write('6162', 'hex'); response.end() }, '\uFFFDab'],
    ['as bytes', 4, (response) => { response.write(Buffer.from('ab')); response.end(new Uint8Array([99, 100])) }, 'abcd'],
    ['with somebody who waits for it', 4, (response) => { response.write('ab', () => {}); response.end('cd', () => {}) }, 'abcd']
  ]
  for (const [name, length, answer, body] of cases) {
    const served = await serve(t, response => answer(long(response, length)))
    t.match(await (await ask(t, served)).answer(), { status: 200, headers: { 'content-length': String(length) }, body }, name)
    t.strictSame(served.lines, [], name)
  }
})

t.test('one that is not, and has not begun, is the server\'s fault', async (t) => {
  const cases: Array<[name: string, length: number, answer: (response: ServerResponse) => unknown, words: string]> = [
    ['shorter', 5, response => response.end('ab'), 'fewer'],
    ['nothing at all', 5, response => response.end(), 'fewer'],
    ['longer', 1, response => response.end('ab'), 'more'],
    ['longer at once', 1, response => response.write('ab'), 'more'],
    ['something in place of nothing', 0, response => response.end('a'), 'more']
  ]
  for (const [name, length, answer, words] of cases) {
    const served = await serve(t, response => answer(long(response, length)))
    t.strictSame(await (await ask(t, served)).answer(), { ...internalError, headers: { ...internalError.headers, connection: 'close' } }, name)
    t.strictSame(served.lines, [[fault(words, length), fault(words, length)]], name)
  }
})

t.test('one that is not, and has begun, is cut', async (t) => {
  const said: unknown[] = []
  const cases: Array<[name: string, length: number, end: (response: ServerResponse) => unknown, words: string]> = [
    ['shorter', 5, response => response.end('b'), 'fewer'],
    ['longer', 2, response => response.end('bc'), 'more'],
    ['longer before its end', 2, response => said.push(response.write('bc')), 'more']
  ]
  for (const [name, length, end, words] of cases) {
    const served = await serve(t, response => { long(response, length).write('a', () => end(response)) })
    t.match(await (await ask(t, served)).rest(), /^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\na$/, `${name}: what is too much is not sent`)
    t.strictSame(served.lines, [['an answer that had begun was cut', fault(words, length)]], name)
  }
  t.strictSame(said, [false], 'who writes is told to wait')
})

t.test('what says what would have been sent, or has said it already, is not looked at', async (t) => {
  const cases: Array<[name: string, method: string, answer: (response: ServerResponse) => unknown, status: number, body: string]> = [
    ['HEAD', 'HEAD', response => long(response, 5).end(), 200, ''],
    ['304', 'GET', response => { response.statusCode = 304; long(response, 5).end() }, 304, ''],
    ['no length', 'GET', (response) => { response.write('a'); response.end('b') }, 200, 'ab'],
    ['a head that was written before', 'GET', response => long(response, 1).writeHead(200).end('ab'), 200, 'a']
  ]
  for (const [name, method, answer, status, body] of cases) {
    const served = await serve(t, answer)
    t.match(await (await ask(t, served, method)).answer(method), { status, body }, name)
    t.strictSame(served.lines, [], name)
  }
})

t.test('HTTP/2 writes what is left through write', async (t) => {
  const cases: Array<[name: string, length: number, answer: (response: ServerResponse) => unknown, status: number, words: string | undefined]> = [
    ['in pieces', 4, (response) => { response.write('ab'); response.end('cd') }, 200, undefined],
    ['at its end', 2, response => response.end('ab'), 200, undefined],
    ['shorter', 5, response => response.end('ab'), 500, 'fewer'],
    ['longer', 1, response => response.end('ab'), 500, 'more']
  ]
  for (const [name, length, answer, status, words] of cases) {
    const served = await serve(t, (response) => {
      response.setHeader('content-length', length)
      answer(response)
    }, true)
    const session = open(t, served.port)
    const told = await answerOf(session.request({ ':path': '/' }))
    t.strictSame([told.status, status === 500 || Buffer.byteLength(told.body) === length], [status, true], name)
    t.strictSame(served.lines, words === undefined ? [] : [[fault(words, length), fault(words, length)]], name)
    session.close()
  }
})

t.test('what the application has put around write and end is asked for every piece, and nothing is counted', async (t) => {
  const around = (response: ServerResponse, name: 'write' | 'end', seen: unknown[]): void => {
    const inner = response[name].bind(response) as (...given: unknown[]) => never
    response[name] = (...given: unknown[]) => {
      seen.push([name, given[0]])
      return inner(...given)
    }
  }
  const cases: Array<[name: string, wrapped: Array<'write' | 'end'>, seen: unknown[]]> = [
    ['write', ['write'], [['write', 'ab'], ['write', 'cd']]],
    ['end', ['end'], [['end', 'ef']]],
    ['both', ['write', 'end'], [['write', 'ab'], ['write', 'cd'], ['end', 'ef']]]
  ]
  for (const [name, wrapped, expected] of cases) {
    const seen: unknown[] = []
    const served = await serve(t, (response) => {
      for (const one of wrapped) around(response, one, seen)
      long(response, 6).write('ab')
      response.write('cd')
      response.end('ef')
    })
    t.match(await (await ask(t, served)).answer(), { status: 200, body: 'abcdef' }, name)
    t.strictSame(seen, expected, name)
  }
})
