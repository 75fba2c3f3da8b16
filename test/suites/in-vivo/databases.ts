// PostgreSQL, by the drivers and query builders that teams have.
import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { postgresErrors } from '../../../lib/entries/mappers.ts'
import { load, type Ask, type Case } from './cases.ts'

/** What the plugins and drivers add, which are not there where types are checked. */
type Any = any
const own = (app: unknown): Any => app

const options = { mappers: [postgresErrors] }
const table = 'drop table if exists item; create table item (id serial primary key, sku text not null unique, price integer not null check (price >= 0))'
const item = { type: 'object', required: ['sku', 'price'], properties: { sku: { type: 'string' }, price: { type: 'integer' } }, additionalProperties: false }
const make = (json: unknown, more: Partial<Ask> = {}): Ask => ({ method: 'POST', path: '/items', json, ...more })

/** What every driver is asked: rows, none, a conflict, values that do not fit, and what the client should not be able to ask. */
const asks: readonly Ask[] = [
  make({ sku: 'a', price: 5 }), { path: '/items/1' }, { path: '/items/99' }, make({ sku: 'a', price: 5 }, { mapped: 409 }), make({ sku: 'b', price: -1 }, { mapped: 422 }), make({ sku: 'b' }),
  make({ sku: 'a\u0000b', price: 1 }, { mapped: 422 }), { path: '/items/nine', mapped: 422 }, { path: '/items?limit=1' }, { path: '/items?limit=-1', mapped: 422 }
]

interface Store { make (row: Any): Promise<unknown>, get (id: string): Promise<unknown>, list (limit: string): Promise<unknown> }

/** The same routes over each driver. */
function routes (app: FastifyInstance, { make, get, list }: Store): void {
  app.post('/items', { schema: { body: item } }, async ({ body }, reply) => reply.code(201).send(await make(body)))
  app.get<{ Params: { id: string } }>('/items/:id', async ({ params }, reply) => await get(params.id) ?? reply.code(404).send({ reason: 'no such item' }))
  app.get<{ Querystring: { limit: string } }>('/items', async ({ query }) => await list(query.limit))
}

