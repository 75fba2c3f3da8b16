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

/** The ways in which a cell of its own request is thrown: by a handler, and below the hooks, where it is answered on the socket. */
const ways = ['thrown', 'below'] as const

/** All cells in all ways: each on a request of its own in these ways, and as lines of batches. */
export function table (dialect: Dialect): void {
  const judge = judgeOf(dialect)

  t.test(`${dialect.name}: what is thrown is what is answered`, { timeout: 300_000 }, async (t) => {
    t.ok(values.length >= 40 && cells.length > 20_000, `${values.length} values, ${cells.length} cells`)
    let logged = 0
    const stream = { write (line: string): void { if (!/"msg":"(?:Server listening|fastify-conformant: not covered|the error \w+ was given)/.test(line)) logged++ } }
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

    for (const way of ways) {
      logged = 0
      const wrong: string[] = []
      await inTurns(cells, 64, async (cell, index) => {
        const { statusCode, headers, body } = await client.request({ method: 'GET', path: `/${way}/${index}` })
        const text = await body.text()
        const said = judge(cell, statusCode, parsed(text)) ?? rawIn(text) ?? headersOf(headers, dialect)
        if (said !== undefined) wrong.push(`${cell.name}: ${said}: ${text.slice(0, 200)}`)
      })
      t.strictSame(wrong.slice(0, 20), [], `${way}: ${wrong.length} of ${cells.length} are wrong`)
      t.equal(logged, cells.length, `${way}: each is logged once`)
    }

    logged = 0
    const wrong: string[] = []
    for (let from = 0; from < cells.length; from += lines) {
      const some = cells.slice(from, from + lines)
      const sent = some.map((_, index) => JSON.stringify({ n: String(from + index) })).join('\n')
      const { body } = await client.request({ method: 'POST', path: '/lines', headers: { 'content-type': 'application/x-ndjson' }, body: sent })
      const results = (await body.text()).split('\n')
      for (const [index, cell] of some.entries()) {
        const line = results[index] ?? ''
        const { status_code: status, ...members } = parsed(line) as Record<string, unknown>
        // A line does not say the status a second time.
        const said = judge(cell, Number(status), { code: status, status, ...members }) ?? rawIn(line)
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

/** What belongs to a stack, or to a value that was turned into text as it came. */
function rawIn (text: string): string | undefined {
  return /\n? {4}at |node:internal|\.ts:\d|\[object |\p{Cc}/u.exec(text)?.[0]
}

function headersOf (headers: Readonly<Record<string, unknown>>, { mediaType }: Dialect): string | undefined {
  if (headers['content-type'] !== mediaType) return `the type ${String(headers['content-type'])}`
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
async function inTurns<Item> (items: readonly Item[], width: number, task: (item: Item, index: number) => Promise<void>): Promise<void> {
  let next = 0
  await Promise.all(Array.from({ length: width }, async () => {
    while (next < items.length) {
      const index = next++
      await task(items[index] as Item, index)
    }
  }))
}
