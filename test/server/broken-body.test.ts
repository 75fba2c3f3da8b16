import type { IncomingMessage } from 'node:http'
import Fastify from 'fastify'
import t from 'tap'
import conformant from '../../lib/index.ts'
import { brokenBody } from '../../lib/server/broken-body.ts'
import { deferred } from '../helpers/deferred.ts'
import { listen } from '../helpers/exchange.ts'
import { captureLogs } from '../helpers/logs.ts'
import { RawClient } from '../helpers/raw.ts'

const errored = Object.assign(new Error('aborted'), { code: 'ECONNRESET' })
// Whoever reads a body may destroy it, as undici does where it cannot pass it on.
const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', syscall: 'connect' })
const broken = { aborted: true, errored } as unknown as IncomingMessage

t.test('what was thrown because the body has broken off is the client\'s doing', async (t) => {
  for (const thrown of [
    errored,
    new Error('decoding', { cause: errored }),
    Object.assign(new Error('x'), { code: 'ERR_STREAM_PREMATURE_CLOSE' }),
    Object.assign(new Error('x'), { code: 'Z_BUF_ERROR' }),
    new Error('Unexpected end of multipart data'),
    new Error('Part terminated early due to unexpected end of multipart data')
  ]) t.match(brokenBody(thrown, broken), { status: 400, kind: 'bad_request', cause: thrown }, String(thrown))
})

t.test('anything else is not', async (t) => {
  for (const [thrown, request] of [
    ['text', broken],
    [undefined, broken],
    [{ message: 7 }, broken],
    [new Error('no room'), broken],
    [errored, { aborted: false, errored } as unknown as IncomingMessage],
    [undefined, { aborted: true, errored: null } as unknown as IncomingMessage],
    [refused, { aborted: true, errored: refused } as unknown as IncomingMessage],
    [Object.assign(new Error('x'), { code: 'ERR_STREAM_PREMATURE_CLOSE' }), { aborted: true, errored: refused } as unknown as IncomingMessage],
    [new Error('other', { cause: null }), { aborted: true, errored: null } as unknown as IncomingMessage]
  ] as const) t.equal(brokenBody(thrown, request), undefined, String(thrown))
  t.equal(brokenBody({ get code () { throw new Error('of the accessor') } }, broken), undefined, 'what throws when it is looked at')
})

t.test('it is logged where it is answered, and not once more by who was reading', async (t) => {
  const logs = captureLogs()
  const app = Fastify({ logger: logs.logger })
  await app.register(conformant)
  const over = deferred()
  app.addHook('onError', async () => over.resolve())
  app.post('/', {
    preParsing: async (_request, _reply, payload) => {
      payload.once('error', () => setImmediate(() => setImmediate(over.resolve)))
      return payload
    }
  }, async () => ({}))
  const client = await RawClient.connect(await listen(t, app))
  client.send('POST / HTTP/1.1\r\nHost: a.example\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\nno length\r\n')
  t.equal((await client.answer()).status, 400)
  t.equal(await client.rest(), '')
  await over.promise
  t.equal(logs.errors().length, 1)
})
