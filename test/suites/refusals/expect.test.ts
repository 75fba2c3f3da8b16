// RFC 9110 §10.1.1: who asks before it uploads gets `100 Continue` only when somebody reads what it has.
import { execFile } from 'node:child_process'
import type { Socket } from 'node:net'
import t from 'tap'
import { noStore, problem, success } from '../../helpers/answers.ts'
import { withoutCurl } from '../../helpers/curl.ts'
import { listen, requestOf, type Sent } from '../../helpers/exchange.ts'
import { RawClient, type Answer } from '../../helpers/raw.ts'
import { build, here, last, refusals } from './app.ts'
import { addReaders, length, readers } from './readers.ts'
import { WriteFirstClient } from './write-first.ts'

const continued: Answer = { status: 100, headers: {}, body: '' }
const type = 'application/json'

interface Case { readonly name: string, readonly sent: Sent, readonly told: Answer }

const refused: readonly Case[] = [
  { name: '413', sent: { path: '/limited' }, told: refusals.length.told },
  { name: '415', sent: { path: '/limited', headers: { 'content-type': 'text/csv' } }, told: refusals.type.told },
  { name: '415, in chunks', sent: { path: '/limited', chunked: true, headers: { 'content-type': 'text/csv' } }, told: refusals.type.told },
  { name: '404', sent: { path: '/nothing' }, told: refusals.unknown.told },
  { name: '401', sent: { path: '/members' }, told: refusals.members.told },
  { name: '405', sent: { path: '/here' }, told: problem(405, 'POST is not supported at /here. Supported: GET.', { allow: 'GET, HEAD', ...noStore }) },
  { name: '406', sent: { method: 'GET', path: '/here', headers: { accept: 'text/csv' } }, told: problem(406, "The Accept header 'text/csv' allows nothing that can be sent. Available: application/json.", { vary: 'Accept' }) }
]

/** The head of an upload that waits for its `100 Continue`. */
function asking ({ headers, chunked, ...sent }: Sent): Buffer {
  const framing = chunked === true ? { 'transfer-encoding': 'chunked' } : { 'content-length': String(length) }
  return requestOf({ method: 'POST', ...sent, headers: { 'content-type': type, ...framing, expect: '100-continue', ...headers } })
}

/** A server, and the connections to it. */
async function server (t: Parameters<typeof listen>[0], seconds = 5): Promise<{ port: number, sockets: Socket[] }> {
  const app = await build({ drain: { seconds } })
  const sockets: Socket[] = []
  app.server.on('connection', (socket: Socket) => { sockets.push(socket) })
  addReaders(app)
  return { port: await listen(t, app), sockets }
}

t.test('what is refused is not uploaded', async (t) => {
  const { port, sockets } = await server(t)
  for (const { name, sent, told } of refused) {
    for (const connection of ['keep-alive', 'close']) {
      const client = await RawClient.connect(port)
      const head = asking({ ...sent, headers: { ...sent.headers, connection } })
      client.send(head)
      t.strictSame(await client.answer(), last(told), `${name}, ${connection}: no 100`)
      t.equal(await client.rest(), '', `${name}, ${connection}: the connection has ended`)
      t.equal(sockets.at(-1)?.bytesRead, head.length, `${name}, ${connection}: nothing of the body has come`)
    }
  }
})

t.test('who uploads all the same sees the refusal, and no second answer', async (t) => {
  const { port } = await server(t)
  for (const { name, sent, told } of refused.filter(({ sent }) => sent.chunked !== true)) {
    const client = new WriteFirstClient(port)
    await client.connect()
    await client.write([asking(sent), Buffer.alloc(length, 32)])
    t.strictSame(await client.answer(), last(told), name)
    t.equal(await client.rest(), '', `${name}: nothing behind it`)
    client.close()
  }
})

t.test('who is refused and stays is cut', async (t) => {
  const { port } = await server(t, 1)
  await Promise.all(refused.map(async ({ name, sent, told }) => {
    const client = new WriteFirstClient(port)
    await client.connect()
    const cut = new Promise(resolve => client.socket.once('close', resolve))
    await client.write([asking(sent)])
    t.strictSame(await client.answer(), last(told), name)
    // A client that never ends, for the second that the server has patience.
    const drip = setInterval(() => client.socket.write('a'), 100)
    t.equal(await client.rest(), '')
    await cut
    clearInterval(drip)
  }))
})

