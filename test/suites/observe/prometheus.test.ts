// What Prometheus reads of the counts.
import Fastify from 'fastify'
import t from 'tap'
import conformant from '../../../lib/index.ts'
import { install, isShown, load } from './installed.ts'

install()
await load('prom-client')
const { exposeCounts } = await import('./prometheus.ts')

t.test('the page shows what is tried', async (t) => { t.ok(isShown('prometheus.ts')) })

t.test('counters of errors, gates, limits and faults', async (t) => {
  const app = Fastify()
  await app.register(conformant, { mappers: [() => { throw new Error('no') }] })
  app.get('/things', { config: { conformant: { accept: 'text/csv', rateLimit: { limit: 2, window: '1h', name: 'things' } } } }, async () => 1)
  app.get('/broken', async () => { throw new Error('why') })
  exposeCounts(app)
  for (const url of ['/things', '/things', '/things', '/broken']) await app.inject({ url, headers: { accept: 'image/png' } })
  for (let time = 0; time < 2; time++) {
    const { body } = await app.inject('/metrics')
    t.strictSame(body.split('\n').filter(line => /^http_/.test(line)).sort(), [
      'http_errors_total{route="GET /broken",kind="internal"} 1',
      'http_errors_total{route="GET /things",kind="not_acceptable"} 2',
      'http_errors_total{route="GET /things",kind="too_many_requests"} 1',
      'http_faults_total{fault="mapper"} 1',
      'http_gates_total{gate="accept"} 2',
      'http_gates_total{gate="rateLimit"} 1',
      'http_limits_total{limit="things"} 1'
    ], 'the same when it is read again')
  }
})
