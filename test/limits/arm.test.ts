import Fastify from 'fastify'
import t from 'tap'
import { armLimits } from '../../lib/limits/arm.ts'

t.test('an application that has no limits has a list of none, and room for them on its requests', async (t) => {
  const app = Fastify()
  t.teardown(() => app.close())
  armLimits(app)
  await t.rejects(async () => { await app.rateLimits.peek('none', 'a') }, RangeError)
  t.strictSame(app.rateLimits.health(), [])
  const kept: unknown[] = []
  app.get('/', async (request) => {
    for (const key of Object.getOwnPropertySymbols(request)) {
      if (key.description === 'fastify-conformant.met') kept.push((request as unknown as Record<symbol, unknown>)[key])
    }
    return ''
  })
  await app.inject('/')
  await app.inject('/')
  t.strictSame(kept, [null, null], 'nothing is made for a request that meets none')
})

t.test('once for an application: scopes below share what is there', async (t) => {
  const app = Fastify()
  t.teardown(() => app.close())
  armLimits(app)
  let below: unknown
  await app.register(async (scope) => { below = scope.rateLimits })
  t.equal(below, app.rateLimits)
  t.throws(() => armLimits(app), { code: 'FST_ERR_DEC_ALREADY_PRESENT' })
})
