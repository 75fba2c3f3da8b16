// HEAD has the head of GET's answer and no body (RFC 9110 §9.3.2); HTTP/1.0 has the same answers, and other connections.
import t, { type Test } from 'tap'
import { serve } from './app.ts'
import { declareReplies } from './cases-replies.ts'
import { declareThrown } from './cases-thrown.ts'
import { watchProcess } from './faults.ts'
import { dialectNames, ends, fine, plain, provoke, Tally, toldBy, type Provoked, type Told } from './provoke.ts'
import { StrictClient, type Received } from './strict-client.ts'
import type { DialectName } from './words.ts'

const line = (target: string, version: string, ...fields: string[]): string => `${target} HTTP/${version}\r\n${fields.map(field => `${field}\r\n`).join('')}\r\n`

async function ask (port: number, method: string, target: string, ...fields: string[]): Promise<Received> {
  const client = await StrictClient.connect(port, method)
  client.send(line(`${method} ${target}`, '1.1', 'Host: api.example', 'Connection: close', ...fields))
  const { received: [answer], rest } = await client.ended()
  if (answer === undefined || rest !== '') throw new Error(`${method} ${target}: ${rest}`)
  return plain(answer)
}

const read: ReadonlyArray<readonly [target: string, status: number, ...fields: string[]]> = [
  ['/p/%zz', 400],
  [`/p/${'a'.repeat(8001)}`, 414],
  ['/thrown/client-error', 404],
  ['/ok', 406, 'Accept: image/png'],
  ['/ok', 417, 'Expect: foo'],
  ['/thrown/conflict', 409],
  ['/thrown/invalid-headers-409', 409],
  ['/thrown/unprocessable', 422],
  ['/thrown/error', 500],
  ['/thrown/null', 500],
  ['/thrown/sync/error', 500],
  ['/reply/json/circular', 500],
  ['/reply/on-send/always/rejects', 500],
  ['/reply/on-send/error/rejects', 500],
  ['/reply/code/99', 500],
  ['/thrown/status-503', 503]
]

const declare = (app: Parameters<typeof declareThrown>[0]): void => {
  declareThrown(app)
  declareReplies(app)
}

t.test('HEAD has all that GET has, but no body', async (t) => {
  const faults = watchProcess(t)
  for (const dialect of dialectNames) {
    const { port } = await serve(t, dialect, { declare })
    for (const [target, status, ...fields] of read) {
      const got = await ask(port, 'GET', target, ...fields)
      t.equal(got.line.split(' ')[1], String(status), `${dialect}: GET ${target}`)
      t.ok(got.body.length > 0 && got.headers['content-length'] === String(Buffer.byteLength(got.body)))
      t.strictSame(await ask(port, 'HEAD', target, ...fields), { ...got, body: '' }, `${dialect}: HEAD ${target}`)
    }
    for (const [target, told] of [
      ['/none', { kind: 'route_not_found', facts: { method: 'HEAD', path: '/none' } }],
      ['/items', { kind: 'method_not_allowed', facts: { method: 'HEAD', path: '/items', allow: 'POST' }, headers: { allow: 'POST' } }]
    ] as Array<[string, Told]>) {
      t.strictSame(await ask(port, 'HEAD', target), toldBy(dialect, { ...told, closes: true, method: 'HEAD' }), `${dialect}: HEAD ${target}`)
    }
  }
  t.strictSame(faults, [], 'nothing reached the process')
})

const body = ['Content-Type: application/json', 'Content-Length: 1']
const old: ReadonlyArray<Omit<Provoked, 'closes' | 'bytes'> & { fields?: readonly string[], body?: string }> = [
  { name: 'GET /none', kind: 'route_not_found', facts: { method: 'GET', path: '/none' } },
  { name: 'HEAD /none', kind: 'route_not_found', facts: { method: 'HEAD', path: '/none' }, method: 'HEAD' },
  { name: 'DELETE /ok', kind: 'method_not_allowed', facts: { method: 'DELETE', path: '/ok', allow: 'GET' }, headers: { allow: 'GET, HEAD' } },
  { name: 'TRACE /ok', kind: 'not_implemented' },
  { name: 'GET /ok', fields: ['Accept: image/png'], kind: 'not_acceptable', facts: { value: 'image/png' }, headers: { vary: 'Accept' } },
  { name: 'GET /p/%zz', kind: 'invalid_url' },
  { name: 'GET /thrown/error', kind: 'internal' },
  { name: 'HEAD /thrown/error', kind: 'internal', method: 'HEAD' },
  { name: 'GET /thrown/conflict', kind: 'conflict', facts: { detail: 'Taken.' } },
  { name: 'GET /reply/stream/fails', kind: 'internal' },
  { name: 'GET /reply/on-send/always/rejects', kind: 'internal' },
  { name: 'POST /items', fields: body, body: '{', kind: 'malformed_json' },
  { name: 'POST /items', fields: ['Content-Type: text/csv', 'Content-Length: 1'], body: 'a', kind: 'unsupported_media_type', facts: { value: 'text/csv' }, headers: { accept: 'application/json', 'accept-post': 'application/json' } }
]

t.test('HTTP/1.0', async (t) => {
  const faults = watchProcess(t)
  const tally = new Tally()
  for (const dialect of dialectNames) {
    const { port } = await serve(t, dialect, { declare })
    for (const { name, fields = [], body = '', ...told } of old) {
      await provoke(t, port, dialect, { ...told, name: `HTTP/1.0: ${name}`, bytes: line(name, '1.0', ...fields) + body, closes: true }, tally)
      await stays(t, port, dialect, name, line(name, '1.0', 'Connection: keep-alive', ...fields) + body, told)
    }
    await provoke(t, port, dialect, { name: 'HTTP/1.0 with Host', bytes: line('GET /none', '1.0', 'Host: api.example'), kind: 'route_not_found', facts: { method: 'GET', path: '/none' }, closes: true }, tally)
  }
  t.strictSame(tally.foreign, [], 'nothing came in another format')
  t.strictSame(faults, [], 'nothing reached the process')
})

/** With keep-alive: where the answer says that the connection stays, it does. */
async function stays (t: Pick<Test, 'strictSame'>, port: number, dialect: DialectName, name: string, bytes: string, told: Told): Promise<void> {
  const client = await StrictClient.connect(port, told.method ?? 'GET')
  client.send(bytes)
  const [answer] = await client.answers(1)
  const isKept = told.kind !== 'malformed_json'
  t.strictSame(answer && plain(answer), toldBy(dialect, { ...told, closes: !isKept }), `${dialect}: HTTP/1.0 with keep-alive: ${name}`)
  if (isKept) client.send(line('GET /ok', '1.0'))
  const { received, rest, error } = await client.ended()
  t.strictSame({ received: received.slice(1).map(plain), rest, error }, { received: isKept ? [fine(ends)] : [], rest: '', error: undefined })
}
