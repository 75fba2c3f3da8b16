import t from 'tap'
import pg from 'pg'
import { Type } from '@sinclair/typebox'
import { postgresErrors } from '../../../lib/errors/mappers/postgres.ts'
import { defineErrors } from '../../../lib/own/define-errors.ts'

const connectionString = process.env.DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/test'

const setup = `
  create temporary table parent (id integer primary key);
  create temporary table child (
    id integer primary key, name varchar(3) not null check (name <> 'no'), small smallint, at timestamp, flag boolean,
    parent_id integer references parent (id),
    during int4range, exclude using gist (during with &&)
  )`

t.test('errors of a real server', async (t) => {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5000 })
  try {
    await client.connect()
  } catch (error) {
    if (process.env.CI === 'true') throw error
    t.plan(0, `no PostgreSQL at ${connectionString.replace(/\/\/.*@/, '//')}: set DATABASE_URL`)
    return
  }
  t.teardown(() => client.end())
  await client.query(setup)
  await client.query("insert into child (id, name, during) values (1, 'a', '[1,5)')")

  const cases: Array<[sql: string, state: string, kind: string | undefined]> = [
    ["insert into child (id, name) values (1, 'b')", '23505', 'conflict'],
    ["insert into child (id, name, parent_id) values (2, 'b', 9)", '23503', 'conflict'],
    ["insert into child (id, name, during) values (2, 'b', '[2,3)')", '23P01', 'conflict'],
    ['insert into child (id) values (2)', '23502', 'unprocessable'],
    ["insert into child (id, name) values (2, 'no')", '23514', 'unprocessable'],
    ["insert into child (id, name) values (2, 'long')", '22001', 'unprocessable'],
    ["insert into child (id, name, small) values (2, 'b', 70000)", '22003', 'unprocessable'],
    ["insert into child (id, name, at) values (2, 'b', 'soon')", '22007', 'unprocessable'],
    ["insert into child (id, name, at) values (2, 'b', '2024-13-45')", '22008', 'unprocessable'],
    ["insert into child (id, name, flag) values (2, 'b', 'maybe')", '22P02', 'unprocessable'],
    ["select '{\"a\":\"\\u0000\"}'::jsonb", '22P05', 'unprocessable'],
    ["select 'a' ~ '('", '2201B', 'unprocessable'],
    ['select 1 limit -1', '2201W', 'unprocessable'],
    ['select 1 offset -1', '2201X', 'unprocessable'],
    ['set statement_timeout = 10; select pg_sleep(5)', '57014', 'service_unavailable'],
    ['selec 1', '42601', undefined],
    ['select * from nothing_like_it', '42P01', undefined],
    ['select 1 / 0', '22012', undefined]
  ]
  for (const [sql, state, kind] of cases) {
    const thrown = await client.query(sql).then(() => undefined, (error: unknown) => error) as pg.DatabaseError
    t.equal(thrown.code, state, sql)
    const error = postgresErrors(thrown, undefined)
    t.strictSame([error?.kind, error?.detail], [kind, undefined], `${state} shows nothing of the server's words`)
    if (error !== undefined) t.equal(error.cause, thrown)
  }
})

t.test('states that are hard to come by', async (t) => {
  for (const code of ['08001', '08003', '08004', '08006', '40001', '40P01', '53300', '55P03', '57P01', '57P02', '57P03']) {
    const thrown = Object.assign(new Error('secret'), { code, severity: 'FATAL' })
    t.equal(postgresErrors(thrown, undefined)?.kind, 'service_unavailable', code)
  }
})

t.test('a server that is not there', async (t) => {
  const failed = async (config: pg.PoolConfig): Promise<unknown> => {
    const pool = new pg.Pool(config)
    t.teardown(() => pool.end())
    return await pool.query('select 1').then(() => undefined, (error: unknown) => error)
  }
  const thrown = [
    await failed({ host: '127.0.0.1', port: 1 }),
    // RFC 6761 §6.4
    await failed({ host: 'db.invalid' }),
    ...['ECONNRESET', 'ETIMEDOUT', 'CONNECT_TIMEOUT', 'CONNECTION_CLOSED'].map(code => Object.assign(new Error('secret'), { code })),
    new Error('Connection terminated unexpectedly'), new Error('Query read timeout'), new Error('timeout expired'),
    Object.assign(new Error('Knex: Timeout acquiring a connection. secret'), { name: 'KnexTimeoutError' })
  ]
  for (const one of thrown) {
    const error = postgresErrors(one, undefined)
    t.strictSame([error?.kind, error?.detail, error?.cause === one], ['service_unavailable', undefined, true], String(one))
  }
  const others = [
    Object.assign(new Error(), { code: 'ECONNREFUSED', config: {} }), Object.assign(new Error(), { code: 'ECONNREFUSED', request: {} }),
    Object.assign(new Error(), { code: 'ECONNREFUSED', response: {} }), Object.assign(new Error('Connection terminated unexpectedly'), { code: 'X' }), new Error('Connection')
  ]
  for (const one of others) t.equal(postgresErrors(one, undefined), undefined, 'of another server')
})

