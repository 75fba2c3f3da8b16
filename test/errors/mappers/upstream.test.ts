import t from 'tap'
import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { Agent, fetch as undiciFetch, request, type Dispatcher } from 'undici'
import { upstreamErrors } from '../../../lib/errors/mappers/upstream.ts'

/** A server that answers each connection by one act; its address. */
async function upstream (t: { teardown: (task: () => void) => void }, act: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>()
  const server = createServer(socket => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('data', () => act(socket))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const thrownBy = (asked: Promise<unknown>): Promise<unknown> => asked.then(() => undefined, (error: unknown) => error)

// Only what is waited for has a limit: a machine that is busy is slow in all of it.
const acts: Array<[name: string, code: string, kind: string, act: (socket: Socket) => void, limits?: Agent.Options]> = [
  ['silence', 'UND_ERR_HEADERS_TIMEOUT', 'gateway_timeout', () => {}, { headersTimeout: 100 }],
  ['half a body', 'UND_ERR_BODY_TIMEOUT', 'gateway_timeout', socket => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf'), { bodyTimeout: 100 }],
  ['the other side closed', 'UND_ERR_SOCKET', 'bad_gateway', socket => socket.end()],
  ['no HTTP', 'none', 'bad_gateway', socket => socket.end('hello\r\n\r\n')]
]

t.test('undici over real sockets', async (t) => {
  for (const [name, code, kind, act, limits = {}] of acts) {
    const dispatcher: Dispatcher = new Agent(limits)
    t.teardown(() => dispatcher.destroy())
    const url = await upstream(t, act)
    for (const [how, ask] of [
      ['fetch', async () => (await undiciFetch(url, { dispatcher })).text()],
      ['request', async () => (await request(url, { dispatcher })).body.text()]
    ] as const) {
      const thrown = await thrownBy(ask()) as { code?: string, cause?: { code?: string } }
      t.equal(thrown.cause?.code ?? thrown.code ?? 'none', code, `${name}, ${how}: the code is what undici says`)
      const error = upstreamErrors(thrown, undefined)
      t.strictSame([error?.kind, error?.detail], [kind, undefined], `${name}, ${how}`)
      t.equal(error?.cause, thrown)
    }
  }
})

t.test('the fetch of Node, where nobody listens', async (t) => {
  const url = await upstream(t, () => {})
  const closed = createServer().listen(0, '127.0.0.1')
  await once(closed, 'listening')
  const { port } = closed.address() as AddressInfo
  closed.close()
  const thrown = await thrownBy(fetch(`http://127.0.0.1:${port}/`))
  t.match(thrown, { name: 'TypeError', message: 'fetch failed', cause: { code: 'ECONNREFUSED' } })
  t.equal(upstreamErrors(thrown, undefined)?.kind, 'bad_gateway')
  const late = await thrownBy(fetch(url, { signal: AbortSignal.timeout(50) }))
  t.equal(upstreamErrors(late, undefined)?.kind, 'gateway_timeout')
  const gone = await thrownBy(fetch(url, { signal: AbortSignal.abort() }))
  t.equal(upstreamErrors(gone, undefined), undefined, 'whoever gives up says nothing of upstream')
})

t.test('by their marks', async (t) => {
  const own: { cause?: unknown } = {}
  own.cause = own
  const cases: Array<[name: string, thrown: unknown, kind: string | undefined]> = [
    ['undici, a connection that takes too long', { code: 'UND_ERR_CONNECT_TIMEOUT' }, 'gateway_timeout'],
    ['axios, another server\'s status', { isAxiosError: true, status: 404, code: 'ERR_BAD_REQUEST' }, 'bad_gateway'],
    ['axios, too late', { isAxiosError: true, code: 'ECONNABORTED' }, 'gateway_timeout'],
    ['axios, too late, by the system', { isAxiosError: true, code: 'ETIMEDOUT' }, 'gateway_timeout'],
    ['gaxios', { name: 'GaxiosError', status: 404 }, 'bad_gateway'],
    ['gaxios, too late', { name: 'GaxiosError', cause: { code: 'ETIMEDOUT' } }, 'gateway_timeout'],
    ['fetch, too late', Object.assign(new TypeError('fetch failed'), { cause: { code: 'UND_ERR_HEADERS_TIMEOUT' } }), 'gateway_timeout'],
    ['fetch without a cause', new TypeError('fetch failed'), 'bad_gateway'],
    ['fetch in the middle of an answer', new TypeError('terminated'), 'bad_gateway'],
    ['another TypeError', new TypeError('x is not a function'), undefined],
    ['a timeout of something else', { code: 'ETIMEDOUT' }, undefined],
    ['a connection', { code: 'ECONNREFUSED', syscall: 'connect' }, 'bad_gateway'],
    ['a connection that takes too long, by the system', { code: 'ETIMEDOUT', syscall: 'connect' }, 'gateway_timeout'],
    ['an answer that takes too long, by the system', { code: 'ETIMEDOUT', syscall: 'read' }, 'gateway_timeout'],
    ['a name', { code: 'EAI_AGAIN', syscall: 'getaddrinfo' }, 'bad_gateway'],
    ['a name with several addresses', Object.assign(new AggregateError([{ code: 'ETIMEDOUT', syscall: 'connect' }]), { code: 'ETIMEDOUT' }), 'gateway_timeout'],
    ['other errors of one code', { code: 'E', errors: [new Error('x')] }, undefined],
    ['a reset', { code: 'ECONNRESET', syscall: 'read' }, 'bad_gateway'],
    ['a reset that was written to', { code: 'ECONNRESET', syscall: 'write' }, 'bad_gateway'],
    ['what the other side has closed', { code: 'EPIPE', syscall: 'write' }, 'bad_gateway'],
    ['a connection that was made by others', { code: 'ECONNRESET', message: 'reset' }, undefined],
    ['a file', { code: 'ENOENT', syscall: 'open' }, undefined],
    ['an answer that cannot be read', { code: 'HPE_INVALID_CONSTANT' }, 'bad_gateway'],
    ['a certificate', { code: 'CERT_HAS_EXPIRED' }, 'bad_gateway'],
    ['no TLS', { code: 'EPROTO', syscall: 'write' }, 'bad_gateway'],
    ['what it is the cause of', new Error('no prices', { cause: new TypeError('fetch failed') }), 'bad_gateway'],
    ['what it is the cause of, too late', new Error('no prices', { cause: new Error('no answer', { cause: { code: 'ETIMEDOUT', syscall: 'connect' } }) }), 'gateway_timeout'],
    ['what it is the cause of, by another name', { innerError: { code: 'ECONNREFUSED', syscall: 'connect' } }, 'bad_gateway'],
    ['what says its own status', { statusCode: 409, cause: new TypeError('fetch failed') }, undefined],
    ['what says its own status, by another name', { status: 500, cause: new TypeError('fetch failed') }, undefined],
    ['reply-from', { code: 'FST_REPLY_FROM_INTERNAL_SERVER_ERROR', statusCode: 500, cause: { code: 'ECONNREFUSED', syscall: 'connect' } }, 'bad_gateway'],
    ['reply-from, a reset', { code: 'ECONNRESET', statusCode: 500, cause: { code: 'ECONNRESET', message: 'socket hang up' } }, 'bad_gateway'],
    ['reply-from, too late', { code: 'FST_REPLY_FROM_GATEWAY_TIMEOUT', statusCode: 504, cause: { code: 'UND_ERR_HEADERS_TIMEOUT' } }, undefined],
    ['reply-from, for another reason', { code: 'FST_REPLY_FROM_INTERNAL_SERVER_ERROR', statusCode: 500, cause: new TypeError('Invalid URL') }, undefined],
    ['undici, given up', { name: 'AbortError', code: 'UND_ERR_ABORTED' }, undefined],
    ['got, given up', { name: 'AbortError', code: 'ERR_ABORTED', request: {} }, undefined],
    ['axios, given up', { isAxiosError: true, code: 'ERR_CANCELED', config: { signal: { reason: new Error('gone') } } }, undefined],
    ['axios, given up because it was too late', { isAxiosError: true, code: 'ERR_CANCELED', config: { signal: { reason: { name: 'TimeoutError' } } } }, 'gateway_timeout'],
    ['node-fetch, which says no more of a signal', { name: 'AbortError', type: 'aborted' }, 'gateway_timeout'],
    ['node-fetch 2, too late', { name: 'FetchError', type: 'request-timeout' }, 'gateway_timeout'],
    ['node-fetch 2, too late in the middle', { name: 'FetchError', type: 'body-timeout' }, 'gateway_timeout'],
    ['Wreck', { isBoom: true, message: 'Client request error: connect', output: { statusCode: 502 } }, 'bad_gateway'],
    ['Wreck, too late', { isBoom: true, message: 'Client request timeout', output: { statusCode: 504 } }, 'gateway_timeout'],
    ['Wreck, too late in the middle', { isBoom: true, message: 'Request Time-out', output: { statusCode: 408 } }, 'gateway_timeout'],
    ['another of Boom', { isBoom: true, message: 'Taken.', output: { statusCode: 409 } }, undefined],
    ['a TimeoutError of something else', { name: 'TimeoutError' }, undefined],
    ['an error that is its own cause', own, undefined],
    ['another code', { code: 5 }, undefined],
    ['another status', { statusCode: 404 }, undefined],
    ['text', 'fetch failed', undefined],
    ['nothing', null, undefined]
  ]
  for (const [name, thrown, kind] of cases) t.equal(upstreamErrors(thrown, undefined)?.kind, kind, name)
})

t.test('errors of other servers\' clients, which carry what that server said', async (t) => {
  const cases: Array<[name: string, thrown: object]> = [
    ['an SDK with the headers of the answer', Object.assign(new Error('401 Incorrect API key provided: secret'), { status: 401, headers: new Headers({ 'x-inside': 'secret' }) })],
    ['a response', Object.assign(new Error('secret'), { status: 404, response: { status: 404 } })],
    ['a request', Object.assign(new Error('secret'), { statusCode: 409, request: {} })],
    ['meta', Object.assign(new Error('index_not_found_exception secret'), { statusCode: 404, meta: { statusCode: 404 } })],
    ['metadata', Object.assign(new Error('secret'), { statusCode: 403, $metadata: { httpStatusCode: 403 } })]
  ]
  for (const [name, thrown] of cases) {
    const error = upstreamErrors(thrown, undefined)
    t.strictSame([error?.kind, error?.detail, error?.headers], ['bad_gateway', undefined, {}], name)
  }
  t.equal(upstreamErrors(new Response('', { status: 404 }), undefined), undefined, 'a Response is an answer')
  t.equal(upstreamErrors({ response: null, statusCode: 404 }, undefined), undefined)
})
