import type { FastifyReply, FastifyRequest } from 'fastify'
import t from 'tap'
import { ApiError, notFound } from '../../lib/index.ts'
import { Reporter, telling } from '../../lib/plugin/report.ts'

const requestOf = (method = 'GET', url = '/a?b=c', info: (...given: unknown[]) => void = () => {}): FastifyRequest => ({ method, originalUrl: url, log: { info } }) as unknown as FastifyRequest

t.test('one for each gate, kind, route and method', async (t) => {
  const reporter = new Reporter()
  const missing = new ApiError('content_type_missing')
  reporter.tell('contentType', '/a', missing, requestOf('POST'))
  reporter.tell('contentType', '/a', missing, requestOf('PUT'))
  reporter.tell('contentType', '/b', missing, requestOf('POST'))
  reporter.tell('contentType', '/a', new ApiError('unsupported_media_type'), requestOf('POST'))
  reporter.tell('accept', undefined, missing, requestOf('POST'))
  reporter.tell('contentType', '/a', missing, requestOf('POST', '/z'))
  t.strictSame(reporter.report().refusals.map(({ route, gate, kind, count, example }) => [route, gate, kind, count, example.path]), [
    ['POST /a', 'contentType', 'content_type_missing', 2, '/a'],
    ['PUT /a', 'contentType', 'content_type_missing', 1, '/a'],
    ['POST /b', 'contentType', 'content_type_missing', 1, '/a'],
    ['POST /a', 'contentType', 'unsupported_media_type', 1, '/a'],
    ['*', 'accept', 'content_type_missing', 1, '/a']
  ])
})

t.test('there are no more than 1,000, and what is beyond is counted', async (t) => {
  const reporter = new Reporter()
  for (let at = 0; at < 1005; at++) reporter.tell('accept', `/${at}`, new ApiError('not_acceptable'), requestOf())
  reporter.tell('accept', '/0', new ApiError('not_acceptable'), requestOf())
  const { refusals, omitted } = reporter.report()
  t.strictSame([refusals.length, omitted, refusals[0]?.count], [1000, 5, 2])
})

t.test('an example has ten issues at most, and a path that is cleaned and cut', async (t) => {
  const reporter = new Reporter()
  const issues = Array.from({ length: 20 }, (_, at) => ({ path: [String(at)] }))
  reporter.tell('validation', '/a', new ApiError('validation_failed', { issues }), requestOf('POST', `/\u0001${'a'.repeat(1000)}`))
  const [{ example } = {} as never] = reporter.report().refusals
  t.equal(example.issues.length, 10)
  t.equal(example.path.length, 200)
  t.match(example.path, /^\/\uFFFDa/)
})

t.test('a logger that fails takes nothing with it', async (t) => {
  const reporter = new Reporter()
  reporter.tell('accept', '/a', new ApiError('not_acceptable'), requestOf('GET', '/a', () => { throw new Error('no') }))
  t.equal(reporter.report().refusals.length, 1)
})

t.test('a check tells its refusal, at once or later, and refuses nothing', async (t) => {
  const heard: unknown[] = []
  const request = requestOf()
  const refusal = notFound()
  const ask = (verdict: unknown): unknown => telling(() => verdict as never, (error, of) => heard.push(error, of))(request, {} as FastifyReply)
  t.equal(ask(undefined), undefined)
  t.equal(await ask(Promise.resolve(undefined)), undefined)
  t.strictSame(heard, [])
  t.equal(ask(refusal), undefined)
  t.equal(await ask(Promise.resolve(refusal)), undefined)
  t.strictSame(heard, [refusal, request, refusal, request])
})
