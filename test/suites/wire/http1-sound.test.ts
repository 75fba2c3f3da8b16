// What is right, though it looks odd, is not refused: the counterpart of the tables of failures.
import t from 'tap'
import { serve } from './app.ts'
import { bare, head, post } from './bytes.ts'
import { dialectNames, ends, fine, plain, probe, sorted } from './provoke.ts'
import { StrictClient, type Received } from './strict-client.ts'

const { headers, body } = fine(ends)
const created: Received = { line: 'HTTP/1.1 201 Created', headers, body }
const goesOn: Received = { line: 'HTTP/1.1 100 Continue', headers: {}, body: '' }
const close = 'Connection: close'

function options (allow: string): Received {
  return { line: 'HTTP/1.1 204 No Content', headers: sorted({ allow, date: 'date', ...ends }), body: '' }
}

const sound: ReadonlyArray<readonly [name: string, bytes: string, ...told: Received[]]> = [
  ...['', 'api.example:', 'api.example:80', '127.0.0.1:3000', '[::1]', '[::1]:3000', 'API.EXAMPLE', 'a_b.example', '%C3%A9.example', "a!$&'()*+;=~b"].map((value): [string, string, Received] =>
    [`Host: ${value}`, bare(`Host: ${value}`, close), fine()]),
  ['HTTP/1.0 without Host', 'GET /ok HTTP/1.0\r\n\r\n', fine()],
  ['HTTP/1.0 with an expectation', 'GET /ok HTTP/1.0\r\nExpect: foo\r\n\r\n', fine()],
  ['empty lines before the request line', `\r\n\r\n${probe}`, fine()],
  ['an absolute target', head('GET http://api.example/ok HTTP/1.1', close), fine()],
  ['a target of 8,000 characters', head(`GET /p/${'a'.repeat(7997)} HTTP/1.1`, close), fine()],
  ['an escape that is decoded', head('GET /p/%E2%82%AC%2F HTTP/1.1', close), fine()],
  ['a field of 10,000 bytes', head('GET /ok HTTP/1.1', `Name: ${'a'.repeat(10_000)}`, close), fine()],
  ['a value that is not ASCII', head('GET /ok HTTP/1.1', 'Name: \xC3\xA9', close), fine()],
  ['a value of nothing', head('GET /ok HTTP/1.1', 'Name:', close), fine()],
  ['chunks in capital letters, with an extension and a trailer', post([close, 'Transfer-Encoding: CHUNKED'], '2;a=b\r\n{}\r\n0\r\nTrailer: a\r\n\r\n'), created],
  ['a length with zeros before it', post([close, 'Content-Length: 0002'], '{}'), created],
  ['GET with a body', `${head('GET /ok HTTP/1.1', close, 'Content-Length: 2')}{}`, fine()],
  ['OPTIONS with a type and nothing', head('OPTIONS /items HTTP/1.1', close, 'Content-Type: application/json'), options('POST, OPTIONS')],
  ['OPTIONS of a URL', head('OPTIONS /ok HTTP/1.1', close), options('GET, HEAD, OPTIONS')],
  ['OPTIONS of the server', head('OPTIONS * HTTP/1.1', close), options('GET, HEAD, POST, OPTIONS')],
  ['a body that is announced', post([close, 'Expect: 100-continue', 'Content-Length: 2'], '{}'), goesOn, created],
  ['an upgrade that nobody offers', head('GET /ok HTTP/1.1', 'Connection: Upgrade, close', 'Upgrade: websocket'), fine()]
]

t.test('sound requests', async (t) => {
  for (const dialect of dialectNames) {
    const { port } = await serve(t, dialect)
    for (const [name, bytes, ...told] of sound) {
      const client = await StrictClient.connect(port)
      client.send(bytes)
      const { received, rest, error } = await client.ended()
      t.strictSame({ received: received.map(plain), rest, error }, { received: told, rest: '', error: undefined }, `${dialect}: ${name}`)
    }
  }
})
