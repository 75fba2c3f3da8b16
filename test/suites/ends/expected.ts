import type { Test } from 'tap'
import { readers, type Setting } from './app.ts'
import { table, type Row } from './table.ts'
import { ways, waysOfHttp2 } from './ways.ts'

/** Fastify's hooks: as in bare Fastify, and `onResponse` where an answer has left, which bare Fastify writes past its hooks. */
function hooksOf (way: string, isBare: boolean, { http2 = false }: Setting): string {
  const hooks = ['onRequestAbort']
  if (http2 || (!isBare && way !== 'RST')) hooks.push('onResponse')
  if (way === 'connection timeout') hooks.push('onTimeout')
  return hooks.join()
}

/** Whether an answer has left where the connection was reset is up to Node: older versions say so, and TLS by chance. */
const withoutResponse = ({ hooks, ...row }: Row): Row => ({ ...row, hooks: hooks.replace(/,onResponse$/, '') })

/** What a reader is told: Node's ECONNRESET, or, where it is a batch's own, the plugin's error. */
const told = (name: string): string => name === 'batch' ? 'error bad_request' : 'error ECONNRESET'

/** Each way with each reader: the client hears its status, the reader an error with a code, and hooks run once. */
export function expectTable (t: Test, setting: Setting, times: number): void {
  const { http2 = false } = setting
  for (const [way, { status }] of Object.entries<{ status?: number }>(http2 ? waysOfHttp2 : ways)) {
    t.test(`HTTP/${http2 ? 2 : 1}${setting.isSecure === true ? ' with TLS' : ''}: ${way}`, async t => {
      const rows = await table(t, setting, way, times, way === 'RST' ? withoutResponse : undefined)
      const expected = Object.fromEntries(Object.keys(readers).map(name => {
        const row: Row = { status: http2 ? undefined : status, reader: told(name), hooks: hooksOf(way, false, setting), times }
        return [name, [row]]
      }))
      t.strictSame(rows, expected)
    })
    // Bare Fastify has no limit for a body over HTTP/2, and ends what is cut as if it were whole: it is no oracle there.
    if (http2) continue
    t.test(`the same in bare Fastify: ${way}`, async t => {
      const rows = await table(t, { ...setting, isBare: true }, way, 1)
      for (const [name, [row]] of Object.entries(rows)) t.match(row, { reader: 'error ECONNRESET', hooks: hooksOf(way, true, setting) }, name)
    })
  }
}
