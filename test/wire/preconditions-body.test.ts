import { once } from 'node:events'
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import { conditionalServer, earlier, failed, notModified, ran, required, state, validators, wrong } from '../fixtures/conditional.ts'
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
