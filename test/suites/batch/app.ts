import { Type } from '@sinclair/typebox'
import Fastify, { type FastifyInstance } from 'fastify'
import { once } from 'node:events'
import { pipeline, Readable, Transform } from 'node:stream'
import conformant, { akeneo, created, forbidden, noContent, serverOptions } from '../../../lib/index.ts'
import type { BatchLimits } from '../../../lib/entries/batch.ts'
import { deferred } from '../../helpers/deferred.ts'
import { until } from '../../helpers/until.ts'

/** What the handlers have been asked, and how many batches a hook has looked at. */
export const seen = { calls: 0, aborted: 0, hooked: 0 }

/** Behind it the lines of `/paced` and `/faulty-when-told` go on. */
export const pace = deferred()

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
  // The first line is answered at once, the others when somebody says so.
  app.batch({ ...common, url: '/paced' }, async (_item, _request, { line }) => {
    seen.calls++
    if (line > 1) await pace.promise
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
  app.batch({
    ...common,
    url: '/left',
    preHandler: async ({ raw: { socket } }) => {
      seen.hooked++
      await once(socket, 'close')
    },
    seconds: 3600
  }, () => { seen.calls++ })
  for (const [url, part] of [['/faulty', '"line":3'], ['/faulty-when-told', '"line":3'], ['/faulty-at-once', '"line":1']] as const) {
    app.batch({
      ...common,
      url,
      result: ({ line, status }) => ({ line, status, text }),
      // A hook that changes what is sent, and cannot go on at one of the results.
      onSend: async (_request, _reply, payload) => payload instanceof Readable ? pipeline(payload, failingAt(part), () => {}) : payload
    }, async ({ code }, { raw: { socket } }, { signal }) => {
      seen.calls++
      // What was ready before has left: two results and a head.
      if (code === 'late' && url === '/faulty-when-told') await pace.promise
      else if (code === 'late') await until(() => socket.writableLength === 0 && socket.bytesWritten > 2 * text.length, hasLeft => hasLeft)
      if (code === 'never' && !signal.aborted) await once(signal, 'abort')
    })
  }
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
