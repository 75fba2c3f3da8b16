import Fastify from 'fastify'
import { Type } from '@sinclair/typebox'
import t from 'tap'
import conformant, { akeneo, defineDialect, serverOptions } from '../../lib/index.ts'
import { certificate } from '../fixtures/certificate.ts'
import { closing, json } from '../helpers/answers.ts'
import { exchange, listen, requestOf } from '../helpers/exchange.ts'
import { RawClient } from '../helpers/raw.ts'
import { once } from 'node:events'
import { connect as connectSecurely } from 'node:tls'

/** A dialect that shows all that it may ask. */
const dialect = {
  ...akeneo(),
  render: (_error: unknown, { documentation, method, origin, path, standardFormat, status }: Record<string, unknown>) => ({ documentation, method, origin, path, standardFormat, status })
}
const links = { documentation: 'https://docs.example/a', standardFormat: 'https://docs.example/b' }

t.test('what a dialect may ask of a request that Fastify has not seen', async (t) => {
  for (const [title, options, own, bytes, told] of [
    ['a refused request', {}, links, requestOf({ method: 'POST', path: '/a?b', headers: { host: undefined } }), { ...links, method: 'POST', origin: 'http://', path: '/a' }],
    ['with a Host', {}, {}, requestOf({ path: '/a', headers: { host: 'api.example', 'transfer-encoding': 'gzip, chunked' } }), { method: 'GET', origin: 'http://api.example', path: '/a', status: 501 }],
    ['over TLS', { https: certificate }, {}, requestOf({ path: '/a', headers: { 'transfer-encoding': 'gzip, chunked' } }), { method: 'GET', origin: 'https://api.example', path: '/a', status: 501 }],
    ['a baseUrl', {}, { baseUrl: 'https://base.example/x' }, requestOf({ headers: { host: undefined } }), { method: 'GET', origin: 'https://base.example', path: '/' }],
    ['a message that cannot be read', {}, {}, 'nonsense\r\n\r\n', { method: '', origin: 'http://', path: '' }]
  ] as const) {
    const app = Fastify(serverOptions({ ...options as object, dialect: dialect as never }))
    await app.register(conformant, own)
    const port = await listen(t, app as never)
    const socket = 'https' in options ? connectSecurely({ port, host: '127.0.0.1', ca: certificate.cert }) : undefined
    if (socket !== undefined) await once(socket, 'secureConnect')
    const client = socket === undefined ? await RawClient.connect(port) : Reflect.construct(RawClient, [socket]) as RawClient
    client.send(bytes)
    const { status, headers, body } = await client.answer()
    const expected = { status: 400, ...told }
    t.strictSame({ status, body: JSON.parse(body) }, { status: expected.status, body: expected }, title)
    t.strictSame(headers, { ...json(0, 0, closing).headers, 'content-length': String(body.length), ...(status === 501 ? { 'cache-control': 'no-store' } : {}) })
    client.close()
  }
})

t.test('a dialect that makes a 401 of it has a challenge with the realm', async (t) => {
  const dialect = defineDialect({ name: 'closed', mediaType: 'application/json', status: () => 401, render: (_error, { status }) => ({ status }), schema: () => Type.Object({}) })
  const app = Fastify(serverOptions({ dialect }))
  await app.register(conformant, { dialect, realm: 'shop' })
  const port = await listen(t, app)
  const { status, headers } = await exchange(port, { headers: { 'transfer-encoding': 'gzip, chunked' } })
  t.strictSame([status, headers['www-authenticate']], [401, 'Bearer realm="shop"'])
})
