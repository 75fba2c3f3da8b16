// Several requests on one connection: their answers keep the order, and behind the last one nothing comes.
import t from 'tap'
import { turns } from '../../helpers/until.ts'
import { serve } from './app.ts'
import { head, host, json, post } from './bytes.ts'
import { watchProcess } from './faults.ts'
import { atOnce, dialectNames, fine, persists, plain, probe, Tally, toldBy, type Told } from './provoke.ts'
import { StrictClient, type Received } from './strict-client.ts'

const good = head('GET /ok HTTP/1.1')
const slow = head('GET /slow HTTP/1.1')
const csv = `${head('POST /items HTTP/1.1', 'Content-Type: text/csv', 'Content-Length: 3')}a,b`
const refusedCsv: Told = { kind: 'unsupported_media_type', facts: { value: 'text/csv' }, headers: { accept: 'application/json', 'accept-post': 'application/json' } }
const missing: Told = { kind: 'route_not_found', facts: { method: 'GET', path: '/none' } }
const bad: Told = { kind: 'bad_request', closes: true }
const right = fine(persists)

interface Pipeline {
  readonly name: string
  readonly bytes: string
  readonly told: ReadonlyArray<Received | Told>
  readonly methods?: readonly string[]
}

const pipelines: readonly Pipeline[] = [
  { name: 'good, garbage', bytes: `${good}garbage\r\n\r\n`, told: [right, bad] },
  { name: 'slow, garbage', bytes: `${slow}garbage\r\n\r\n`, told: [right, bad] },
  { name: 'slow, slow, garbage', bytes: `${slow}${slow}garbage\r\n\r\n`, told: [right, right, bad] },
  { name: 'slow, a bad field', bytes: `${slow}${head('GET /ok HTTP/1.1', 'Bad Name: a')}`, told: [right, bad] },
  { name: 'slow, no Host', bytes: `${slow}GET /ok HTTP/1.1\r\n\r\n`, told: [right, { ...bad, facts: { detail: 'The Host header is missing.' } }] },
  { name: 'slow, an unknown method', bytes: `${slow}${head('FOO /ok HTTP/1.1')}`, told: [right, { kind: 'not_implemented', closes: true }] },
  { name: 'slow, CONNECT', bytes: `${slow}${head('CONNECT /ok HTTP/1.1')}`, told: [right, { kind: 'not_implemented', closes: true }] },
  { name: 'slow, the preface of HTTP/2', bytes: `${slow}PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n`, told: [right, { kind: 'http_version_not_supported', closes: true }] },
  { name: 'slow, an unknown expectation, good', bytes: `${slow}${head('GET /ok HTTP/1.1', 'Expect: foo')}${probe}`, told: [right, { kind: 'expectation_failed' }, fine()] },
  { name: 'slow, fields that are too large', bytes: `${slow}${head('GET /ok HTTP/1.1', `Name: ${'a'.repeat(20_000)}`)}`, told: [right, { kind: 'header_fields_too_large', closes: true }] },
  { name: 'slow, a target that is too long', bytes: `${slow}${head(`GET /${'a'.repeat(20_000)} HTTP/1.1`)}`, told: [right, { kind: 'uri_too_long', closes: true }] },
  { name: 'slow, a broken body', bytes: `${slow}${post(['Transfer-Encoding: chunked'], 'zz\r\n')}`, told: [right, bad] },
  { name: 'slow HEAD, garbage', bytes: `${head('HEAD /slow HTTP/1.1')}garbage\r\n\r\n`, told: [{ ...right, body: '' }, bad], methods: ['HEAD', 'GET'] },
  { name: 'good, refused with its body, good', bytes: `${good}${csv}${probe}`, told: [right, refusedCsv, fine()] },
  { name: 'slow, refused with its body, good', bytes: `${slow}${csv}${probe}`, told: [right, refusedCsv, fine()] },
  { name: 'refused, refused, refused, good', bytes: `${csv}${csv}${csv}${probe}`, told: [refusedCsv, refusedCsv, refusedCsv, fine()] },
  { name: 'unknown, broken JSON, thrown, good', bytes: `${head('GET /none HTTP/1.1')}${json('{')}${head('GET /thrown HTTP/1.1')}${probe}`, told: [missing, { kind: 'malformed_json' }, { kind: 'internal' }, fine()] },
  { name: 'a bad URL, good', bytes: `${head('GET /p/%zz HTTP/1.1')}${probe}`, told: [{ kind: 'invalid_url' }, fine()] },
  { name: 'HEAD of an unknown URL, good', bytes: `${head('HEAD /none HTTP/1.1')}${probe}`, told: [{ kind: 'route_not_found', facts: { method: 'HEAD', path: '/none' }, method: 'HEAD' }, fine()], methods: ['HEAD', 'GET'] },
  { name: 'the last one, garbage', bytes: `${probe}garbage\r\n\r\n`, told: [fine()] },
  { name: 'the last one, good', bytes: `${probe}${good}`, told: [fine()] },
  { name: 'no Host, good', bytes: `GET /ok HTTP/1.1\r\n\r\n${good}`, told: [{ ...bad, facts: { detail: 'The Host header is missing.' } }] },
  { name: 'no Host, garbage', bytes: 'GET /ok HTTP/1.1\r\n\r\ngarbage\r\n\r\n', told: [{ ...bad, facts: { detail: 'The Host header is missing.' } }] },
  { name: 'garbage, good', bytes: `garbage\r\n\r\n${good}`, told: [bad] },
  { name: 'unknown with close, garbage', bytes: `${head('GET /none HTTP/1.1', 'Connection: close')}garbage\r\n\r\n`, told: [{ ...missing, closes: true }] },
  { name: 'refused with close and a body, good', bytes: `${head('POST /items HTTP/1.1', 'Content-Type: text/csv', 'Content-Length: 3', 'Connection: close')}a,b${good}`, told: [{ ...refusedCsv, closes: true }] },
  { name: 'broken JSON with close', bytes: json('{', '/items', 'Connection: close'), told: [{ kind: 'malformed_json', closes: true }] },
  { name: 'Content-Length and Transfer-Encoding, a smuggled request', bytes: `${post(['Content-Length: 6', 'Transfer-Encoding: chunked'], '0\r\n\r\n')}${good}`, told: [bad] },
  { name: 'a coding that nobody knows, a smuggled request', bytes: `${post(['Transfer-Encoding: xchunked'])}${good}`, told: [bad] }
]

