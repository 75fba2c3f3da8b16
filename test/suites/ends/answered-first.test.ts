// Handlers that refuse a request and read its body on: they are told the end, too.
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { listen } from '../../helpers/exchange.ts'
import { build, readers, reading, type Setting } from './app.ts'
import { breakOff, type Upload, type Way } from './ways.ts'

const times = Number(process.env.ENDS_TIMES ?? 8)
const atOnce = 100
t.setTimeout(3_600_000)

// Who reads on reads as long as the client sends. Whoever only waits: what nobody reads is read past, within the limits of `drain`.
const ways: Readonly<Record<string, Way & { readonly ends: 'all' | 'waiting' }>> = {
  FIN: { leave: socket => socket.end(), ends: 'all' },
  RST: { isBelow: true, leave: socket => socket.resetAndDestroy(), ends: 'all' },
  'bad chunk': { isChunked: true, rest: 'ZZ\r\n', ends: 'all' },
  'slow body': { options: { requestTimeout: 1000, node: { connectionsCheckingInterval: 50, headersTimeout: 1000 } }, ends: 'all' },
  'the seconds of drain': { options: { plugin: { drain: { seconds: 0.2 } } }, ends: 'waiting' },
  'the bytes of drain': { rest: 'a'.repeat(5000), options: { plugin: { drain: { bytes: 1000 } } }, ends: 'waiting' }
}

/** @returns of each reader what its clients heard, what it was told, and which hooks ran */
async function seenOf (t: Parameters<typeof listen>[0], setting: Setting, way: Way, names: readonly string[]): Promise<Record<string, string[]>> {
  const { app, seen } = await build({ ...setting, answersFirst: true, options: way.options ?? {} })
  const port = await listen(t, app as unknown as FastifyInstance)
  const uploads = names.flatMap(path => Array.from({ length: times }, (_, at): Upload => {
    return { port, isSecure: setting.isSecure === true, path, name: `${path}-${at}`, ...(readers[path] ?? readers['for-await'] as (typeof readers)[string]), begun: seen.begun }
  }))
  const rows: Record<string, string[]> = {}
  for (let at = 0; at < uploads.length; at += atOnce) {
    const some = uploads.slice(at, at + atOnce)
    const heard = await Promise.all(some.map(async upload => await breakOff(upload, { ...way, isHeard: true })))
    const found = await seen.seen(some.map(({ name }) => name))
    found.forEach((one, index) => {
      const row = `${heard[index]}; ${one?.reader}; ${one?.hooks.join()}`
      const { path } = some[index] as Upload
      if (rows[path]?.includes(row) !== true) (rows[path] ??= []).push(row)
    })
  }
  await seen.ended()
  await app.close()
  return rows
}

for (const isSecure of [false, true]) {
  for (const [name, { ends, ...way }] of Object.entries(ways)) {
    t.test(`${isSecure ? 'with TLS: ' : ''}${name}`, async (t) => {
      const names = ends === 'waiting' ? ['waiting'] : Object.keys(reading)
      // Bare Fastify is no oracle: behind an answer it tells nobody.
      t.strictSame(await seenOf(t, { isSecure }, way, names), Object.fromEntries(names.map(name => [name, ['400; error ECONNRESET; onRequestAbort,onResponse']])))
    })
  }
}
