import Fastify, { type FastifyRequest } from 'fastify'
import t from 'tap'
import { issue, type IssueInit } from '../../lib/errors/issue.ts'
import { headContext, requestContext, watched, type Reads } from '../../lib/answer/context.ts'
import { LazyContext } from '../../lib/answer/lazy-context.ts'
import type { AnswerSettings } from '../../lib/answer/options.ts'
import type { RequestContext } from '../../lib/answer/render.ts'
import { standardPlace } from '../../lib/answer/standard.ts'

const settings: AnswerSettings = {
  ...standardPlace().settings, echo: 8, realm: 'shop', documentation: 'https://docs.example/a', standardFormat: 'https://docs.example/b'
}
const trace = '4bf92f3577b34da6a3ce929d0e0e4736'
const ofRequest = { route: '/rewritten/:id', requestId: 'r\uFFFD1', traceId: trace, time: 5, language: undefined, words: undefined }
const said = { documentation: 'https://docs.example/a', standardFormat: 'https://docs.example/b', realm: 'shop' }

async function requested (): Promise<FastifyRequest> {
  const app = Fastify({ rewriteUrl: () => '/rewritten/7', genReqId: () => 'r\u202E1' })
  t.teardown(() => app.close())
  let asked: FastifyRequest | undefined
  app.post('/rewritten/:id', async request => { asked = request })
  await app.inject({ method: 'POST', url: '/long/path?secret=1', headers: { host: 'api.example', traceparent: `00-${trace}-00f067aa0ba902b7-01` } })
  return asked as FastifyRequest
}

t.before(() => { t.intercept(Date, 'now', { value: () => 5 }) })

t.test('of a request: its line as it was sent, cut, without the query', async (t) => {
  const { locate, given, ...context } = requestContext(await requested(), settings)
  t.strictSame(context, { status: 0, method: 'POST', path: '/long/p…', origin: 'http://api.example', ...ofRequest, ...said })
  t.equal(locate?.('/a'), 'http://api.example/a')
})

t.test('worked out when it is asked for, it says the same', async (t) => {
  const request = await requested()
  const names = Object.keys(requestContext(request, settings)) as Array<keyof RequestContext>
  const lazy = new LazyContext(request, settings)
  for (const name of names) if (name !== 'locate' && name !== 'given') t.strictSame(lazy[name], requestContext(request, settings)[name], name)
  t.equal(lazy.locate('/a'), 'http://api.example/a')
  const places = [issue({ path: ['id'], part: 'params' }), issue({ path: ['secret'], part: 'querystring' }), issue({ path: ['none'] })]
  t.strictSame(places.map(place => lazy.given?.(place)), places.map(place => requestContext(request, settings).given?.(place)))
  t.equal(lazy.given?.(places[0] as never), '7')
  lazy.status = 404
  t.equal(lazy.status, 404)
  t.equal(new LazyContext({ is404: true } as FastifyRequest, settings).route, undefined, 'of what no route takes')
})

t.test('watched, it says the same, and what was asked for', async (t) => {
  const request = await requested()
  const cases: Array<[member: Exclude<keyof RequestContext, 'locate' | 'given'>, expected: unknown, reads: Reads]> = [
    ['method', 'POST', { line: true, own: false }],
    ['path', '/long/p…', { line: true, own: false }],
    ['origin', 'http://api.example', { line: false, own: true }],
    ['documentation', 'https://docs.example/a', { line: false, own: false }],
    ['realm', 'shop', { line: false, own: false }],
    ['route', '/rewritten/:id', { line: false, own: true }],
    ['requestId', 'r\uFFFD1', { line: false, own: true }],
    ['traceId', trace, { line: false, own: true }],
    ['time', 5, { line: false, own: true }],
    ['language', undefined, { line: false, own: false }],
    ['status', 0, { line: false, own: false }]
  ]
  for (const [member, expected, read] of cases) {
    const reads = { line: false, own: false }
    t.equal(watched(requestContext(request, settings), reads)[member], expected, member)
    t.strictSame(reads, read, member)
  }
  const reads = { line: false, own: false }
  t.equal(watched(requestContext(request, settings), reads).locate?.('/a'), 'http://api.example/a')
  t.strictSame(reads, { line: false, own: true }, 'locate')
})

t.test('the value at the place of an issue', async (t) => {
  const app = Fastify()
  let asked: RequestContext | undefined
  let ofItem: RequestContext | undefined
  app.post('/:id', async request => {
    asked = requestContext(request, settings)
    ofItem = requestContext(request, settings, { a: 2 })
  })
  await app.inject({ method: 'POST', url: '/7?page=x', payload: { a: { b: [null, 1] } }, headers: { 'x-a': 'y' } })
  const cases: Array<[issue: IssueInit, value: unknown, ofItem: unknown]> = [
    [{ path: ['a', 'b', 0] }, null, undefined],
    [{ path: 'a', part: 'body' }, { b: [null, 1] }, 2],
    [{ path: '' }, { a: { b: [null, 1] } }, { a: 2 }],
    [{ path: 'toString' }, undefined, undefined],
    [{ path: 'page', part: 'querystring' }, 'x', 'x'],
    [{ path: 'id', part: 'params' }, '7', '7'],
    [{ path: 'x-a', part: 'headers' }, 'y', 'y']
  ]
  for (const [init, value, item] of cases) {
    t.strictSame(asked?.given?.(issue(init)), value, JSON.stringify(init))
    t.strictSame(ofItem?.given?.(issue(init)), item, `${JSON.stringify(init)} of a line`)
  }
})

t.test('of what no route takes there is no pattern', async (t) => {
  const app = Fastify()
  let context: RequestContext | undefined
  app.setNotFoundHandler(async request => { context = requestContext(request, settings) })
  await app.inject('/nowhere')
  t.equal(context?.route, undefined)
  t.equal(context?.requestId, 'req-1')
})

t.test('of a head without a request', async (t) => {
  const nothing = { route: undefined, requestId: undefined, traceId: undefined, time: 5, language: undefined, words: undefined }
  t.strictSame({ ...headContext({}, settings) }, { status: 0, method: '', path: '', origin: 'http://', ...nothing, ...said })
  let made = 0
  const headers = { traceparent: `00-${trace}-00f067aa0ba902b7-01` }
  const context = headContext({ method: 'GET', path: '/long/path', host: 'api.example', isSecure: true, headers, idOf: () => ++made }, settings)
  t.equal(made, 0, 'no id is made before it is asked for')
  t.strictSame({ ...context }, { status: 0, method: 'GET', path: '/long/p…', origin: 'https://api.example', ...nothing, requestId: '1', traceId: trace, ...said })
  t.equal(headContext({ host: 'api.example' }, { ...settings, baseUrl: new URL('https://other.example/a') }).origin, 'https://other.example')
})