t.test('pipelines', async (t) => {
  const faults = watchProcess(t)
  const tally = new Tally()
  for (const dialect of dialectNames) {
    const { port } = await serve(t, dialect, {
      declare: (app) => {
        // What stands behind it came in the same packet: it is known to be wrong by then.
        app.get('/slow', async () => {
          await turns()
          return { ok: true }
        })
        app.get('/thrown', async () => { throw new Error('secret') })
      }
    })
    await atOnce(pipelines, async ({ name, bytes, told, methods = [] }) => {
      const client = await StrictClient.connect(port, ...methods)
      client.send(bytes)
      const heard = await client.ended().catch(error => ({ ...client.heard(), error: String(error) }))
      client.close()
      told.forEach((one, index) => { if ('kind' in one) tally.count(name, dialect, heard.received[index], one.method) })
      t.strictSame({ ...heard, received: heard.received.map(plain) }, {
        received: told.map(one => 'kind' in one ? toldBy(dialect, one) : one), rest: '', error: undefined
      }, `${dialect}: ${name}`)
    })
  }
  t.strictSame(tally.foreign, [], 'nothing came in another format')
  t.strictSame(faults, [], 'nothing reached the process')
})

t.test('what comes after an answer that ends the connection is not answered', async (t) => {
  for (const dialect of dialectNames) {
    const { port } = await serve(t, dialect)
    for (const [name, first, told] of [
      ['garbage', 'garbage\r\n\r\n', bad],
      ['no Host', 'GET /ok HTTP/1.1\r\n\r\n', { ...bad, facts: { detail: 'The Host header is missing.' } }],
      ['close', head('GET /none HTTP/1.1', 'Connection: close'), { ...missing, closes: true }],
      ['a coding', post(['Transfer-Encoding: gzip, chunked']), { kind: 'not_implemented', facts: { detail: 'The transfer coding is not supported.' }, closes: true }]
    ] as Array<[string, string, Told]>) {
      const client = await StrictClient.connect(port)
      client.send(first)
      await client.answers(1)
      client.send(`garbage\r\n${host}\r\n`)
      client.send(good)
      const { received, rest } = await client.ended()
      t.strictSame({ received: received.map(plain), rest }, { received: [toldBy(dialect, told)], rest: '' }, `${dialect}: ${name}`)
    }
  }
})

t.test('a body that breaks after its request was refused has no second answer', async (t) => {
  for (const dialect of dialectNames) {
    const { port } = await serve(t, dialect)
    const client = await StrictClient.connect(port)
    client.send(head('POST /items HTTP/1.1', 'Content-Type: text/csv', 'Transfer-Encoding: chunked') + '3\r\na,b\r\n')
    await client.answers(1)
    client.send('zz\r\n')
    const { received, rest } = await client.ended()
    t.strictSame({ received: received.map(plain), rest }, { received: [toldBy(dialect, { ...refusedCsv, closes: true, headers: { ...refusedCsv.headers, ...persists } })], rest: '' }, dialect)
  }
})
