// The document's section on reverse proxies, by nginx itself: the 404, and its cure; and what our page says of nginx.
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { request, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import Fastify from 'fastify'
import t from 'tap'
import conformant, { conflict, serverOptions } from '../../../lib/index.ts'
import { exchange, listen } from '../../helpers/exchange.ts'
import { documented, nginx, startProxy, without, type Part } from './proxy.ts'
import { addressed, keeps, decodes, startUpstream, seen, unrouted } from './upstream.ts'

const skip = without(nginx, 'nginx')
const location = (pass: string): Part => (port, upstream) => `server {
  listen 127.0.0.1:${port};
  location / { proxy_pass http://127.0.0.1:${upstream}${pass}; }
}`

/** As it stands in the document, but for where it listens and what is behind it. */
const ofTheDocument: Part = (port, upstream) => addressed(documented('server {\n', '\n}\n'), [
  ['listen       80;', `listen 127.0.0.1:${port};`],
  ['http://ip:port', `http://127.0.0.1:${upstream}`]
])

t.test('the configuration of the document', { skip }, async (t) => await keeps(t, nginx, ofTheDocument))
t.test('proxy_pass without a path', { skip }, async (t) => await keeps(t, nginx, location('')))
t.test('proxy_pass with a slash at its end', { skip }, async (t) => await decodes(t, nginx, location('/')))
t.test('the configuration of the document, with a slash at the end of proxy_pass', { skip }, async (t) => {
  await decodes(t, nginx, (port, upstream) => ofTheDocument(port, upstream).replace(`${upstream};`, `${upstream}/;`))
})

t.test('a rewrite decodes too', { skip }, async (t) => {
  const upstream = await startUpstream(t)
  const part: Part = (port, up) => `server {
    listen 127.0.0.1:${port};
    location /git/ {
      rewrite ^/git(/.*) $1 break;
      proxy_pass http://127.0.0.1:${up};
    }
  }`
  const port = await startProxy(t, nginx, part, upstream.port)
  t.strictSame(await seen(port, '/git/api/v4/projects/group%2Fproject'), unrouted)
  t.equal(upstream.hints().length, 1)
})

t.test('the configuration of docs/proxies.md: each client has its own limit, and URLs say the public address', { skip }, async (t) => {
  const page = readFileSync(join(import.meta.dirname, '../../../docs/proxies.md'), 'utf8')
  const block = /```nginx\n(location [^]*?)```/.exec(page)?.[1] ?? ''
  const plain = 'location / {\n  proxy_pass http://127.0.0.1:3000;\n}\n'
  for (const [name, location, statuses, isPublic] of [
    ['as it stands there', block, [201, 201, 429], true],
    ['proxy_pass alone', plain, [201, 429, 429], false]
  ] as const) {
    const app = Fastify(serverOptions({ trustProxy: ['127.0.0.1'] }))
    await app.register(conformant, { rateLimit: { limit: 1, window: '1m' } })
    app.post('/books', async (_request, reply) => reply.created('/books/7'))
    app.get('/books/7', { config: { conformant: { rateLimit: false } } }, async () => { throw conflict('Taken.', { existing: '/books/8' }) })
    const upstream = await listen(t, app)
    const port = await startProxy(t, nginx, port => `server {\nlisten 127.0.0.1:${port};\n${location.replace('127.0.0.1:3000', `127.0.0.1:${upstream}`)}}`, upstream)
    const answers = []
    for (const localAddress of ['127.0.0.2', '127.0.0.3', '127.0.0.2']) answers.push(await postFrom(localAddress, port))
    t.strictSame(answers.map(({ statusCode }) => statusCode), statuses, name)
    if (isPublic) t.equal(answers[0]?.headers.location, 'http://api.example.com/books/7', name)
    const { body } = await exchange(port, { path: '/books/7', headers: { host: 'api.example.com' } })
    t.equal(body, JSON.stringify({ type: 'about:blank', title: 'Conflict', status: 409, detail: 'Taken.', existing: `http://${isPublic ? 'api.example.com' : `127.0.0.1:${upstream}`}/books/8` }), name)
  }
})

/** A client with an address of its own. */
async function postFrom (localAddress: string, port: number): Promise<IncomingMessage> {
  const sent = request({ host: '127.0.0.1', port, localAddress, method: 'POST', path: '/books', headers: { host: 'api.example.com' }, agent: false }).end()
  const [answer] = await once(sent, 'response') as [IncomingMessage]
  answer.resume()
  return answer
}
