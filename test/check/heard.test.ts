import { channel } from 'node:diagnostics_channel'
import t from 'tap'
import { hear, heardLately, heardOf } from '../../lib/check/heard.ts'

const error = channel('fastify-conformant:error')
const handler = channel('tracing:fastify.request.handler:start')

t.before(() => {
  hear()
  hear()
})

t.test('the route that has a handler run, and the error that is sent', async (t) => {
  const raw = {}
  t.equal(heardOf(raw), undefined)
  handler.publish({ request: { raw }, route: { url: '/a/:id' } })
  t.same(heardOf(raw), { route: '/a/:id' })
  error.publish({ request: { raw }, where: 'handler', kind: 'forbidden', shown: 'not_found', route: '/a/:id', method: 'GET' })
  t.same(heardOf(raw), { kind: 'not_found', route: '/a/:id', method: 'GET', path: undefined, isBelow: false })
  error.publish({ request: { raw }, where: 'line', kind: 'conflict' })
  t.equal(heardOf(raw)?.kind, 'not_found', 'a line of a batch is no answer')
  error.publish({ request: { raw }, where: 'below', kind: 'invalid_url', path: '/%' })
  t.same(heardOf(raw), { kind: 'invalid_url', route: undefined, method: undefined, path: '/%', isBelow: true })
})

t.test('a stream of HTTP/2', async (t) => {
  const stream = {}
  handler.publish({ request: { raw: { stream } }, route: {} })
  t.same(heardOf(stream), { route: undefined })
  t.same(heardOf({ stream }), { route: undefined })
})

t.test('what stands below the hooks is written at once', async (t) => {
  const event = { where: 'below', kind: 'bad_request', method: 'GET' }
  error.publish(event)
  t.same(heardLately(), { kind: 'bad_request', route: undefined, method: 'GET', path: undefined, isBelow: true })
  t.equal(heardLately(), undefined, 'once')
  error.publish(event)
  await Promise.resolve()
  t.equal(heardLately(), undefined, 'or never')
})
