// How clients read the results: line by line as they come, or the whole body split on newlines.
import { execFile } from 'node:child_process'
import { request as httpRequest } from 'node:http'
import t from 'tap'
import { fetch } from 'undici'
import { withoutCurl } from '../../helpers/curl.ts'
import { until as untilSo } from '../../helpers/until.ts'
import { linesOf, type } from './app.ts'
import { batchOf, connectTo, read } from './client.ts'
import { start } from './start.ts'

/** The text of an answer as it comes. */
type Chunks = (url: string, body: string) => AsyncIterable<string>

async function * byFetch (url: string, body: string): AsyncGenerator<string> {
  const response = await fetch(url, { method: 'PATCH', headers: { 'content-type': type, connection: 'close' }, body })
  const decoder = new TextDecoder()
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) yield decoder.decode(chunk, { stream: true })
}

async function * byHttp (url: string, body: string): AsyncGenerator<string> {
  const request = httpRequest(url, { method: 'PATCH', headers: { 'content-type': type }, agent: false })
  request.end(body)
  const [response] = await new Promise<Parameters<NonNullable<Parameters<typeof httpRequest>[2]>>>((resolve, reject) => {
    request.on('response', message => resolve([message])).on('error', reject)
  })
  yield * response.setEncoding('utf8')
}

async function * byCurl (url: string, body: string): AsyncGenerator<string> {
  const args = ['--no-progress-meter', '--no-buffer', '--request', 'PATCH', '--header', `content-type: ${type}`, '--data-binary', '@-', url]
  const child = execFile('curl', args)
  child.stdin?.end(body)
  yield * child.stdout as AsyncIterable<string>
}

/** Parses each line as soon as it is there, as clients do that do not wait for the end. */
async function lineByLine (chunks: AsyncIterable<string>, onFirst = (): void => {}): Promise<unknown[]> {
  const results: unknown[] = []
  let rest = ''
  for await (const chunk of chunks) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() as string
    for (const line of lines) results.push(JSON.parse(line))
    onFirst()
  }
  results.push(JSON.parse(rest))
  return results
}

/** Waits for the end and splits; breaks on a newline at the end, and on a line that is no result. */
async function whole (chunks: AsyncIterable<string>): Promise<unknown[]> {
  let text = ''
  for await (const chunk of chunks) text += chunk
  return text.split('\n').map(line => JSON.parse(line))
}

const lines = 20
const updated = Array.from({ length: lines }, (_, index) => ({ line: index + 1, code: String(index + 1), status_code: 204 }))
const crashed = updated.map(result => ({ ...result, status_code: 500, message: 'Internal Server Error' }))
const text = 'x'.repeat(16 * 1024)
const large = updated.map(result => ({ ...result, status_code: 200, text }))

const clients: ReadonlyArray<[name: string, client: Chunks, skip: string | false]> = [
  ['fetch', byFetch, false], ['node:http', byHttp, false], ['curl', byCurl, withoutCurl]
]

for (const [name, client, skip] of clients) {
  t.test(`${name}: who parses each line and who splits the body both read the results`, { skip }, async (t) => {
    const { port, idle, goOn } = await start(t)
    const before = await idle()
    for (const [path, results] of [['/paced', updated], ['/quick', updated], ['/crashing', crashed], ['/large', large]] as const) {
      const url = `http://127.0.0.1:${port}${path}`
      // The second line of /paced is handled when the result of the first one is here.
      t.strictSame(await lineByLine(client(url, linesOf(lines)), goOn), results, `${path}: line by line`)
      t.strictSame(await whole(client(url, linesOf(lines))), results, `${path}: the whole body`)
      t.strictSame(await lineByLine(client(url, linesOf(1))), results.slice(0, 1), `${path}: one line`)
    }
    t.strictSame(await idle(), before, 'no file, descriptor, socket, timer or listener is left')
  })
}

const many = 4000

for (const [name, body] of [['kept in memory', linesOf(many, 40)], ['in the file', linesOf(many, 400)]] as const) {
  t.test(`for a client that does not read the handling stops, and goes on when it does: ${name}`, async (t) => {
    const { port, state, until } = await start(t, { lines: many })
    const socket = await connectTo(port)
    socket.write(batchOf('/large', body, '1.1', { connection: 'close' }))
    // Nobody takes anything out of the buffers of the systems: where nothing is written for so long, they are full.
    const isStill = async (): Promise<boolean> => {
      const before = await state()
      let now = before
      for (let count = 0; count < 50 && now.calls === before.calls && now.written === before.written && now.stuck === 1; count++) now = await state()
      return now.calls === before.calls && now.written === before.written && now.stuck === 1
    }
    await until(({ calls }) => calls > 0)
    t.ok(await untilSo(isStill, is => is), 'nothing is handled any more')
    const { calls } = await state()
    // What the systems on both sides keep in their buffers has been handled: far from all of the 64 MB.
    t.ok(calls < many / 2, `${calls} lines are handled before anything is read`)
    t.ok(await isStill(), 'and it stays so')
    const answer = await read(socket)
    t.equal(answer.match(/"status_code":200/g)?.length, many)
    t.equal(answer.slice(-5), '0\r\n\r\n', 'the answer is whole')
    t.equal((await state()).calls, many)
  })
}
