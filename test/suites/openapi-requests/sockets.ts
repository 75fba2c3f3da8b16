import { requestOf } from '../../helpers/exchange.ts'
import type { Random } from './random.ts'
import { targetOf, type Request } from './requests.ts'

/** A request that ends where it says, on a connection that it closes. */
export function sendable (request: Request): Request {
  const { expect: _, upgrade: __, ...headers } = request.headers
  return { ...request, headers: { ...headers, connection: 'close' } }
}

/** Its bytes. */
export function bytesOf (request: Request): Buffer {
  const { method, headers, body } = request
  return requestOf({ method, path: targetOf(request), headers, ...(body === undefined ? {} : { body }) })
}

const breaks: ReadonlyArray<(text: string) => string> = [
  text => text.replace(' HTTP/1.1', ' HTTP/9.9'),
  text => text.replace(' HTTP/1.1', ''),
  text => text.replace(' HTTP/1.1', ' HTTP/1.0'),
  text => text.replace(/host: .*\r\n/, ''),
  text => text.replace('\r\n', '\r\nhost: other.example\r\n'),
  text => text.replace('\r\n', '\r\nx y: z\r\n'),
  text => text.replace('\r\n', '\r\nno colon\r\n'),
  text => text.replace('\r\n', '\r\nx: \u0000\r\n'),
  text => text.replace('\r\n', `\r\nx: ${'y'.repeat(20_000)}\r\n`),
  text => text.replace('\r\n', '\r\ncontent-length: 1\r\ncontent-length: 2\r\n'),
  text => text.replace('\r\n', '\r\ntransfer-encoding: chunked\r\ncontent-length: 3\r\n'),
  text => text.replace(/^\S+/, 'FOO'),
  text => text.replace(/^\S+ \S+/, found => `${found} HTTP/1.1 x`),
  text => text.replace(/ \S+ /, ' * '),
  text => text.replace(/ \S+ /, ' http://other.example/books '),
  text => text.replace(/ \S+ /, ` /${'x'.repeat(9000)} `),
  text => text.replace(/ \S+ /, ' books ')
]

/** The bytes of a request, broken in a place that a client who asks through Node cannot reach. */
export function broken (bytes: Buffer, random: Random): Buffer {
  return Buffer.from(random.pick(breaks)(bytes.toString('latin1')), 'latin1')
}
