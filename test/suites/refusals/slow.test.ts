// Clients that take their time: they are told once, in the dialect, and then they are gone.
import t from 'tap'
import { akeneo, gitlab, problem, type Dialect } from '../../../lib/index.ts'
import { deferred } from '../../helpers/deferred.ts'
import { listen, requestOf } from '../../helpers/exchange.ts'
import { RawClient } from '../../helpers/raw.ts'
import { until } from '../../helpers/until.ts'
import { build, here, refusals } from './app.ts'

// They wait for real time, all at once.
t.jobs = 10

const limits = { requestTimeout: 2_500, http: { headersTimeout: 2_000 } }

const bodies: ReadonlyArray<[dialect: Dialect, type: string, body: string]> = [
  [akeneo(), 'application/json', '{"code":408,"message":"The request did not arrive in time."}'],
  [gitlab(), 'application/json', '{"message":"408 Request Timeout"}'],
  [problem(), 'application/problem+json', '{"type":"about:blank","title":"Request Timeout","status":408,"detail":"The request did not arrive in time."}']
]

const head = 'POST /limited HTTP/1.1\r\nhost: api.example\r\ncontent-type: application/json\r\n'

/** What is sent at once, and then again and again, every second. */
const clients: ReadonlyArray<[name: string, first: string, drops: string, milliseconds: number]> = [
  ['a slow request line', 'GET /', 'a', 2_000],
  ['a slow head', 'GET /here HTTP/1.1\r\nhost: api.example\r\nx-slow: ', 'a', 2_000],
  ['a slow head that goes on line by line', 'GET /here HTTP/1.1\r\nhost: api.example\r\n', 'x-slow: 1\r\n', 2_000],
  ['a slow body', `${head}content-length: 1000\r\n\r\n`, 'a', 2_500],
  ['a slow body in chunks', `${head}transfer-encoding: chunked\r\n\r\n`, '1\r\na\r\n', 2_500],
  ['a body that does not come', `${head}content-length: 1000\r\n\r\n`, '', 2_500]
]

interface Cut { readonly bytes: string, readonly isEarly: boolean }

/** All that a slow client is told until the connection ends, and whether that was before its time was over. */
async function cut (port: number, first: string, drops: string, milliseconds: number): Promise<Cut> {
  const begun = Date.now()
  const client = await RawClient.connect(port)
  client.send(first)
  const drip = setInterval(() => { if (drops !== '' && client.socket.writable) client.send(drops) }, 1000)
  const bytes = sorted(await client.rest())
  clearInterval(drip)
  // Clocks differ a little.
  return { bytes, isEarly: Date.now() - begun < milliseconds - 100 }
}

/** Header fields have no order, and the date is different each time. */
function sorted (bytes: string): string {
  const end = bytes.indexOf('\r\n\r\n')
  const [line, ...fields] = bytes.slice(0, end).replace(/^date: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/mi, 'date: now').split('\r\n')
  return [line, ...fields.map(field => field.toLowerCase()).sort(), '', bytes.slice(end + 4)].join('\r\n')
}

function told (type: string, body: string): string {
  const fields = ['connection: close', `content-length: ${body.length}`, `content-type: ${type}`, 'date: now']
  return ['HTTP/1.1 408 Request Timeout', ...fields, '', body].join('\r\n')
}

for (const [dialect, type, body] of bodies) {
  t.test(`one 408 in the dialect, and the end: ${dialect.name}`, { buffered: true }, async (t) => {
    const port = await listen(t, await build({ dialect, ...limits }))
    await Promise.all(clients.map(async ([name, ...client]) => {
      t.strictSame(await cut(port, ...client), { bytes: told(type, body), isEarly: false }, name)
    }))
  })
}

t.test('the same for 200 at once', { buffered: true }, async (t) => {
  const [[dialect, type, body]] = bodies as [typeof bodies[0] & {}]
  const app = await build({ dialect, ...limits })
  const port = await listen(t, app)
  const outcomes = await Promise.all(Array.from({ length: 200 }, async (_, index) => {
    const [, ...client] = clients[index % clients.length] as typeof clients[0] & {}
    return await cut(port, ...client)
  }))
  t.strictSame(outcomes, Array(200).fill({ bytes: told(type, body), isEarly: false }))
  t.equal(await connectionsOf(app), 0)
})