export const databases: readonly Case[] = [
  {
    name: '@fastify/postgres',
    options,
    async app (app, { database }) {
      await app.register(await load('@fastify/postgres'), { connectionString: database })
      const { pg } = own(app)
      await pg.query(table)
      routes(app, {
        make: async ({ sku, price }) => (await pg.query('insert into item (sku, price) values ($1, $2) returning *', [sku, price])).rows[0],
        get: async id => (await pg.query('select * from item where id = $1', [id])).rows[0],
        list: async limit => (await pg.query('select sku from item limit $1', [limit])).rows
      })
    },
    asks
  },
  {
    name: 'pg, a transaction for each request',
    options,
    async app (app, { database }) {
      const pool = new (await load('pg')).Pool({ connectionString: database })
      app.addHook('onClose', async () => await pool.end())
      await pool.query(table)
      own(app).decorateRequest('client', null)
      app.addHook('preHandler', async request => {
        own(request).client = await pool.connect()
        await own(request).client.query('begin')
      })
      app.addHook('onError', async request => { await own(request).client?.query('rollback') })
      app.addHook('onSend', async (request, reply) => { if (reply.statusCode < 400) await own(request).client?.query('commit') })
      app.addHook('onResponse', async request => own(request).client?.release())
      app.post('/items', async request => (await own(request).client.query('insert into item (sku, price) values ($1, $2) returning *', [own(request.body).sku, own(request.body).price])).rows[0])
      app.get('/items', async request => (await own(request).client.query('select sku from item')).rows)
    },
    asks: [make({ sku: 'a', price: 5 }), make({ sku: 'a', price: 5 }, { mapped: 409 }), { path: '/items' }, make({ sku: 'b', price: 3_000_000_000 }, { mapped: 422 }), { path: '/items' }]
  },
  {
    name: 'postgres.js',
    options,
    async app (app, { database }) {
      const sql = (await load('postgres'))(database, { onnotice: () => {} })
      app.addHook('onClose', async () => await sql.end())
      await sql.unsafe(table)
      routes(app, {
        make: async row => (await sql`insert into item ${sql(row)} returning *`)[0],
        get: async id => (await sql`select * from item where id = ${id}`)[0],
        list: async limit => await sql`select sku from item limit ${limit}`
      })
    },
    asks
  },
  {
    name: 'drizzle',
    options,
    async app (app, { database }) {
      const { drizzle } = await import('drizzle-orm/node-postgres' as string) as Any
      const { pgTable, serial, text, integer } = await import('drizzle-orm/pg-core' as string) as Any
      const { eq } = await import('drizzle-orm' as string) as Any
      const pool = new (await load('pg')).Pool({ connectionString: database })
      app.addHook('onClose', async () => await pool.end())
      await pool.query(table)
      const db = drizzle(pool)
      const items = pgTable('item', { id: serial().primaryKey(), sku: text().notNull(), price: integer().notNull() })
      routes(app, {
        make: async row => (await db.insert(items).values(row).returning())[0],
        get: async id => (await db.select().from(items).where(eq(items.id, id)))[0],
        list: async limit => await db.select({ sku: items.sku }).from(items).limit(Number(limit))
      })
    },
    // It leaves a limit below zero out by itself.
    asks: asks.filter(({ path }) => path !== '/items?limit=-1')
  },
  {
    name: 'kysely',
    options,
    async app (app, { database }) {
      const { Kysely, PostgresDialect } = await import('kysely' as string) as Any
      const db = new Kysely({ dialect: new PostgresDialect({ pool: new (await load('pg')).Pool({ connectionString: database }) }) })
      app.addHook('onClose', async () => await db.destroy())
      const { sql } = await import('kysely' as string) as Any
      for (const statement of table.split('; ')) await sql.raw(statement).execute(db)
      routes(app, {
        make: async row => await db.insertInto('item').values(row).returningAll().executeTakeFirst(),
        get: async id => await db.selectFrom('item').selectAll().where('id', '=', id).executeTakeFirst(),
        list: async limit => await db.selectFrom('item').select('sku').limit(Number(limit)).execute()
      })
    },
    asks
  },
  {
    name: 'knex, with its pool, and one request that holds it',
    options,
    async app (app, { database }) {
      const db = (await load('knex'))({ client: 'pg', connection: database, pool: { min: 0, max: 1 }, acquireConnectionTimeout: 100, log: { warn () {} } })
      app.addHook('onClose', async () => await db.destroy())
      await db.raw(table)
      routes(app, {
        make: async row => (await db('item').insert(row).returning('*'))[0],
        get: async id => await db('item').where({ id }).first(),
        list: async () => await db('item').select('sku')
      })
      app.get('/full', async () => {
        const held = await db.transaction()
        try {
          return await db('item').select('sku')
        } finally {
          await held.rollback()
        }
      })
    },
    asks: [...asks.filter(({ path }) => path !== '/items?limit=-1'), { path: '/full', mapped: 503 }]
  },
  {
    name: 'a database that is away',
    options,
    async app (app, { dead, database }) {
      const { Pool } = await load('pg')
      const away = new Pool({ host: '127.0.0.1', port: Number(new URL(dead).port) })
      const full = new Pool({ connectionString: database, max: 1, connectionTimeoutMillis: 100 })
      app.addHook('onClose', async () => await Promise.all([away.end(), full.end()]))
      app.get('/away', async () => (await away.query('select 1')).rows)
      app.get('/full', async () => {
        const held = await full.connect()
        try {
          return (await full.query('select 1')).rows
        } finally {
          held.release()
        }
      })
      app.get('/slow', async () => (await full.query('set statement_timeout = 20; select pg_sleep(60)')).rows)
      app.get('/ready', async (_request, reply) => {
        try {
          await away.query('select 1')
          return { ready: true }
        } catch (error) {
          return reply.code(503).send({ ready: false })
        }
      })
    },
    asks: [{ path: '/away', mapped: 503 }, { path: '/full', mapped: 503 }, { path: '/slow', mapped: 503 }, { path: '/ready' }]
  },
  {
    name: 'an export, row by row',
    async app (app, { database }) {
      const pool = new (await load('pg')).Pool({ connectionString: database })
      app.addHook('onClose', async () => await pool.end())
      const QueryStream = await load('pg-query-stream')
      const rowsOf = async (sql: string): Promise<Readable> => {
        const client = await pool.connect()
        const rows = client.query(new QueryStream(sql))
        rows.once('close', () => client.release())
        return rows
      }
      app.get('/lines', async (_request, reply) => {
        const rows = await rowsOf('select generate_series(1, 3) as n')
        return reply.type('application/x-ndjson').send(Readable.from(async function * () { for await (const row of rows) yield `${JSON.stringify(row)}\n` }()))
      })
      app.get('/csv', async (_request, reply) => {
        const rows = await rowsOf('select generate_series(1, 3) as n')
        return reply.type('text/csv').header('content-disposition', 'attachment; filename="rows.csv"').send(rows.map((row: { n: number }) => `${row.n}\n`))
      })
      app.get('/broken', async (_request, reply) => reply.type('text/csv').send((await rowsOf('select 1 / 0 as n')).map((row: { n: number }) => `${row.n}\n`)))
    },
    asks: [{ path: '/lines', headers: { accept: 'application/x-ndjson' } }, { path: '/csv', headers: { accept: 'text/csv' } }, { path: '/csv' }, { path: '/broken', headers: { accept: 'text/csv' } }]
  }
]
