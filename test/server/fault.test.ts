import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import t, { type Test } from 'tap'
import { standardPlace } from '../../lib/answer/standard.ts'
import { conflict } from '../../lib/index.ts'
import { track } from '../../lib/server/connection.ts'
import type { Edge } from '../../lib/server/edge.ts'
import { answerFault, guardedWriteHead } from '../../lib/server/fault.ts'
import { internalError, problem } from '../helpers/answers.ts'
import { requestOf } from '../helpers/exchange.ts'
import { RawClient, type Answer } from '../helpers/raw.ts'

interface Served { readonly client: RawClient, readonly lines: unknown[][], answer (): Promise<Answer> }

/** A client of a server that answers as it is told, and what its log is told. */
async function serve (t: Test, handle: (edge: Edge, request: IncomingMessage, response: ServerResponse) => void, isClosing = false): Promise<Served> {
  const lines: unknown[][] = []
  const tell = ({ err }: { err: unknown }, message: string): void => { lines.push([message, err]) }
  const edge = { log: { error: tell, info: tell }, places: new Map(), first: standardPlace(), drain: undefined, isClosing } as unknown as Edge
  const server = createServer((request, response) => handle(edge, request, response))
  t.teardown(() => server.close())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const client = await RawClient.connect((server.address() as AddressInfo).port)
  t.teardown(() => client.close())
  client.send(requestOf({}))
  return { client, lines, answer: async () => await client.answer() }
}

const secret = new Error('secret')

t.test('what nobody would catch is answered', async (t) => {
  const fault = await serve(t, (edge, request, response) => answerFault(edge, secret, request, response))
  t.strictSame(await fault.answer(), internalError)
  t.strictSame(fault.lines, [['Internal Server Error', secret]])
  const meant = await serve(t, (edge, request, response) => answerFault(edge, conflict('Taken.'), request, response))
  t.strictSame(await meant.answer(), problem(409, 'Taken.'), 'an ApiError is what it says')
})

t.test('an answer that has begun is cut', async (t) => {
  const { client, lines } = await serve(t, (edge, request, response) => {
    response.writeHead(200, { 'content-length': 9 })
    response.write('part', () => answerFault(edge, secret, request, response))
  })
  t.match(await client.rest(), /^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\npart$/)
  t.strictSame(lines, [['an answer that had begun was cut', secret]])
})

t.test('a head that can be sent is', async (t) => {
  const { answer, lines } = await serve(t, (edge, _request, response) => {
    response.writeHead = guardedWriteHead(edge)
    t.equal(response.writeHead(201, 'Made', { 'x-own': 'a', 'content-length': 0 }), response)
    response.end()
  })
  t.strictSame(await answer(), { status: 201, headers: { 'x-own': 'a', 'content-length': '0' }, body: '' })
  t.strictSame(lines, [])
})

t.test('a head that cannot be sent is a fault like any other', async (t) => {
  const cases: Array<[name: string, write: (response: ServerResponse) => unknown, code: string]> = [
    ['a field', response => response.writeHead(200, { 'x-own': 'a\nb' }), 'ERR_INVALID_CHAR'],
    ['a reason phrase', response => response.writeHead(200, 'a\nb'), 'ERR_INVALID_CHAR'],
    ['a status', response => response.writeHead(99), 'ERR_HTTP_INVALID_STATUS_CODE']
  ]
  for (const [name, write, code] of cases) {
    const { answer, lines } = await serve(t, (edge, _request, response) => {
      response.setHeader('x-before', 'a')
      response.writeHead = guardedWriteHead(edge)
      t.equal(write(response), response, name)
      response.end('behind it')
    })
    t.strictSame(await answer(), internalError, name)
    t.strictSame(lines.map(([message, err]) => [message, (err as { code: string }).code]), [['Internal Server Error', code]], name)
  }
})

t.test('a second head is thrown back at whoever writes it', async (t) => {
  let thrown: unknown
  const { answer, lines } = await serve(t, (edge, _request, response) => {
    response.writeHead = guardedWriteHead(edge)
    response.writeHead(200, { 'content-length': 3 })
    try {
      response.writeHead(500)
    } catch (error) {
      thrown = error
    }
    response.end('own')
  })
  t.match(await answer(), { status: 200, body: 'own' })
  t.equal((thrown as { code?: string }).code, 'ERR_HTTP_HEADERS_SENT')
  t.strictSame(lines, [])
})

t.test("somebody's own writeHead is kept, and guarded", async (t) => {
  for (const isBroken of [false, true]) {
    let asked = 0
    const { answer } = await serve(t, (edge, _request, response) => {
      const own = function (this: ServerResponse, ...given: [number]): ServerResponse {
        if (isBroken && asked++ === 0) throw secret
        this.setHeader('x-own', 'a')
        return Object.getPrototypeOf(this).writeHead.apply(this, given)
      }
      response.writeHead = guardedWriteHead(edge, own as never)
      response.writeHead(204)
      response.end()
    })
    const { status, headers } = await answer()
    t.strictSame([status, headers['x-own']], [isBroken ? 500 : 204, 'a'])
  }
})

t.test('while the server closes the last answer of a connection says so', async (t) => {
  for (const [isClosing, isLast, connection] of [[true, true, 'close'], [true, false, undefined], [false, true, 'upgrade']] as const) {
    const { answer } = await serve(t, (edge, request, response) => {
      if (isLast) track(request.socket, response, () => {})
      response.setHeader('connection', 'upgrade')
      response.writeHead = guardedWriteHead(edge)
      response.writeHead(200, { 'content-length': 0 }).end()
    }, isClosing)
    t.equal((await answer()).headers.connection, connection, `${isClosing} ${isLast}`)
  }
})