t.test('an error that names its query, as Drizzle makes them, is what it came of', async (t) => {
  const failed = (cause: unknown): Error => Object.assign(new Error('Failed query: secret', { cause }), { query: 'select secret', params: [] })
  const cases: Array<[name: string, thrown: unknown, kind: string | undefined]> = [
    ['a conflict', failed(Object.assign(new Error('secret'), { code: '23505', severity: 'ERROR' })), 'conflict'],
    ['no server', failed(Object.assign(new Error('secret'), { code: 'ECONNREFUSED' })), 'service_unavailable'],
    ['nothing that is known', failed(new Error('secret')), undefined],
    ['no cause', failed(undefined), undefined],
    ['a request to another server', new TypeError('fetch failed', { cause: Object.assign(new Error(), { code: 'ECONNREFUSED' }) }), undefined]
  ]
  for (const [name, thrown, kind] of cases) {
    const error = postgresErrors(thrown, undefined)
    t.strictSame([error?.kind, error?.detail, error?.cause], [kind, undefined, kind === undefined ? undefined : thrown], name)
  }
})

t.test('a pool without room', async (t) => {
  const pool = new pg.Pool({ connectionString, max: 1, connectionTimeoutMillis: 100 })
  t.teardown(() => pool.end())
  const held = await pool.connect().catch((error: unknown) => {
    if (process.env.CI === 'true') throw error
  })
  if (held === undefined) return t.plan(0, 'no PostgreSQL: set DATABASE_URL')
  const thrown = await pool.query('select 1').then(() => undefined, (error: unknown) => error)
  held.release()
  t.equal(postgresErrors(thrown, undefined)?.kind, 'service_unavailable', String(thrown))
  const impatient = new pg.Client({ connectionString, query_timeout: 50 })
  t.teardown(() => impatient.end())
  await impatient.connect()
  const late = await impatient.query('select pg_sleep(60)').then(() => undefined, (error: unknown) => error)
  t.equal(postgresErrors(late, undefined)?.kind, 'service_unavailable', String(late))
})

t.test('what is not PostgreSQL\'s', async (t) => {
  const cases = [{ code: '23505' }, { code: 23505, severity: 'ERROR' }, { code: 'toString', severity: 'ERROR' }, { severity: 'ERROR' }, new Error('23505'), '23505', null]
  for (const thrown of cases) t.equal(postgresErrors(thrown, undefined), undefined)
})

t.test('constraints of the application\'s own', async (t) => {
  const { skuGone } = defineErrors({ skuGone: { status: 409, members: Type.Object({ detail_of: Type.String() }) } })
  const asked: unknown[] = []
  const mapper = postgresErrors({
    constraints: {
      products_sku_key (error) {
        asked.push(error)
        return skuGone({ detail_of: String(error.table) })
      },
      products_name_key: () => undefined
    }
  })
  const violation = (more: object): object => Object.assign(new Error('duplicate key'), { code: '23505', severity: 'ERROR', table: 'products', ...more })
  const ofPg = violation({ constraint: 'products_sku_key' })
  const cases: Array<[name: string, thrown: object, kind: string | undefined]> = [
    ['of pg', ofPg, 'skuGone'],
    ['of postgres.js', violation({ constraint_name: 'products_sku_key' }), 'skuGone'],
    ['behind an error of Drizzle', Object.assign(new Error('Failed query'), { query: 'insert', cause: ofPg }), 'skuGone'],
    ['one of which nothing is said', violation({ constraint: 'products_name_key' }), 'conflict'],
    ['another', violation({ constraint: 'toString' }), 'conflict'],
    ['no violation', Object.assign(new Error('x'), { constraint: 'products_sku_key' }), undefined]
  ]
  for (const [name, thrown, kind] of cases) t.equal(mapper(thrown, undefined)?.kind, kind, name)
  t.equal(asked[0], ofPg)
  t.equal(postgresErrors(ofPg, undefined)?.kind, 'conflict', 'without options')
  t.equal((postgresErrors as unknown as (thrown: unknown) => { kind: string })(ofPg).kind, 'conflict', 'asked without a request')
  t.equal((postgresErrors as unknown as (thrown: unknown) => unknown)(null), undefined)
})