t.test('HTTP/1.0 knows no 100 Continue', async (t) => {
  const { port } = await server(t)
  const client = await RawClient.connect(port)
  const body = JSON.stringify('a'.repeat(1000))
  client.send(requestOf({ method: 'POST', path: '/parsed', version: '1.0', body, headers: { 'content-type': type, expect: '100-continue' } }))
  t.strictSame(await client.answer(), last(success(200, { read: 1000 })))
  t.equal(await client.rest(), '')
})

t.test('what is read is asked for', async (t) => {
  const { port } = await server(t)
  const text = JSON.stringify('a'.repeat(length - 2))
  const cases: Case[] = [
    { name: 'parsed', sent: { path: '/parsed' }, told: success(200, { read: length - 2 }) },
    {
      name: 'parsed, and not valid',
      sent: { path: '/validated' },
      told: problem(422, 'Validation failed.', {}, { errors: [{ detail: 'must be of type object', pointer: '#' }] })
    },
    ...readers.map(([name], index): Case => ({
      name, sent: { path: `/streams/${index}`, headers: { 'content-type': 'application/octet-stream' } }, told: success(201, { read: length })
    }))
  ]
  for (const { name, sent, told } of cases) {
    const client = await RawClient.connect(port)
    const inTime = setTimeout(() => client.close(), 60_000)
    client.send(asking(sent))
    // As an answer to HEAD it has no body.
    t.strictSame(await client.answer('HEAD').catch(String), continued, `${name}: 100`)
    client.send(text)
    t.strictSame(await client.answer().catch(String), told, name)
    client.send(requestOf({ path: '/here' }))
    t.strictSame(await client.answer().catch(String), here, `${name}: the next request on the connection`)
    clearTimeout(inTime)
    client.close()
  }
})

t.test('what nobody reads is not asked for', async (t) => {
  const { port, sockets } = await server(t)
  const client = await RawClient.connect(port)
  const head = asking({ path: '/streams/unread', headers: { 'content-type': 'application/octet-stream' } })
  client.send(head)
  t.strictSame(await client.answer(), last(here))
  t.equal(await client.rest(), '')
  t.equal(sockets[0]?.bytesRead, head.length)
})

interface Curled { readonly exit: number, readonly sizes: string, readonly answers: readonly string[] }

/** What curl has uploaded, and the status lines that it got. It would wait a minute for its 100. */
function curl (port: number, method: string, path: string, contentType: string, file: string, ...more: string[]): Promise<Curled> {
  const args = ['--no-progress-meter', '--verbose', '--expect100-timeout', '60', '--request', method, '--data-binary', `@${file}`, '--output', '/dev/null', '--write-out', '%{http_code} %{size_upload}']
  const fields = [`content-type: ${contentType}`, 'expect: 100-continue', ...more].flatMap(field => ['--header', field])
  return new Promise(resolve => {
    execFile('curl', [...args, ...fields, `http://127.0.0.1:${port}${path}`], (error, stdout, stderr) => resolve({
      exit: error === null ? 0 : Number(error.code), sizes: stdout, answers: stderr.split('\r\n').flatMap(line => /^(?:.*\n)*< HTTP\/1\.1 (\d+)/.exec(line)?.[1] ?? [])
    }))
  })
}

t.test('curl', { skip: withoutCurl }, async (t) => {
  const { port } = await server(t)
  const file = `${t.testdir({ upload: JSON.stringify('a'.repeat(length - 2)) })}/upload`
  for (const [path, contentType, status] of [
    ['/limited', type, '413'], ['/limited', 'text/csv', '415'], ['/nothing', type, '404'], ['/members', type, '401'], ['/here', type, '405']
  ] as const) {
    t.strictSame(await curl(port, 'POST', path, contentType, file), { exit: 0, sizes: `${status} 0`, answers: [status] }, `${status}: nothing is uploaded`)
    // Without a length only the upload shows that it is too large.
    if (status !== '413') t.strictSame(await curl(port, 'POST', path, contentType, file, 'transfer-encoding: chunked'), { exit: 0, sizes: `${status} 0`, answers: [status] }, `${status}, in chunks`)
  }
  t.strictSame(await curl(port, 'GET', '/here', type, file, 'accept: text/csv'), { exit: 0, sizes: '406 0', answers: ['406'] }, '406: nothing is uploaded')
  t.strictSame(await curl(port, 'POST', '/parsed', type, file), { exit: 0, sizes: `200 ${length}`, answers: ['100', '200'] }, 'what is read is uploaded')
  t.strictSame(await curl(port, 'POST', '/streams/0', 'application/octet-stream', file), { exit: 0, sizes: `201 ${length}`, answers: ['100', '201'] })
  t.strictSame(await curl(port, 'POST', '/streams/unread', 'application/octet-stream', file), { exit: 0, sizes: '200 0', answers: ['200'] })
})