t.test('a slow request behind others is told behind their answers', { buffered: true }, async (t) => {
  const port = await listen(t, await build(limits))
  await Promise.all(clients.map(async ([name, first, drops]) => {
    const client = await RawClient.connect(port)
    client.send(requestOf({ path: '/here' }))
    t.strictSame(await client.answer(), here, name)
    client.send(first)
    const drip = setInterval(() => { if (drops !== '' && client.socket.writable) client.send(drops) }, 1000)
    const [, type, body] = bodies[2] as typeof bodies[0] & {}
    t.equal(sorted(await client.rest()), told(type, body), name)
    clearInterval(drip)
  }))
})

t.test('a slow upload that was refused is not answered again', { buffered: true }, async (t) => {
  const port = await listen(t, await build({ ...limits, drain: { seconds: 10 } }))
  await Promise.all(Object.values(refusals).filter(({ chunked }) => !chunked).map(async ({ name, path, type, told }) => {
    const client = await RawClient.connect(port)
    client.send(requestOf({ method: 'POST', path, headers: { 'content-type': type, 'content-length': '2000000' } }))
    t.strictSame(await client.answer(), told, name)
    const drip = setInterval(() => { if (client.socket.writable) client.send('a') }, 1000)
    t.equal(await client.rest(), '', `${name}: nothing behind it`)
    clearInterval(drip)
  }))
})

t.test('who says nothing at all gets no answer', { buffered: true }, async (t) => {
  const app = await build(limits)
  const port = await listen(t, app)
  const begun = Date.now()
  const silent = await Promise.all(Array.from({ length: 20 }, async () => await (await RawClient.connect(port)).rest()))
  t.strictSame(silent, Array(20).fill(''))
  t.ok(Date.now() - begun > 1_900, 'and not before its time is over')
  t.equal(await connectionsOf(app), 0)
})

t.test('a connection that idles between two requests is closed without a word after keepAliveTimeout', { buffered: true }, async (t) => {
  const app = await build({ ...limits, keepAliveTimeout: 1_000 })
  const port = await listen(t, app)
  const client = await RawClient.connect(port)
  for (let count = 0; count < 3; count++) {
    client.send(requestOf({ path: '/here' }))
    t.strictSame(await client.answer(), here)
  }
  t.equal(await client.rest(), '')
  t.equal(await connectionsOf(app), 0)
})

t.test('so is one that idles behind a refusal', { buffered: true }, async (t) => {
  const port = await listen(t, await build({ ...limits, keepAliveTimeout: 1_000 }))
  const client = await RawClient.connect(port)
  client.send(requestOf({ method: 'POST', path: '/limited', body: 'a', headers: { 'content-type': 'text/csv' } }))
  t.match(await client.answer(), { status: 415 })
  t.equal(await client.rest(), '')
})

t.test('an answer may take longer than its request', { buffered: true }, async (t) => {
  const app = await build({ ...limits, keepAliveTimeout: 1_000 })
  const [asked, released] = [deferred(), deferred()]
  app.get('/slow', async () => {
    asked.resolve()
    await released.promise
    return { here: true }
  })
  const port = await listen(t, app)
  const client = await RawClient.connect(port)
  client.send(requestOf({ path: '/slow' }))
  await asked.promise
  // When the time of somebody is over who has come later.
  t.match(await cut(port, `${head}content-length: 1000\r\n\r\n`, 'a', 2_500), { bytes: /^HTTP\/1\.1 408 / })
  released.resolve()
  t.strictSame(await client.answer(), here)
  client.close()
})

/** The connections of a server when all that should be closed have had the time for it. */
async function connectionsOf (app: Awaited<ReturnType<typeof build>>): Promise<number> {
  return await until(() => new Promise<number>(resolve => { app.server.getConnections((_error, connections) => resolve(connections)) }), open => open === 0)
}
