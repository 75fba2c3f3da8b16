import type { FastifyInstance } from 'fastify'
import { listen } from '../../helpers/exchange.ts'
import type { Readers, Seen } from '../../helpers/reader.ts'
import { build, readers, type Setting } from './app.ts'
import { breakOff, breakOffStream, ways, waysOfHttp2, type Upload } from './ways.ts'

interface Test { teardown: (task: () => unknown) => void }

/** What was seen of one way and one reader, and how often. */
export interface Row { readonly status: number | undefined, readonly reader: string | undefined, readonly hooks: string, readonly times: number }

/** So many uploads to each of the readers that the setting has. */
export function uploadsTo (port: number, { isSecure = false, isBare = false }: Setting, times: number, { begun }: Pick<Readers, 'begun'>): Upload[] {
  return Object.entries(readers)
    .filter(([, { isOwn = false, hangsBare = false }]) => !(isBare && (isOwn || hangsBare)))
    .flatMap(([path, { type, half }]) => Array.from({ length: times }, (_, at) => ({ port, isSecure, path, name: `${path}-${at}`, type, half, begun })))
}

/**
 * Breaks off uploads to every reader, and looks at both ends.
 *
 * @param regard - what is seen, without what does not matter
 */
export async function table (t: Test, setting: Setting, wayName: string, times: number, regard = (row: Row): Row => row): Promise<Record<string, Row[]>> {
  const { http2 = false } = setting
  const way = (http2 ? waysOfHttp2 : ways)[wayName] as { options?: object }
  const { app, seen } = await build({ ...setting, options: { ...way.options, ...setting.options } })
  const port = await listen(t, app as unknown as FastifyInstance)
  const uploads = uploadsTo(port, setting, times, seen)
  const heard = new Map<string, number | undefined>()
  const left = [...uploads]
  // Those of all readers at once: some ways take seconds to be noticed.
  await Promise.all(Array.from({ length: 50 }, async () => {
    for (let upload = left.pop(); upload !== undefined; upload = left.pop()) {
      heard.set(upload.name, await (http2 ? breakOffStream(upload, way) : breakOff(upload, way)))
    }
  }))
  const rows: Record<string, Row[]> = {}
  for (const path of new Set(uploads.map(({ path }) => path))) {
    const names = uploads.filter(upload => upload.path === path).map(({ name }) => name)
    rows[path] = counted(names.map(name => heard.get(name)), await seen.seen(names), regard)
  }
  await seen.ended()
  return rows
}

function counted (heard: ReadonlyArray<number | undefined>, seen: ReadonlyArray<Seen | undefined>, regard: (row: Row) => Row): Row[] {
  const rows = new Map<string, Row>()
  seen.forEach((one, at) => {
    const { times, ...row } = regard({ status: heard[at], reader: one?.reader, hooks: one?.hooks.join() ?? '', times: 1 })
    const key = JSON.stringify(row)
    rows.set(key, { ...row, times: (rows.get(key)?.times ?? 0) + times })
  })
  return [...rows.values()]
}
