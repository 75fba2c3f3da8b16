import { once } from 'node:events'
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import { conditionalServer, earlier, failed, notModified, ran, required, state, validators, wrong } from '../fixtures/conditional.ts'
import type { ResourceState } from '../../lib/index.ts'
import { closing } from '../helpers/answers.ts'
import { exchange, listen, requestOf } from '../helpers/exchange.ts'
import { answerOf, ask, open } from '../helpers/http2.ts'
import { RawClient, type Answer } from '../helpers/raw.ts'

t.test('the body of a refused request is not asked for, and read past', async (t) => {
  const app = await conditionalServer({ required: true, state: async () => state })
  const seen: unknown[] = []
  app.addHook('preValidation', async ({ body }) => { seen.push(body) })
  const port = await listen(t, app)
  const upload = { method: 'PUT', headers: { 'content-type': 'application/json', 'content-length': '9' } }
  for (const [headers, told] of [[wrong, failed], [{}, required]] as const) {
    const client = await RawClient.connect(port)
    client.send(requestOf({ ...upload, headers: { ...upload.headers, ...headers } }))
    t.strictSame(await client.answer(), told, 'before it has come')
    client.send('{"a":"b"}')
    client.send(requestOf({ headers: { 'if-none-match': '"1"' } }))
    t.strictSame(await client.answer(), notModified, 'and the connection is of use')
    client.close()
    const asked = await exchange(port, { ...upload, headers: { ...upload.headers, ...headers, expect: '100-continue' } })
    t.strictSame(asked, { ...told, headers: { ...told.headers, ...closing } }, 'without a 100')
  }
  t.strictSame(seen, [])
  const client = await RawClient.connect(port)
  client.send(requestOf({ ...upload, headers: { ...upload.headers, 'if-match': '"1"', expect: '100-continue' } }))
  t.equal(String((await once(client.socket, 'data'))[0]), 'HTTP/1.1 100 Continue\r\n\r\n', 'for whom the condition holds')
  client.close()
})

t.test('a read that brings a body', async (t) => {
  const port = await listen(t, await conditionalServer())
  const client = await RawClient.connect(port)
  client.send(requestOf({ json: { a: 1 }, headers: { 'if-none-match': '"1"' } }))
  t.strictSame(await client.answer(), notModified)
  client.send(requestOf({}))
  t.strictSame(await client.answer(), ran(validators))
  client.close()
})

t.test('HTTP/2', async (t) => {
  const app = await conditionalServer({ required: true, state: async () => state }, {}, Fastify({ http2: true }) as unknown as FastifyInstance)
  const session = open(t, await listen(t, app))
  const withoutLength = ({ status, headers, body }: Answer): Answer => ({ status, headers: { ...headers }, body })
  t.strictSame(withoutLength(await ask(session, { 'if-none-match': '"1"' })), notModified)
  t.strictSame(await ask(session, { ':method': 'HEAD', 'if-none-match': '"1"' }), notModified)
  t.strictSame(await ask(session, { ':method': 'DELETE', 'if-match': '"2"' }), failed)
  t.strictSame(await ask(session, { ':method': 'DELETE' }), required)
  t.strictSame(await ask(session, { ':method': 'DELETE', 'if-match': '"1"' }), ran())
  t.strictSame(await ask(session), ran(validators))
  const upload = session.request({ ':path': '/', ':method': 'PUT', 'content-type': 'application/json', 'if-match': '"2"' })
  upload.write('{"a":')
  t.strictSame(await answerOf(upload), failed)
  const read = session.request({ ':path': '/', 'if-none-match': '"1"' }, { endStream: false })
  t.strictSame(await answerOf(read), notModified, 'a 304 to somebody who is still sending')
})

t.test('two dates in one request are ignored', async (t) => {
  const port = await listen(t, await conditionalServer())
  const client = await RawClient.connect(port)
  client.send(`DELETE / HTTP/1.1\r\nHost: a\r\nIf-Unmodified-Since: ${earlier}\r\nIf-Unmodified-Since: ${earlier}\r\n\r\n`)
  t.strictSame(await client.answer(), ran())
  client.send('GET / HTTP/1.1\r\nHost: a\r\nIf-None-Match: "2"\r\nIf-None-Match: "1"\r\n\r\n')
  t.strictSame(await client.answer(), notModified, 'two lists are one')
  client.close()
})

/** The answer behind the 100 that a client has seen. */
async function afterContinue (client: RawClient): Promise<Answer> {
  const { status } = await client.answer('HEAD')
  if (status !== 100) throw new Error(`${status} in place of 100`)
  return await client.answer()
}

/** A resource with a version, which the handler counts up: `state` answers at once or later. */
async function versioned (isLate: boolean, isAbsent = false): Promise<{ app: FastifyInstance, changed: () => void, runs: () => number, asked: () => number }> {
  let version = isAbsent ? 0 : 1
  let runs = 0
  let asked = 0
  const now = (): ResourceState | undefined => version === 0 ? undefined : { etag: `"${version}"` }
  const app = await conditionalServer()
  app.put('/versioned', {
    config: { conformant: { preconditions: { state: () => { asked++; return isLate ? new Promise(resolve => setImmediate(() => { resolve(now()) })) : now() } } } }
  }, async () => {
    runs++
    version++
    return { version }
  })
  return { app, changed: () => { version++ }, runs: () => runs, asked: () => asked }
}

for (const isLate of [false, true]) {
  const when = isLate ? 'a state that comes later' : 'a state that is there'
  const head = (condition: object): Buffer => requestOf({ method: 'PUT', path: '/versioned', headers: { 'content-type': 'application/json', 'content-length': '2', ...condition } })

  t.test(`what has changed while the body came is not overwritten, ${when}`, async (t) => {
    for (const [condition, isAbsent] of [[{ 'if-match': '"1"' }, false], [{ 'if-none-match': '*' }, true]] as const) {
      const { app, changed, runs, asked } = await versioned(isLate, isAbsent)
      const port = await listen(t, app)
      const client = await RawClient.connect(port)
      client.send(head({ ...condition, expect: '100-continue' }))
      await once(client.socket, 'data')
      t.equal(asked(), 1, 'its condition holds')
      changed()
      client.send('{}')
      t.strictSame(await afterContinue(client), failed)
      t.strictSame([runs(), asked()], [0, 2], 'the handler is not asked')
      client.close()
    }
  })

  t.test(`of two uploads with one condition the second fails, ${when}`, async (t) => {
    for (const [condition, isAbsent] of [[{ 'if-match': '"1"' }, false], [{ 'if-none-match': '*' }, true]] as const) {
      const { app, runs } = await versioned(isLate, isAbsent)
      const port = await listen(t, app)
      const clients = [await RawClient.connect(port), await RawClient.connect(port)]
      for (const client of clients) {
        client.send(head({ ...condition, expect: '100-continue' }))
        await once(client.socket, 'data')
      }
      const told: unknown[] = []
      for (const client of clients) {
        client.send('{}')
        told.push((await afterContinue(client)).status)
        client.close()
      }
      t.strictSame(told, [200, 412])
      t.equal(runs(), 1)
    }
  })
}

t.test('what was there with its head is not asked about twice', async (t) => {
  const { app, runs, asked } = await versioned(false)
  const port = await listen(t, app)
  t.equal((await exchange(port, { method: 'PUT', path: '/versioned', json: {}, headers: { 'if-match': '"1"' } })).status, 200)
  t.strictSame([runs(), asked()], [1, 1])
})
