// The documented 403 for operational constraints, in place of a 413 where the application says so.
import { Type } from '@sinclair/typebox'
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import conformant, { akeneo, gitlab, operationalConstraint, payloadTooLarge, problem as problemDialect, type ConformantOptions, type Dialect } from '../../lib/index.ts'
import { json, problem, success } from '../helpers/answers.ts'
import { exchange, listen, type Sent } from '../helpers/exchange.ts'
import type { Answer } from '../helpers/raw.ts'

const akeneoAdvice = 'Send fewer items per batch or split your data into smaller operations.'
const akeneoAdviceOfBytes = 'Split your data into smaller chunks or lower the item count per request.'
const advice = 'Send fewer items, or several smaller requests.'

/** The same in three dialects. */
const told: Readonly<Record<string, (akeneoText: string, text: string) => Answer>> = {
  akeneo: message => json(403, { code: 403, message: `${message} ${message.includes('bytes') ? akeneoAdviceOfBytes : akeneoAdvice}` }),
  gitlab: (_, text) => json(403, { message: `403 Forbidden - ${text} ${advice}` }),
  problem: (_, text) => problem(403, `${text} ${advice}`)
}
const dialects: readonly Dialect[] = [akeneo(), gitlab(), problemDialect()]

async function server (options: ConformantOptions, declare: (app: FastifyInstance) => unknown): Promise<number> {
  const app = Fastify()
  await app.register(conformant, options)
  await declare(app)
  return await listen(t, app)
}

const many: Sent = { method: 'POST', json: [1, 2, 3] }
const large: Sent = { method: 'POST', json: 'a'.repeat(60) }

t.test('items, declared and counted bytes, and what a handler throws', async (t) => {
  for (const dialect of dialects) {
    const say = told[dialect.name] as (typeof told)[string]
    const port = await server({ dialect, items: { limit: 2, status: 403 }, payload: { limit: 50, status: 403 } }, app => {
      app.post('/', async () => ({ ok: true }))
      app.get('/thrown', async () => { throw operationalConstraint() })
      app.get('/said', async () => { throw operationalConstraint('Too much at this time of day.') })
      app.get('/own', async () => { throw payloadTooLarge() })
    })
    const tooMany = say('Too many resources to process, 2 is the maximum allowed.', 'The request has more than 2 items.')
    const tooLarge = say('The request is too large, 50 bytes is the maximum allowed.', 'The request body is larger than 50 bytes.')
    t.strictSame(await exchange(port, many), tooMany, dialect.name)
    t.strictSame(await exchange(port, large), tooLarge, dialect.name)
    t.strictSame(await exchange(port, { ...large, chunked: true }), tooLarge, `${dialect.name}, counted while it arrives`)
    t.strictSame(await exchange(port, { method: 'POST', json: [1, 2] }), success(200, { ok: true }))
    t.strictSame(await exchange(port, 'GET /thrown'), say('The request cannot be processed due to operational constraints.', 'The request cannot be processed due to operational constraints.'))
    t.match(await exchange(port, 'GET /said'), { status: 403, body: /Too much at this time of day\."/ })
    t.match(await exchange(port, 'GET /own'), { status: 413 }, 'a 413 of the application stays one')
  }
})

t.test('plugin, scope and route: limit and status by themselves', async (t) => {
  const port = await server({ dialect: akeneo(), items: { limit: 2, status: 403 } }, async app => {
    app.post('/plugin', async () => ({ ok: true }))
    app.post('/limit', { config: { conformant: { items: 1 } } }, async () => ({ ok: true }))
    app.post('/status', { config: { conformant: { items: { status: 413 } } } }, async () => ({ ok: true }))
    app.post('/off', { config: { conformant: { items: false } } }, async () => ({ ok: true }))
    await app.register(async scope => {
      await scope.register(conformant, { items: false })
      scope.post('/again', { config: { conformant: { items: { status: 403 } } } }, async () => ({ ok: true }))
    })
    app.post('/bytes', { bodyLimit: 50, config: { conformant: { payload: { status: 403 } } } }, async () => ({ ok: true }))
  })
  const refused = (status: number, limit: number, rest = ''): Answer => json(status, { code: status, message: `Too many resources to process, ${limit} is the maximum allowed.${rest}` })
  const cases: Array<[path: string, sent: Sent, answer: Answer]> = [
    ['/plugin', many, refused(403, 2, ` ${akeneoAdvice}`)],
    ['/limit', many, refused(403, 1, ` ${akeneoAdvice}`)],
    ['/status', many, refused(413, 2)],
    ['/off', many, success(200, { ok: true })],
    ['/again', { method: 'POST', json: Array(101).fill(0) }, refused(403, 100, ` ${akeneoAdvice}`)],
    ['/bytes', large, json(403, { code: 403, message: `The request is too large, 50 bytes is the maximum allowed. ${akeneoAdviceOfBytes}` })]
  ]
  for (const [path, sent, answer] of cases) t.strictSame(await exchange(port, { ...sent, path }), answer, path)
})

t.test('batches: lines, items, bytes, and the length of a line', async (t) => {
  const Item = Type.Object({ code: Type.String() })
  const lines = (...codes: string[]): Sent =>
    ({ method: 'PATCH', path: '/', body: codes.map(code => JSON.stringify({ code })).join('\n'), headers: { 'content-type': 'application/x-ndjson' } })
  for (const dialect of dialects) {
    const say = told[dialect.name] as (typeof told)[string]
    const port = await server({ dialect }, app => {
      app.batch({ method: 'PATCH', url: '/', key: 'code', item: Item, lines: 2, characters: 20, payload: 80, excess: 403 }, () => {})
    })
    const tooMany = say('Too many resources to process, 2 is the maximum allowed.', 'The request has more than 2 items.')
    const tooLarge = say('The request is too large, 80 bytes is the maximum allowed.', 'The request body is larger than 80 bytes.')
    t.strictSame(await exchange(port, lines('a', 'b', 'c')), tooMany, `${dialect.name}: lines`)
    t.strictSame(await exchange(port, { method: 'PATCH', path: '/', json: [{ code: 'a' }, { code: 'b' }, { code: 'c' }] }), tooMany, `${dialect.name}: items`)
    t.strictSame(await exchange(port, lines('a'.repeat(90))), tooLarge, `${dialect.name}: declared`)
    t.strictSame(await exchange(port, { ...lines('a'.repeat(90)), chunked: true }), tooLarge, `${dialect.name}: counted`)
    const { status, body } = await exchange(port, lines('a', 'b'.repeat(20)))
    const rest = { akeneo: '"message":"Line is too long."', gitlab: '"message":"403 Forbidden - Line is too long."', problem: '"type":"about:blank","title":"Forbidden","detail":"Line is too long."' }[dialect.name]
    t.strictSame([status, body], [200, `{"line":1,"code":"a","status_code":204}\n{"line":2,"status_code":403,${rest}}`], `${dialect.name}: one line`)
  }
})
