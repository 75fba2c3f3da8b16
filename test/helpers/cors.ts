import Fastify, { type FastifyInstance } from 'fastify'
import type { Test } from 'tap'
import conformant, { serverOptions, type ConformantOptions } from '../../lib/index.ts'
import { listen } from './exchange.ts'
import { RawClient, type Answer } from './raw.ts'

export const page = 'https://app.test'
export const hostile = 'https://evil.test'

/** What a browser asks for before it lets a page read an answer. */
export function corsOf ({ headers }: Answer): Record<string, unknown> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name === 'vary' || name.startsWith('access-control-')))
}

export const allowed = (origin: string, more: object = {}): object => ({ 'access-control-allow-origin': origin, ...more })
export const varying = { vary: 'Origin' }

interface Declared {
  before? (app: FastifyInstance): unknown
  behind? (app: FastifyInstance): unknown
  readonly plugin?: ConformantOptions
  /** Fastify's own. */
  readonly own?: object
  readonly router?: object
}

export async function server (t: Test, { before, behind, plugin = {}, own, router }: Declared): Promise<{ port: number, app: FastifyInstance }> {
  const app = Fastify(serverOptions({ ...own, routerOptions: { maxParamLength: 20, ...router } })) as unknown as FastifyInstance
  await before?.(app)
  await app.register(conformant, plugin)
  await behind?.(app)
  app.get('/things/:id', async () => ({}))
  return { port: await listen(t, app), app }
}

export const malformed = 'GET / HTTP/1.1\r\nHost: a\r\nno field\r\n\r\n'

export async function bytes (port: number, text: string): Promise<Answer> {
  const client = await RawClient.connect(port)
  client.send(text)
  try {
    return await client.answer()
  } finally {
    client.close()
  }
}
