import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import t from 'tap'
import conformant, { forbidden, gitlab, type ConformantOptions } from '../../lib/index.ts'
import type { SpamCheck } from '../../lib/entries/spam.ts'
import { json } from '../helpers/answers.ts'
import { exchange, listen, type Sent } from '../helpers/exchange.ts'
import { captureLogs } from '../helpers/logs.ts'

const classify = ({ body }: FastifyRequest): 'ham' | 'spam' => JSON.stringify(body).includes('buy') ? 'spam' : 'ham'
const captcha = { siteKey: 'key', verify: () => true }

t.test('the check is the last before the handler', async (t) => {
  const asked: string[] = []
  const app = Fastify()
  await app.register(conformant, { rateLimit: { limit: 3, window: '1m', hook: 'preHandler' }, rateLimitHeaders: false })
  app.addHook('preHandler', async ({ headers }) => { if (headers['x-may-not'] !== undefined) throw forbidden() })
  app.post('/', {
    schema: { body: { type: 'object', properties: { content: { type: 'string' } } } },
    preHandler: [async ({ headers }) => { if (headers['x-nor-here'] !== undefined) throw forbidden() }],
    config: { conformant: { spamCheck: { classify: (request) => { asked.push(request.url); return classify(request) } } } }
  }, async () => ({ published: 1 }))
  const port = await listen(t, app)
  const cases: Array<[name: string, sent: Sent, status: number]> = [
    ['an unknown property', { method: 'POST', json: { more: 'buy' } }, 422],
    ['a wrong type', { method: 'POST', json: { content: 5 } }, 422],
    ['no permission', { method: 'POST', json: { content: 'buy' }, headers: { 'x-may-not': '' } }, 403],
    ['no permission on the route', { method: 'POST', json: { content: 'buy' }, headers: { 'x-nor-here': '' } }, 403]
  ]
  for (const [name, sent, status] of cases) t.equal((await exchange(port, sent)).status, status, name)
  t.strictSame(asked, [])
  for (const status of [400, 400, 400, 429]) t.equal((await exchange(port, { method: 'POST', json: { content: 'buy' } })).status, status)
  t.equal(asked.length, 3)
})

t.test('contents that cannot be compared need a word of the application', async (t) => {
  const logs = captureLogs()
  const app = Fastify({ logger: logs.logger })
  await app.register(conformant, { dialect: gitlab(), contentType: 'multipart/form-data' })
  app.addContentTypeParser('multipart/form-data', async () => new FormData())
  app.post('/without', { config: { conformant: { spamCheck: { classify: () => 'spam', captcha } } } }, async () => ({}))
  app.post('/with', { config: { conformant: { spamCheck: { classify: () => 'spam', captcha, content: ({ url }) => url } } } }, async () => ({}))
  const port = await listen(t, app)
  const form = (path: string): Sent => ({ method: 'POST', path, body: 'a', headers: { 'content-type': 'multipart/form-data' } })
  t.strictSame(await exchange(port, form('/without')), json(500, { message: '500 Internal Server Error' }))
  t.match(logs.errors()[0], { err: { message: 'spamCheck cannot compare a value of the class FormData: say with its option "content" what was classified' } })
  t.equal((await exchange(port, form('/with'))).status, 409)
})

t.test('on a scope it is asked for what changes something', async (t) => {
  const app = Fastify()
  await app.register(conformant, { dialect: gitlab(), spamCheck: { classify: () => 'spam' } })
  app.get('/', async () => ({ read: true }))
  app.route({ method: ['GET', 'PUT'], url: '/both', handler: async () => ({ read: true }) })
  app.post('/off', { config: { conformant: { spamCheck: false } } }, async () => ({ read: true }))
  app.delete('/', async () => ({ read: true }))
  const port = await listen(t, app)
  const spam = json(400, { message: { error: 'Your request has been recognized as spam and has been discarded.' } })
  for (const line of ['GET /', 'HEAD /', 'GET /both', 'POST /off']) t.equal((await exchange(port, line)).status, 200, line)
  for (const line of ['PUT /both', 'DELETE /']) t.strictSame(await exchange(port, line), spam, line)
})

t.test('a route that is read too is checked where it changes something', async (t) => {
  const app = Fastify()
  await app.register(conformant, { dialect: gitlab() })
  app.route({ method: ['GET', 'PUT'], url: '/', config: { conformant: { spamCheck: { classify: () => 'spam' } } }, handler: async () => ({ read: true }) })
  const port = await listen(t, app)
  for (const [line, status] of [['GET /', 200], ['HEAD /', 200], ['PUT /', 400]] as const) t.equal((await exchange(port, line)).status, status, line)
})

t.test('where a check makes no sense the server does not start', async (t) => {
  const declare = async (declared: (app: FastifyInstance) => unknown, options: ConformantOptions = {}): Promise<unknown> => {
    const app = Fastify()
    await app.register(conformant, options)
    try {
      await declared(app)
      await app.ready()
      return 'no error'
    } catch (error) {
      return (error as Error).message
    } finally {
      await app.close()
    }
  }
  const spamCheck: SpamCheck = { classify: () => 'ham' }
  const batch = (config: object) => (app: FastifyInstance) => app.batch({ method: 'PATCH', url: '/a', key: 'code', item: { type: 'object' } as never, config }, async () => {})
  const noBatch = 'fastify-conformant: option "spamCheck" of route PATCH /a must be false: a batch has many contents; classify them in its handler; got'
  t.equal(await declare(app => app.get('/a', { config: { conformant: { spamCheck } } }, async () => ({}))),
    'fastify-conformant: option "spamCheck" of route GET /a must be on a route with a method that changes something; got { classify: [Function: classify] }')
  t.match(await declare(batch({ conformant: { spamCheck } })), noBatch)
  t.equal(await declare(batch({}), { spamCheck }), `${noBatch} undefined`)
  t.equal(await declare(batch({ conformant: { spamCheck: false } }), { spamCheck }), 'no error')
})
