import Fastify from 'fastify'
import type { Test } from 'tap'
import conformant, { gitlab, notFound, serverOptions } from '../../../lib/index.ts'
import { exchange, listen } from '../../helpers/exchange.ts'
import { captureLogs } from '../../helpers/logs.ts'
import { startProxy, type Part, type Program } from './proxy.ts'

/** The project that there is: its path has a slash. */
const project = 'group/project'

export interface Upstream {
  readonly port: number
  /** The URLs that have reached it, as they came. */
  readonly urls: string[]
  /** What it has said of proxies. */
  hints (): string[]
}

/** The server behind the proxy. */
export async function startUpstream (t: Parameters<typeof listen>[0]): Promise<Upstream> {
  const logs = captureLogs()
  const dialect = gitlab()
  const urls: string[] = []
  const keep = (url: string): string => {
    urls.push(url)
    return url
  }
  const app = Fastify(serverOptions({ dialect, logger: logs.logger, rewriteUrl: ({ url }) => keep(String(url)) }))
  await app.register(conformant, { dialect })
  app.get<{ Params: { id: string } }>('/api/v4/projects/:id', async ({ params: { id } }) => {
    if (id !== project) throw notFound({ resource: 'Project', id })
    return { path: id }
  })
  app.get<{ Params: { '*': string } }>('/files/*', async ({ params }) => ({ file: params['*'] }))
  return { port: await listen(t, app), urls, hints: () => logs.records.map(({ msg }) => msg).filter(msg => msg.includes('reverse proxy')) }
}

/** What a client sees: status, content type and the body to the byte. */
export async function seen (port: number, path: string): Promise<[status: number, type: unknown, body: string]> {
  const { status, headers, body } = await exchange(port, `GET ${path}`)
  return [status, headers['content-type'], body]
}

/** The server's own 404 for a URL that nothing is at. */
export const unrouted = [404, 'application/json', '{"message":"404 Not Found"}']
const missing = [404, 'application/json', '{"message":"404 Project Not Found"}']

/** A proxy that hands a path on as it was sent. */
export async function keeps (t: Test, program: Program | undefined, part: Part): Promise<void> {
  const upstream = await startUpstream(t)
  const port = await startProxy(t, program, part, upstream.port)
  const cases: Array<[path: string, told: unknown[]]> = [
    ['/api/v4/projects/group%2Fproject', [200, 'application/json; charset=utf-8', '{"path":"group/project"}']],
    ['/api/v4/projects/group%2Fproject?a=%2F', [200, 'application/json; charset=utf-8', '{"path":"group/project"}']],
    ['/api/v4/projects/group%252Fproject', missing],
    ['/api/v4/projects/group%3Fproject%40x', missing],
    ['/api/v4/projects/group/project', unrouted],
    ['/files/a%2Fb%252Fc', [200, 'application/json; charset=utf-8', '{"file":"a/b%2Fc"}']]
  ]
  for (const [path, told] of cases) t.strictSame(await seen(port, path), told, path)
  t.strictSame(upstream.urls, cases.map(([path]) => path), 'as they were sent')
}

/** A proxy that decodes slashes: the 404 of the document, and the log that says why. */
export async function decodes (t: Test, program: Program | undefined, part: Part): Promise<void> {
  const upstream = await startUpstream(t)
  const port = await startProxy(t, program, part, upstream.port)
  t.strictSame(await seen(port, '/api/v4/projects/1'), missing, 'what has no slash arrives')
  t.strictSame(upstream.hints(), [])
  for (let count = 0; count < 3; count++) t.strictSame(await seen(port, '/api/v4/projects/group%2Fproject'), unrouted)
  t.strictSame(upstream.urls.slice(1), Array.from({ length: 3 }, () => '/api/v4/projects/group/project'))
  t.strictSame(upstream.hints(), ['fastify-conformant: GET /api/v4/projects/group/project is not routed, but /api/v4/projects/group%2Fproject would be. ' +
    'If that was sent, a reverse proxy decodes the path: in nginx, write proxy_pass without a path, not even a slash; in Apache, AllowEncodedSlashes NoDecode and ProxyPass … nocanon'], 'once')
}

/** A configuration with other addresses. @throws where one is not in it exactly once: it would be tried as something else */
export function addressed (config: string, changes: ReadonlyArray<readonly [from: string, to: string]>): string {
  for (const [from, to] of changes) {
    if (config.split(from).length !== 2) throw new Error(`${from} is not once in ${config}`)
    config = config.replace(from, to)
  }
  return config
}
