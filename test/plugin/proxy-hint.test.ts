import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import t from 'tap'
import conformant, { serverOptions, type ConformantOptions } from '../../lib/index.ts'
import type { Methods } from '../../lib/gates/methods.ts'
import { proxyHint } from '../../lib/plugin/proxy-hint.ts'
import { noStore, problem } from '../helpers/answers.ts'
import { exchange, listen, type Sent } from '../helpers/exchange.ts'
import { captureLogs, type Logs } from '../helpers/logs.ts'

const shown = async ({ params }: FastifyRequest): Promise<unknown> => params
const proxied = { 'x-forwarded-for': '192.0.2.1' }
const said = ({ records }: Logs): string[] => records.filter(({ level, msg }) => level === 40 && /proxy/.test(msg)).map(({ msg }) => msg)
const hint = (method: string, path: string, encoded: string): string => `fastify-conformant: ${method} ${path} is not routed, but ${encoded} would be. If that was sent, a reverse proxy decodes the path: ` +
  'in nginx, write proxy_pass without a path, not even a slash; in Apache, AllowEncodedSlashes NoDecode and ProxyPass … nocanon'

async function server (t: Parameters<typeof listen>[0], options: ConformantOptions = {}, fastify: object = {}): Promise<{ port: number, logs: Logs, app: FastifyInstance }> {
  const logs = captureLogs()
  const app = Fastify({ ...fastify, logger: logs.logger })
  await app.register(conformant, options)
  app.get('/projects/:id', shown)
  app.put('/projects/:id/files/:path', shown)
  app.get('/host/:id', { constraints: { host: 'api.example' } }, shown)
  return { port: await listen(t, app), logs, app }
}

t.test('a decoded slash is named in the log, and the answer stays what it is', async (t) => {
  const cases: Array<[sent: Sent, encoded: string]> = [
    [{ path: '/projects/group/project', headers: proxied }, '/projects/group%2Fproject'],
    [{ path: '/projects/group/subgroup/project?page=2', headers: proxied }, '/projects/group%2Fsubgroup%2Fproject'],
    [{ method: 'HEAD', path: '/projects/group/project', headers: proxied }, '/projects/group%2Fproject'],
    [{ method: 'PUT', path: '/projects/1/files/lib/class.rb', headers: proxied }, '/projects/1/files/lib%2Fclass.rb'],
    [{ path: '/projects/group/project', headers: { via: '1.1 proxy' } }, '/projects/group%2Fproject'],
    [{ path: '/projects/group/project', version: '1.0' }, '/projects/group%2Fproject'],
    [{ path: '/host/group/project', headers: proxied }, '/host/group%2Fproject']
  ]
  for (const [sent, encoded] of cases) {
    const { port, logs } = await server(t)
    const path = (sent.path as string).split('?')[0] as string
    const answer = await exchange(port, sent)
    if (sent.method !== 'HEAD' && sent.version === undefined) t.strictSame(answer, problem(404, `There is nothing at ${path}.`, noStore))
    t.equal(answer.status, 404)
    t.strictSame(said(logs), [hint(sent.method ?? 'GET', path, encoded)])
  }
})

t.test('where nothing speaks for it, nothing is said', async (t) => {
  const { port, logs } = await server(t)
  const cases: Array<[name: string, sent: Sent]> = [
    ['no proxy', { path: '/projects/group/project' }],
    ['nothing like it', { path: '/none/group/project', headers: proxied }],
    ['what would be too long for one', { path: `/projects/${'x'.repeat(60)}/${'x'.repeat(60)}`, headers: proxied }],
    ['one segment', { path: '/none', headers: proxied }],
    ['another method', { method: 'DELETE', path: '/projects/group/project', headers: proxied }],
    ['another host', { path: '/host/group/project', headers: { ...proxied, host: 'other.example' } }],
    ['a route', { path: '/projects/group%2Fproject', headers: proxied }],
    ['a method that is not allowed', { method: 'DELETE', path: '/projects/1', headers: proxied }],
    ['a method that nobody has', { method: 'PURGE', path: '/projects/group/project', headers: proxied }]
  ]
  for (const [name, sent] of cases) {
    await exchange(port, sent)
    t.strictSame(said(logs), [], name)
  }
})

t.test('once for a server', async (t) => {
  const { port, logs } = await server(t)
  for (let count = 0; count < 3; count++) await exchange(port, { path: '/projects/group/project', headers: proxied })
  t.equal(said(logs).length, 1)
  const another = await server(t)
  await exchange(another.port, { path: '/projects/group/project', headers: proxied })
  t.equal(said(another.logs).length, 1)
})

t.test('not where unknown URLs are left to somebody else', async (t) => {
  const { port, logs } = await server(t, { unknownUrl: false })
  t.equal((await exchange(port, { path: '/projects/group/project', headers: proxied })).status, 404)
  t.strictSame(said(logs), [])
})

t.test('what is repeated is cleaned and cut', async (t) => {
  const { port, logs } = await server(t, {}, serverOptions())
  const name = 'x'.repeat(90)
  await exchange(port, { path: `/projects/${name}/${name}/${name}`, headers: proxied })
  t.match(said(logs)[0], /^fastify-conformant: GET \/projects\/x{90}\/x{90}\/x+… is not routed, but \/projects\/x{90}%2Fx{90}%2Fx+… would be\./)
})

t.test('ten unknown URLs a second are looked at, and no more, and the clock is seldom asked', async (t) => {
  let [looked, now, asked] = [0, 0, 0]
  const methods = { paramsAt: () => { looked++ } } as unknown as Methods
  const request = { method: 'GET', raw: { url: '/a/b', headers: proxied, httpVersion: '1.1' } } as unknown as FastifyRequest
  const clock = (): number => {
    asked++
    return now
  }
  const hints = [proxyHint(methods, clock), proxyHint(methods, clock)] as const
  const come = (count: number): void => { for (let at = 0; at < count; at++) hints[at % 2 as 0 | 1](request) }
  come(10)
  t.equal(looked, 10, 'the scopes of a server share them')
  come(1000)
  t.equal(looked, 10)
  t.ok(asked < 120, `asked ${asked} times`)
  now = 1000
  come(1000)
  t.equal(looked, 20, 'in the next second it is looked again')
  now = 5999
  come(1000)
  t.equal(looked, 30)
})
