// Every other way out of a batch: crashes, refusals, faults behind the first byte, a server that closes.
import { once } from 'node:events'
import t from 'tap'
import { json } from '../../helpers/answers.ts'
import { RawClient, type Answer } from '../../helpers/raw.ts'
import { lineOf, linesOf, type } from './app.ts'
import { batchOf, connectTo, read } from './client.ts'
import { start } from './start.ts'

const memory = 16 * 1024
const small = linesOf(5)
const spooled = linesOf(5, 10_000)
const bodies = [['kept in memory', small], ['in the file', spooled]] as const
const nothingLeft = 'no file, descriptor, socket, timer or listener is left'

/** The answer to lines, in which the result of each is said. */
function resultsOf (results: readonly object[]): Answer {
  return {
    status: 200,
    headers: { 'content-type': type, 'transfer-encoding': 'chunked' },
    body: results.map((result, index) => JSON.stringify({ line: index + 1, code: String(index + 1), ...result })).join('\n')
  }
}

const updated = { status_code: 204 }
const crashed = { status_code: 500, message: 'Internal Server Error' }

for (const [where, body] of bodies) {
  t.test(`a handler that crashes ends its line, a hook that refuses ends the batch, and the connection goes on: ${where}`, async (t) => {
    const { port, state, idle } = await start(t, { memory })
    const before = await idle()
    const client = await RawClient.connect(port)
    for (const [path, answer, calls] of [
      ['/crashing', resultsOf(Array(5).fill(crashed)), 5],
      ['/refused', json(403, { code: 403, message: 'Not you.' }), 5],
      ['/quick', resultsOf(Array(5).fill(updated)), 10]
    ] as const) {
      client.send(batchOf(path, body))
      t.strictSame(await client.answer(), answer, path)
      t.equal((await state()).calls, calls, `${path}: handled lines`)
    }
    client.close()
    t.strictSame(await idle(), before, nothingLeft)
  })

  t.test(`a server that closes finishes the running batch, and ends: ${where}`, async (t) => {
    const { port, until, goOn, close } = await start(t, { memory })
    const client = await RawClient.connect(port)
    client.send(batchOf('/paced', body))
    const answered = client.answer()
    await once(client.socket, 'data')
    const closed = close()
    await until(({ isListening }) => !isListening)
    goOn()
    t.strictSame(await answered, resultsOf(Array(5).fill(updated)))
    t.equal(await closed, 0, 'the connection ends, and nothing else keeps the process alive')
    client.close()
  })

  t.test(`a server that closes takes in and finishes a batch that is arriving: ${where}`, async (t) => {
    const { port, until, goOn, close } = await start(t, { memory })
    goOn()
    const client = await RawClient.connect(port)
    const request = batchOf('/paced', body)
    client.send(request.subarray(0, -20))
    await until(({ received }) => received === request.length - 20)
    const closed = close()
    await until(({ isListening }) => !isListening)
    client.send(request.subarray(-20))
    const { status, headers, body: results } = resultsOf(Array(5).fill(updated))
    t.strictSame(await client.answer(), { status, headers: { ...headers, connection: 'close' }, body: results })
    t.equal(await closed, 0, 'nothing keeps the process alive')
    client.close()
  })
}

const text = 'x'.repeat(16 * 1024)
const twoLines = [1, 2].map(line => JSON.stringify({ line, status: 204, text })).join('\n')

/** The data of an answer in chunks, and whether its last chunk has come. */
function chunksOf (bytes: string): { data: string, isWhole: boolean } {
  let data = ''
  for (let from = bytes.indexOf('\r\n\r\n') + 4; ;) {
    const start = bytes.indexOf('\r\n', from) + 2
    const size = parseInt(bytes.slice(from, start), 16)
    if (!(size > 0)) return { data, isWhole: size === 0 }
    data += bytes.slice(start, start + size)
    from = start + size + 2
  }
}

for (const [title, padding] of [['kept in memory', 0], ['in the file', 10_000]] as const) {
  const body = ['1', '2', 'late', 'never', '5'].map(code => lineOf(code, padding)).join('\n')

  t.test(`a fault behind the first byte leaves a stream that looks cut: ${title}`, async (t) => {
    const { port, state, idle, goOn } = await start(t, { memory })
    const before = await idle()
    const chunked = await connectTo(port)
    chunked.write(batchOf('/faulty', body))
    const bytes = await read(chunked)
    t.match(bytes, /^HTTP\/1\.1 200 OK\r\n/)
    t.strictSame(chunksOf(bytes), { data: twoLines, isWhole: false }, 'no last chunk')

    const plain = await connectTo(port)
    const failed = once(plain, 'error')
    plain.write(batchOf('/faulty-when-told', body, '1.0'))
    const bodyOf = (text: string): string => text.slice(text.indexOf('\r\n\r\n') + 4)
    // A system that is told of the reset while it hands over what came before may forget it.
    const closing = await read(plain, text => bodyOf(text) === twoLines)
    goOn()
    t.match(closing, /^HTTP\/1\.1 200 OK\r\n/)
    t.equal(await read(plain), '', 'HTTP/1.0: no more than the results before')
    t.match(await failed, [{ code: 'ECONNRESET' }], 'HTTP/1.0 has no chunks: it is reset')

    const fetched = await fetch(`http://127.0.0.1:${port}/faulty`, { method: 'PATCH', headers: { 'content-type': type }, body })
    t.equal(fetched.status, 200)
    await t.rejects(fetched.text(), TypeError, 'fetch sees it')
    const { calls } = await state()
    t.ok(calls >= 9 && calls <= 12, `no line was begun behind the fault, but for the one after it: ${calls} of three batches`)
    t.strictSame(await idle(), before, nothingLeft)
  })
}

t.test('a fault before the first byte is an error as every other', async (t) => {
  const { port, idle } = await start(t, { memory })
  const before = await idle()
  const client = await RawClient.connect(port)
  client.send(batchOf('/faulty-at-once', small))
  t.strictSame(await client.answer(), json(500, { code: 500, message: 'Internal Server Error' }))
  client.send(batchOf('/quick', small))
  t.strictSame(await client.answer(), resultsOf(Array(5).fill(updated)), 'the connection goes on')
  client.close()
  t.strictSame(await idle(), before, nothingLeft)
})
