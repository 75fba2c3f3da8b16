import Fastify, { type FastifyRequest } from 'fastify'
import { Type } from '@sinclair/typebox'
import t from 'tap'
import { again } from '../../lib/answer/answer.ts'
import type { Rendered } from '../../lib/answer/render.ts'
import { share } from '../../lib/errors/api-error.ts'
import { standardPlace } from '../../lib/answer/standard.ts'
import type { AnswerSettings } from '../../lib/answer/options.ts'
import { ApiError, defineDialect, type RenderContext } from '../../lib/index.ts'

let rendered = 0

/** A place whose dialect says which render it was. */
function settingsOf (shows: (context: RenderContext) => unknown, pure = true): AnswerSettings {
  return standardPlace(defineDialect({
    name: 'counting',
    mediaType: 'application/json',
    pure,
    schema: () => Type.Object({}),
    render: (_error, context) => ({ shows: shows(context), time: ++rendered })
  })).settings
}

async function requested (line: string, host = 'api.example'): Promise<FastifyRequest> {
  const [method, url] = line.split(' ') as ['GET', string]
  const app = Fastify()
  t.teardown(() => app.close())
  let asked: FastifyRequest | undefined
  app.route({ method: ['GET', 'POST'], url: '*', handler: async request => { asked = request } })
  await app.inject({ method, url, headers: { host } })
  return asked as FastifyRequest
}

const renderAgain = (error: ApiError, request: FastifyRequest, settings: AnswerSettings): Rendered =>
  again(error, settings, { request, log: request.log, where: 'gate' })

const refusal = (): ApiError => share(new ApiError('not_acceptable'))

t.test('what is rendered once is said again where it would come out the same', async (t) => {
  const cases: Array<[name: string, shows: (context: RenderContext) => unknown, second: string, host: string, isAgain: boolean]> = [
    ['nothing of the request', () => 1, 'POST /b', 'other.example', true],
    ['the documentation', ({ documentation }) => documentation, 'POST /b', 'other.example', true],
    ['the path, the same', ({ path }) => path, 'GET /a', 'other.example', true],
    ['the path, another one', ({ path }) => path, 'GET /b', 'api.example', false],
    ['the method, the same', ({ method }) => method, 'GET /a', 'other.example', true],
    ['the method, another one', ({ method }) => method, 'POST /a', 'api.example', false],
    ['the origin', ({ origin }) => origin, 'GET /a', 'api.example', false],
    ['a location', ({ locate }) => locate?.('/x'), 'GET /a', 'api.example', false]
  ]
  for (const [name, shows, second, host, isAgain] of cases) {
    const settings = settingsOf(shows)
    const error = refusal()
    const first = await requested('GET /a')
    const next = await requested(second, host)
    const one = renderAgain(error, first, settings)
    const two = renderAgain(error, next, settings)
    t.equal(two === one, isAgain, name)
    if (!isAgain) t.not(two.body, one.body, name)
  }
})

t.test('of what comes the first time nothing is kept, as most of it comes once', async (t) => {
  const settings = settingsOf(() => 1)
  const request = await requested('GET /a')
  const error = new ApiError('not_acceptable')
  const [first, second, third] = [1, 2, 3].map(() => renderAgain(error, request, settings))
  t.not(second?.body, first?.body)
  t.equal(third, second)
})

t.test('what one error says at several places is kept for each of them', async (t) => {
  const request = await requested('GET /a')
  const error = refusal()
  const places = [settingsOf(() => 1), settingsOf(() => 2)]
  const [one, two] = places.map(settings => renderAgain(error, request, settings))
  t.strictSame(places.map(settings => renderAgain(error, request, settings) === (settings === places[0] ? one : two)), [true, true])
})

t.test('of another error, at another place, or of a dialect that is not pure it is rendered anew', async (t) => {
  const request = await requested('GET /a')
  const settings = settingsOf(() => 1)
  const error = refusal()
  const one = renderAgain(error, request, settings)
  t.not(renderAgain(refusal(), request, settings).body, one.body, 'another error')
  t.equal(renderAgain(error, request, settings), one)
  t.not(renderAgain(error, request, { ...settings }).body, one.body, 'another place')
  const impure = settingsOf(() => 1, false)
  t.not(renderAgain(error, request, impure).body, renderAgain(error, request, impure).body, 'not pure')
})

t.test('of a line that is long nothing is kept', async (t) => {
  const settings = settingsOf(({ path }) => path)
  const error = refusal()
  const short = await requested('GET /a')
  const long = await requested(`GET /${'a'.repeat(256)}`)
  t.not(renderAgain(error, long, settings).body, renderAgain(error, long, settings).body)
  const one = renderAgain(error, short, settings)
  t.not(renderAgain(error, long, settings).body, renderAgain(error, long, settings).body)
  t.equal(renderAgain(error, short, settings), one)
})

t.test('what a dialect failed at is not kept', async (t) => {
  let fails = true
  const settings = settingsOf(() => {
    if (fails) throw new Error('broken')
    return 1
  })
  const request = await requested('GET /a')
  const error = refusal()
  t.match(renderAgain(error, request, settings), { status: 500, isSound: false })
  fails = false
  t.match(renderAgain(error, request, settings), { status: 406, isSound: true })
})

t.test('of what Fastify has made no request of, the line is what is known of it', async (t) => {
  const settings = settingsOf(({ path }) => path)
  const error = refusal()
  const below = (path: string): Rendered => again(error, settings, { request: undefined, head: { method: 'GET', path }, log: Fastify().log, where: 'below' })
  const one = below('/a')
  t.equal(below('/a'), one)
  t.not(below('/b').body, one.body)
})
