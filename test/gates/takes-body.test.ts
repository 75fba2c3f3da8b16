import t from 'tap'
import { isTakingBody, takingBody } from '../../lib/gates/takes-body.ts'

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
