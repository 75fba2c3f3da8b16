// Sentry is told of what nobody expected, and of nothing else.
import Fastify from 'fastify'
import t from 'tap'
import conformant, { conflict, serviceUnavailable } from '../../../lib/index.ts'
import { install, isShown, load } from './installed.ts'

install()
const { createTransport, flush, init } = await load('@sentry/node')
const told: any[] = []
init({
  dsn: 'https://key@sentry.example/1',
  defaultIntegrations: false,
  transport: (options: object) => createTransport(options, async ({ body }: { body: string | Uint8Array }) => {
    for (const line of String(typeof body === 'string' ? body : Buffer.from(body)).split('\n')) {
      const item = JSON.parse(line)
      if (item.exception !== undefined) told.push(item)
    }
    return { statusCode: 200 }
  })
})
await import('./sentry.ts')

t.test('the page shows what is tried', async (t) => { t.ok(isShown('sentry.ts')) })

t.test('only what is unexpected', async (t) => {
  const app = Fastify()
  await app.register(conformant)
  app.get('/things', { config: { conformant: { accept: 'text/csv' } } }, async () => 1)
  app.get('/broken', async () => { throw new Error('why') })
  app.get('/taken', async () => { throw conflict() })
  app.get('/busy', async () => { throw serviceUnavailable() })
  app.get('/dialect', { config: { conformant: { dialect: { name: 'failing', mediaType: 'a/b', schema: () => ({}) as never, render () { throw new Error('of the dialect') } } } } }, async () => { throw conflict() })
  for (const url of ['/things', '/none', '/broken', '/taken', '/busy', '/dialect']) await app.inject({ url, headers: { accept: 'image/png' } })
  await flush(5000)
  t.match(told.map(({ exception, tags, extra }) => ({ value: exception.values[0].value, tags, extra })), [
    { value: 'why', tags: { kind: 'internal', route: '/broken', method: 'GET' }, extra: { requestId: /^req-/ } },
    { value: 'of the dialect', tags: { fault: 'dialect' } }
  ])
  t.equal(told.length, 2)
})
