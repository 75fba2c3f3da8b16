// Bodies that the server's side ends: every reader is told, and hooks run as in bare Fastify.
import type { ServerHttp2Session } from 'node:http2'
import t from 'tap'
import { listen } from '../../helpers/exchange.ts'
import { until } from '../../helpers/until.ts'
import { build, readers, type Setting } from './app.ts'
import { expectNothingLeft, state } from './left-behind.ts'
import { uploadsTo } from './table.ts'
import { breakOff, breakOffStream } from './ways.ts'

type App = Awaited<ReturnType<typeof build>>['app']

interface End { readonly setting: Setting, readonly end: (app: App, sessions: Set<ServerHttp2Session>) => unknown }

const ends: Readonly<Record<string, End>> = {
  'closing, with forceCloseConnections': { setting: { options: { forceCloseConnections: true } as object }, end: async app => { await app.close() } },
  'all connections are closed': { setting: {}, end: app => { app.server.closeAllConnections() } },
  'with TLS: closing, with forceCloseConnections': { setting: { isSecure: true, options: { forceCloseConnections: true } as object }, end: async app => { await app.close() } },
  'HTTP/2: sessions are destroyed': { setting: { http2: true }, end: (_app, sessions) => { for (const session of sessions) session.destroy() } },
  'HTTP/2: sessions are destroyed with an error': { setting: { http2: true }, end: (_app, sessions) => { for (const session of sessions) session.destroy(new Error('of the test'), 2) } },
  'HTTP/2: closing, and sessions are destroyed': {
    setting: { http2: true },
    end: async (app, sessions) => {
      const closed = app.close()
      for (const session of sessions) session.destroy()
      await closed
    }
  },
  'HTTP/2 with TLS: sessions are destroyed': { setting: { http2: true, isSecure: true }, end: (_app, sessions) => { for (const session of sessions) session.destroy() } }
}

/** @returns what each reader was told and which hooks ran, once all were reading and the server has ended them */
async function seenOf (t: Parameters<typeof listen>[0], { setting, end }: End, times: number, isBare: boolean): Promise<Record<string, string>> {
  const { app, seen } = await build({ ...setting, isBare })
  const sessions = new Set<ServerHttp2Session>()
  app.server.on('session', session => {
    sessions.add(session)
    session.on('close', () => sessions.delete(session)).on('error', () => {})
  })
  const port = await listen(t, app as unknown as Parameters<typeof listen>[1])
  const uploads = uploadsTo(port, { ...setting, isBare }, times, seen)
  const left = uploads.map(upload => setting.http2 === true ? breakOffStream(upload, { leave: async client => await until(() => client.isClosed) }) : breakOff(upload, {}))
  await Promise.all(uploads.map(({ name }) => seen.begun(name)))
  await end(app, sessions)
  await Promise.all(left)
  const found = await seen.seen(uploads.map(({ name }) => name))
  await seen.ended()
  await app.close()
  const rows: Record<string, string> = {}
  uploads.forEach(({ path }, at) => {
    const row = `${found[at]?.reader}; ${found[at]?.hooks.join()}`
    rows[path] = rows[path] === undefined || rows[path] === row ? row : `${rows[path]} | ${row}`
  })
  return rows
}

// As many of each as read at once: they are ended in one turn.
const atOnce = 20
const times = Number(process.env.ENDS_TIMES ?? 8)
t.setTimeout(3_600_000)

for (const [name, how] of Object.entries(ends)) {
  t.test(name, async (t) => {
    const rows = await seenOf(t, how, Math.min(times, atOnce), false)
    const before = await state()
    for (let done = atOnce; done < times; done += atOnce) t.strictSame(await seenOf(t, how, Math.min(times - done, atOnce), false), rows)
    await expectNothingLeft(t, before, times * Object.keys(readers).length)
    if (how.setting.http2 === true) {
      // Bare Fastify ends what is cut as if it were whole: it is no oracle there.
      t.strictSame(rows, Object.fromEntries(Object.keys(readers).map(reader => [reader, `error ${reader === 'batch' ? 'bad_request' : 'ECONNRESET'}; onRequestAbort,onResponse`])))
      return
    }
    const bare = await seenOf(t, how, 8, true)
    t.strictSame(Object.fromEntries(Object.keys(bare).map(reader => [reader, rows[reader]])), bare, 'as in bare Fastify')
    t.match(rows, { piped: 'error ECONNRESET; onRequestAbort', batch: 'error bad_request; onRequestAbort' })
  })
}
