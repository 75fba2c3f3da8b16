import type { AddressInfo } from 'node:net'
import { Type } from '@sinclair/typebox'
import { TypeCompiler, type TypeCheck } from '@sinclair/typebox/compiler'
import Fastify, { LogController } from 'fastify'
import t from 'tap'
import { Client } from 'undici'
import conformant, { serverOptions, type Dialect } from '../../../lib/index.ts'
import { catalog } from '../../../lib/errors/catalog.ts'
import { cells, type Cell } from './cells.ts'
import { secret, values } from './values.ts'

/** Lines of one batch. */
const lines = 1000

/** What is wrong with an answer; undefined: nothing. */
type Judge = (cell: Cell, status: number, body: unknown) => string | undefined

/** How many exchanges are left out between two: four dialects share the cells, so that each is thrown on a socket in both ways. */
const step = 4

/**
 * All cells as lines of batches, and a share of them on sockets: thrown by a handler, and below Fastify.
 *
 * @param share - which, from 0 to 3
 */
export function table (dialect: Dialect, share: number): void {
  const judge = judgeOf(dialect)

  t.test(`${dialect.name}: what is thrown is what is answered`, { timeout: 300_000 }, async (t) => {
    t.ok(values.length >= 40 && cells.length > 20_000, `${values.length} values, ${cells.length} cells`)
    let logged = 0
    const stream = { write (line: string): void { if (!/"msg":"(?:Server listening|fastify-conformant: not covered)/.test(line)) logged++ } }
    const app = Fastify({
      ...serverOptions({ dialect }),
      logger: { level: 'info', stream },
      logController: new LogController({ disableRequestLogging: true }),
      rewriteUrl ({ url = '' }) {
        if (url.startsWith('/below/')) throw cellAt(url).make()
        return url
      }
    })
    t.teardown(() => app.close())
    await app.register(conformant, { dialect })
    app.get('/thrown/:cell', ({ raw }) => { throw cellAt(raw.url as string).make() })
    app.batch({ method: 'POST', url: '/lines', key: 'n', item: Type.Object({ n: Type.String() }), lines, bytes: 100 }, ({ n }) => { throw cellAt(n).make() })
    await app.listen({ port: 0, host: '127.0.0.1' })
    const client = new Client(`http://127.0.0.1:${(app.server.address() as AddressInfo).port}`, { pipelining: 32, maxHeaderSize: 1_048_576 })
    t.teardown(() => client.destroy())

    for (const [way, offset] of [['thrown', share], ['below', (share + 2) % step]] as const) {
      logged = 0
      const some = cells.map((cell, index) => ({ cell, index })).filter(({ index }) => index % step === offset)
      const wrong: string[] = []
      await inTurns(some, 64, async ({ cell, index }) => {
        const { statusCode, headers, body } = await client.request({ method: 'GET', path: `/${way}/${index}` })
        const text = await body.text()
        const said = judge(cell, statusCode, parsed(text)) ?? headersOf(headers)
        if (said !== undefined) wrong.push(`${cell.name}: ${said}: ${text.slice(0, 200)}`)
      })
      t.strictSame(wrong.slice(0, 20), [], `${way}: ${wrong.length} of ${some.length} are wrong`)
      t.equal(logged, some.length, `${way}: each is logged once`)
    }

    logged = 0
    const wrong: string[] = []
    for (let from = 0; from < cells.length; from += lines) {
      const some = cells.slice(from, from + lines)
      const sent = some.map((_, index) => JSON.stringify({ n: String(from + index) })).join('\n')
      const { body } = await client.request({ method: 'POST', path: '/lines', headers: { 'content-type': 'application/x-ndjson' }, body: sent })
      const results = (await body.text()).split('\n').map(line => parsed(line) as Record<string, unknown>)
      for (const [index, cell] of some.entries()) {
        const { status_code: status, ...members } = results[index] ?? {}
        // A line does not say the status a second time.
        const said = judge(cell, Number(status), { code: status, status, ...members })
        if (said !== undefined) wrong.push(`${cell.name}: ${said}`)
      }
    }
    t.strictSame(wrong.slice(0, 20), [], `lines: ${wrong.length} of ${cells.length} are wrong`)
    t.equal(logged, cells.length, 'lines: each is logged once')
  })
}

function cellAt (path: string): Cell {
  return cells[Number(path.slice(path.lastIndexOf('/') + 1))] as Cell
}

function judgeOf (dialect: Dialect): Judge {
  const schemas = new Map<number, TypeCheck<ReturnType<Dialect['schema']>>>()
  return ({ kind }, status, body) => {
    const expected = dialect.status?.(kind) ?? catalog[kind].status
    if (status !== expected) return `${status} and not ${expected}`
    let schema = schemas.get(status)
    if (schema === undefined) schemas.set(status, schema = TypeCompiler.Compile(dialect.schema(status)))
    if (!schema.Check(body)) return JSON.stringify([...schema.Errors(body)][0] ?? null)
    return JSON.stringify(body).includes(secret) ? 'something of the inside' : undefined
  }
}

function headersOf (headers: Readonly<Record<string, unknown>>): string | undefined {
  const text = JSON.stringify(headers)
  return text.includes(secret) || 'x-injected' in headers || 'bad name' in headers ? `the header ${text}` : undefined
}

function parsed (text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** Runs a task for each item, so many at once. */
async function inTurns<Item> (items: readonly Item[], width: number, task: (item: Item) => Promise<void>): Promise<void> {
  let next = 0
  await Promise.all(Array.from({ length: width }, async () => {
    while (next < items.length) await task(items[next++] as Item)
  }))
}
