import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { RawClient, type Answer } from './raw.ts'

export interface Sent {
  readonly method?: string
  readonly path?: string
  /** Win over those that are added; undefined leaves one out. */
  readonly headers?: Readonly<Record<string, string | undefined>>
  readonly body?: string | Buffer
  /** Sent as JSON with its type. */
  readonly json?: unknown
  /** The body in chunks of one piece, without its length. */
  readonly chunked?: boolean
  readonly version?: string
}

interface Teardown { teardown: (task: () => unknown) => void }

/** Listens on a free port until the test is over. */
export async function listen (t: Teardown, app: Pick<FastifyInstance, 'listen' | 'close' | 'server'>): Promise<number> {
  t.teardown(() => app.close())
  await app.listen({ port: 0, host: '127.0.0.1' })
  return (app.server.address() as AddressInfo).port
}

/** One request on a connection of its own, and its answer. */
export async function exchange (port: number, sent: Sent | string): Promise<Answer> {
  const client = await RawClient.connect(port)
  const request = typeof sent === 'string' ? lineOf(sent) : sent
  client.send(requestOf(request))
  try {
    return await client.answer(request.method)
  } finally {
    client.close()
  }
}

/** `GET /path` */
function lineOf (line: string): { method: string, path: string } {
  const [method, path] = line.split(' ', 2) as [string, string]
  return { method, path }
}

/** The bytes of a request. */
export function requestOf ({ method = 'GET', path = '/', headers, body, json, chunked, version = '1.1' }: Sent): Buffer {
  const content = json === undefined ? body : JSON.stringify(json)
  const fields: Record<string, string | undefined> = { host: 'api.example' }
  if (json !== undefined) fields['content-type'] = 'application/json'
  if (chunked === true) fields['transfer-encoding'] = 'chunked'
  else if (content !== undefined) fields['content-length'] = String(Buffer.byteLength(content))
  Object.assign(fields, headers)
  const lines = Object.entries(fields).filter(([, value]) => value !== undefined).map(([name, value]) => `${name}: ${value}\r\n`)
  const head = Buffer.from(`${method} ${path} HTTP/${version}\r\n${lines.join('')}\r\n`, 'latin1')
  if (content === undefined) return head
  const bytes = Buffer.from(content)
  if (chunked !== true) return Buffer.concat([head, bytes])
  const chunk = bytes.length === 0 ? [] : [Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]
  return Buffer.concat([head, ...chunk, Buffer.from('0\r\n\r\n')])
}
