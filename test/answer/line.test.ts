import Fastify from 'fastify'
import { Type } from '@sinclair/typebox'
import t from 'tap'
import { answerLine, type LineAnswer } from '../../lib/answer/line.ts'
import type { Place } from '../../lib/answer/place.ts'
import { standardPlace } from '../../lib/answer/standard.ts'
import { conflict, defineDialect, forbidden, notFound, problem, type Dialect, type RenderContext } from '../../lib/index.ts'
import { captureLogs } from '../helpers/logs.ts'

const saying = (render: (context: RenderContext) => unknown): Dialect =>
  defineDialect({ name: 'own', mediaType: 'text/plain', schema: () => Type.Object({}), render: (_error, context) => render(context) })

/** What is said of something thrown in a request, and what the log had of it. */
async function lineOf (thrown: unknown, place: Place): Promise<{ line: LineAnswer, logged: Array<[level: number, message: string]> }> {
  const logs = captureLogs()
  const app = Fastify({ logger: logs.logger })
  t.teardown(() => app.close())
  let line: LineAnswer | undefined
  app.patch('/lines', async request => { line = answerLine(thrown, place, request) })
  await app.inject({ method: 'PATCH', url: '/lines?a=1', headers: { host: 'api.example' } })
  return { line: line as LineAnswer, logged: logs.errors().map(({ level, msg }) => [level, msg]) }
}

t.test('what the dialect says becomes the members of the line', async (t) => {
  const { line, logged } = await lineOf(conflict('Busy.'), standardPlace(problem()))
  t.strictSame(line, { status: 409, members: { type: 'about:blank', title: 'Conflict', status: 409, detail: 'Busy.' } })
  t.strictSame(logged, [[30, 'Busy.']])
})

t.test('text is its message, without the end of its line', async (t) => {
  const place = standardPlace(saying(({ status, method, path, origin }) => `${status} ${method} ${path} ${origin}\r\n`))
  t.strictSame((await lineOf(notFound(), place)).line, { status: 404, members: { message: '404 PATCH /lines http://api.example' } })
  t.strictSame((await lineOf(notFound(), standardPlace(saying(() => null)))).line, { status: 500, members: { message: 'Internal Server Error' } }, 'what is none is a fault of the dialect')
})

t.test('what is nobody\'s error is a 500, and the log has it', async (t) => {
  const { line, logged } = await lineOf(new Error('secret'), standardPlace(problem()))
  t.strictSame(line, { status: 500, members: { type: 'about:blank', title: 'Internal Server Error', status: 500 } })
  t.equal(logged.length, 1)
  t.equal(logged[0]?.[0], 50)
})

t.test('it is mapped and masked as an answer of its own', async (t) => {
  const place = standardPlace(problem())
  t.match(await lineOf('busy', { ...place, mappers: [thrown => thrown === 'busy' ? conflict() : undefined] }), { line: { status: 409 } })
  const masking = { ...place, settings: { ...place.settings, maskForbidden: true as const } }
  t.match(await lineOf(forbidden(), masking), { line: { status: 404, members: { title: 'Not Found', status: 404 } } })
})
