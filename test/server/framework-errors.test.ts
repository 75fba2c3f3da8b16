import Fastify, { type FastifyReply, type FastifyServerOptions } from 'fastify'
import t, { type Test } from 'tap'
import { standardPlace } from '../../lib/answer/standard.ts'
import { akeneo, conflict, gitlab, type Dialect } from '../../lib/index.ts'
import { setEdge, type Edge } from '../../lib/server/edge.ts'
import { frameworkErrors } from '../../lib/server/framework-errors.ts'
import { Prefixes } from '../../lib/server/prefixes.ts'
import { internalError, json, problem, success } from '../helpers/answers.ts'
import { exchange, listen } from '../helpers/exchange.ts'
import { captureLogs, type Logs } from '../helpers/logs.ts'
import type { Answer } from '../helpers/raw.ts'
import { until } from '../helpers/until.ts'

type FrameworkErrors = NonNullable<FastifyServerOptions['frameworkErrors']>

interface Asked { readonly answer: Answer, readonly logs: Logs }

async function ask (t: Test, own?: FrameworkErrors, dialect?: Dialect, edge?: Partial<Edge>, path = '/%zz'): Promise<Asked> {
  const logs = captureLogs()
  const app = Fastify({ logger: logs.logger, frameworkErrors: frameworkErrors(own, dialect), routerOptions: { maxParamLength: 5 } })
  app.get('/:id', async () => ({}))
  if (edge !== undefined) setEdge(app.server, edge as Edge)
  return { answer: await exchange(await listen(t, app), `GET ${path}`), logs }
}

const badUrl = problem(400, 'The URL is not valid.')
const send = (reply: unknown): unknown => (reply as FastifyReply).code(400).send({ own: true })
const sent = success(400, { own: true })
const nothing: unknown = undefined
const later = async (): Promise<void> => { await new Promise(resolve => setImmediate(resolve)) }

t.test('what the router refuses is answered in the dialect', async (t) => {
  t.strictSame((await ask(t)).answer, badUrl)
  t.strictSame((await ask(t, undefined, akeneo())).answer, json(400, { code: 400, message: 'The URL is not valid.' }))
  t.equal((await ask(t, undefined, undefined, undefined, '/too-long')).answer.status, 414)
})

t.test("where the plugin is, in that of the path's scope", async (t) => {
  const edge = { prefixes: new Prefixes(standardPlace(), true) }
  for (const prefix of ['/v1', '/%zz']) edge.prefixes.add(prefix, standardPlace(gitlab()))
  t.strictSame((await ask(t, undefined, akeneo(), edge, '/v1/%zz')).answer, json(400, { message: '400 Bad request' }))
  t.strictSame((await ask(t, undefined, akeneo(), edge, '/v2/%zz')).answer, badUrl)
  t.strictSame((await ask(t, undefined, akeneo(), edge, '/%zz?a=b')).answer, json(400, { message: '400 Bad request' }), 'the query is no path')
})

t.test("the application's own is asked first", async (t) => {
  const cases: Array<[name: string, own: FrameworkErrors, expected: Answer]> = [
    ['sends', (_error, _request, reply) => { send(reply) }, sent],
    ['sends later', async (_error, _request, reply) => { await later(); send(reply) }, sent],
    ['sends nothing', () => {}, badUrl],
    ['sends nothing, later', later, badUrl],
    ['throws', () => { throw new Error('secret') }, internalError],
    ['throws an ApiError', () => { throw conflict('Taken.') }, problem(409, 'Taken.')],
    ['throws undefined', () => { throw nothing }, internalError],
    ['rejects', async () => { await later(); throw conflict('Taken.') }, problem(409, 'Taken.')]
  ]
  for (const [name, own, expected] of cases) t.strictSame((await ask(t, own)).answer, expected, name)
})

t.test('it is given what Fastify gives', async (t) => {
  const given: unknown[] = []
  await ask(t, (error, request, reply) => {
    given.push(error.code, request.raw.url, (reply as FastifyReply).sent)
    send(reply)
  })
  t.strictSame(given, ['FST_ERR_BAD_URL', '/%zz', false])
})

t.test('what fails behind its answer is logged, and the answer stays', async (t) => {
  for (const own of [(_error, _request, reply) => { send(reply); throw new Error('late') }, async (_error, _request, reply) => { send(reply); await later(); throw new Error('late') }] as FrameworkErrors[]) {
    const { answer, logs } = await ask(t, own)
    t.strictSame(answer, sent)
    const failed = await until(() => logs.errors(), lines => lines.length > 0)
    t.strictSame(failed.map(({ level, msg, err }) => [level, msg, (err as Error).message]), [[50, 'frameworkErrors failed behind its answer', 'late']])
  }
})
