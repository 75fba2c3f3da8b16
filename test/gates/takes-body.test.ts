import type { RouteOptions } from 'fastify'
import t from 'tap'
import { isTakingBody, takesBody, takingBody } from '../../lib/gates/takes-body.ts'

type Options = Pick<RouteOptions, 'schema' | 'config'>

t.test('a route says so in its config, where nobody meets it by name', async (t) => {
  const config = { own: 1 }
  const said = takingBody(config)
  t.strictSame([Object.keys(said), (said as unknown as typeof config).own], [['own'], 1])
  t.ok(isTakingBody(said))
  t.ok(isTakingBody(takingBody(undefined)))
  t.ok(isTakingBody({ ...said }), 'Fastify copies it')
  t.notOk(isTakingBody(config), 'what was given stays what it was')
  t.notOk(isTakingBody(undefined))
})

t.test('the schema of a route says so too', async (t) => {
  const cases: Array<[name: string, options: Options | undefined, takes: boolean]> = [
    ['no route', undefined, false],
    ['nothing', {}, false],
    ['a schema of something else', { schema: { querystring: {} } }, false],
    ['a schema for the body', { schema: { body: {} } }, true],
    ['a schema that lets nothing pass', { schema: { body: false } }, true],
    ['its config', { config: takingBody({}) }, true],
    ['its config, beside a schema of something else', { schema: { querystring: {} }, config: takingBody({}) }, true],
    ['another config', { config: {} }, false]
  ]
  for (const [name, options, takes] of cases) t.equal(takesBody(options), takes, name)
})
