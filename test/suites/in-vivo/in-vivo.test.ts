// The applications that teams have, with the plugins that they have: what bare Fastify answers is answered the same, to the byte, and
// handlers are given the same, unless a documented rule refuses it. The packages have a lock of their own: `npm ci` in this folder.
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { auth } from './auth.ts'
import { bodies } from './bodies.ts'
import { load, type Case, type World } from './cases.ts'
import { databases } from './databases.ts'
import { forms } from './forms.ts'
import { handlers } from './handlers.ts'
import { negotiation } from './negotiation.ts'
import { notFound } from './not-found.ts'
import { order } from './order.ts'
import { pages } from './pages.ts'
import { parsers } from './parsers.ts'
import { realtime } from './realtime.ts'
import { sessions } from './sessions.ts'
import { streaming } from './streaming.ts'
import { deadEnd, fault, outcomes, upstream } from './table.ts'
import { upstreams } from './upstreams.ts'

const here = import.meta.dirname
if (!existsSync(join(here, 'node_modules/.package-lock.json'))) {
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit'], { cwd: here, stdio: 'ignore', timeout: 240_000 })
}

const families: Readonly<Record<string, { readonly cases: readonly Case[], readonly atLeast: number }>> = {
  parsers: { cases: parsers, atLeast: 12 },
  'content negotiation': { cases: negotiation, atLeast: 16 },
  'forms and uploads': { cases: forms, atLeast: 14 },
  'bodies and methods': { cases: bodies, atLeast: 12 },
  streaming: { cases: streaming, atLeast: 8 },
  'auth and sessions': { cases: [...auth, ...sessions], atLeast: 12 },
  upstreams: { cases: upstreams, atLeast: 4 },
  databases: { cases: databases, atLeast: 8 },
  realtime: { cases: realtime, atLeast: 8 },
  'documentation and pages': { cases: pages, atLeast: 6 },
  'handlers and order': { cases: [...notFound, ...handlers, ...order], atLeast: 20 }
}

const database = process.env.DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/test'

/** Whether the database is there; without it its family is left out, but for where nothing may be. */
async function hasDatabase (): Promise<boolean> {
  const client = new (await load('pg')).Client({ connectionString: database, connectionTimeoutMillis: 5000 })
  try {
    await client.connect()
    await client.end()
    return true
  } catch (error) {
    if (process.env.CI === 'true') throw error
    return false
  }
}

async function worldOf (t: Test): Promise<World> {
  const folder = t.testdir({
    'page.ejs': '<p><%= name %></p>', 'page.html': '<p>', 'style.css': 'a {}', 'data.json': '{"a":1}'
  })
  return { upstream: await upstream(t), dead: await deadEnd(), folder, database }
}

for (const [family, { cases, atLeast }] of Object.entries(families)) {
  t.test(family, async t => {
    if (cases === databases && !await hasDatabase()) return t.plan(0, 'no PostgreSQL: set DATABASE_URL')
    t.ok(cases.length >= atLeast, `${cases.length} applications`)
    const world = await worldOf(t)
    for (const one of cases) {
      const bare = (await outcomes(t, one, world, undefined)).outcomes
      const ours = await outcomes(t, one, world, {})
      const reporting = await outcomes(t, one, world, { enforce: 'report' })
      for (const [at, ask] of one.asks.entries()) {
        const [inBare, enforced, reported] = [bare[at], ours.outcomes[at], reporting.outcomes[at]] as const
        const name = `${one.name}: ${ask.method ?? 'GET'} ${ask.path} ${JSON.stringify(ask.headers ?? {})} ${String(ask.body ?? '').slice(0, 40).replaceAll('\r\n', ' ')}`
        t.equal(await fault(ask, inBare!, enforced!, false), undefined, name, { bare: inBare, plugin: enforced })
        t.equal(await fault(ask, inBare!, reported!, true), undefined, `${name}, reporting`, { bare: inBare, plugin: reported })
      }
      t.equal(ours.told, 0, `${one.name}: who enforces reports nothing`)
      if (one.asks.some(({ rule }) => rule !== undefined)) t.ok(reporting.told > 0, `${one.name}: what would be refused is told`)
    }
  })
}
