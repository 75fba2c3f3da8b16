import { Type } from '@sinclair/typebox'
import Fastify, { type FastifyInstance } from 'fastify'
import { once } from 'node:events'
import { pipeline, Readable, Transform } from 'node:stream'
import { setTimeout } from 'node:timers/promises'
import conformant, { akeneo, created, forbidden, noContent, serverOptions, type BatchLimits } from '../../../lib/index.ts'

/** What the handlers have been asked. */
export const seen = { calls: 0, aborted: 0 }

/** What makes a result large. */
const text = 'x'.repeat(16 * 1024)

const Item = Type.Object({ code: Type.String(), text: Type.Optional(Type.String()) })
export const type = 'application/vnd.akeneo.collection+json'

/** A server whose batches are dull, slow, large, refused or at fault. */
export async function build (limits: BatchLimits = {}): Promise<FastifyInstance> {
  const dialect = akeneo()
  // Two cores need longer than the minute of the default for fifty bodies of 100 MB.
  const app = Fastify(serverOptions({ dialect, requestTimeout: 600_000 }))
  await app.register(conformant, { dialect })
  const common = { method: 'PATCH', key: 'code', item: Item, ...limits } as const
  app.batch({ ...common, url: '/quick' }, () => {
    seen.calls++
    return noContent()
  })
  // The first line is answered at once; behind it somebody has to go away.
  app.batch({ ...common, url: '/waiting' }, async (_item, _request, { line, signal }) => {
    seen.calls++
    if (line === 1) return created()
    if (!signal.aborted) await once(signal, 'abort')
    seen.aborted++
    return noContent()
  })
  app.batch({ ...common, url: '/paced' }, async () => {
    seen.calls++
    await setTimeout(20)
    return noContent()
  })
  app.batch({ ...common, url: '/large' }, async () => {
    seen.calls++
    return { text }
  })
  app.batch({ ...common, url: '/crashing' }, ({ code }) => {
    seen.calls++
    throw new Error(`secret ${code}`)
  })
  app.batch({ ...common, url: '/refused', preHandler: async () => { throw forbidden('Not you.') } }, () => { seen.calls++ })
  app.batch({ ...common, url: '/left', preHandler: async request => { await once(request.raw.socket, 'close') }, seconds: 3600 }, () => { seen.calls++ })
  app.batch({
    ...common,
    url: '/faulty',
    result: ({ line, status }) => ({ line, status, text }),
    // A hook that changes what is sent, and cannot go on at the third result.
    onSend: async (_request, _reply, payload) => payload instanceof Readable ? pipeline(payload, failingAt('"line":3'), () => {}) : payload
  }, async ({ code }) => {
    seen.calls++
    // What was ready before has left by then.
    if (code === 'late') await setTimeout(100)
  })
  return app
}

function failingAt (text: string): Transform {
  return new Transform({
    transform (chunk: unknown, _encoding, done) {
      if (String(chunk).includes(text)) done(new Error('the hook is at fault'))
      else done(null, chunk)
    }
  })
}

/** Lines with codes from 1, of a length, joined as a body. */
export function linesOf (count: number, length = 0): string {
  return Array.from({ length: count }, (_, index) => lineOf(String(index + 1), length)).join('\n')
}

/** @param length - of the line, in characters; its least where it cannot be shorter */
export function lineOf (code: string, length = 0): string {
  const line = JSON.stringify({ code, text: '' })
  return line.replace(/""}$/, `"${'t'.repeat(Math.max(0, length - line.length))}"}`)
}
