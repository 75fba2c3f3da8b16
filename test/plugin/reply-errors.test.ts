import { Type } from '@sinclair/typebox'
import Fastify, { type FastifyReply, type FastifyRequest } from 'fastify'
import t from 'tap'
import conformant, { akeneo, ApiError, conflict, defineErrors, gitlab, notFound, problem as problemDialect, typed, unauthorized, unprocessable } from '../../lib/index.ts'
import { problem } from '../helpers/answers.ts'
import { exchange, listen } from '../helpers/exchange.ts'
import { captureLogs } from '../helpers/logs.ts'

const errors = defineErrors({
  noCredit: { status: 403, members: Type.Object({ balance: Type.Integer() }), message: ({ balance }) => `You have ${balance}.`, headers: { link: '</pay>; rel="payment"' } },
  shut: { status: 503, headers: { 'retry-after': 60 } }
})

const made: Record<string, () => unknown> = {
  own: () => errors.noCredit({ balance: 3 }),
  later: () => errors.shut(),
  plain: () => notFound({ resource: 'Book', id: 7 }),
  located: () => conflict('It is there.', { existing: '/books/7' }),
  challenged: () => unauthorized({ realm: 'books', error: 'invalid_token' }),
  found: () => unprocessable({ issues: [{ path: 'code', message: 'is too long' }] }),
  ours: () => new ApiError('internal', { cause: new Error('disk') }),
  foreign: () => Object.assign(new Error('gone'), { statusCode: 410 })
}

const ways: Record<string, (request: FastifyRequest, reply: FastifyReply, make: () => unknown) => unknown> = {
  throws: (_request, _reply, make) => { throw make() },
  returns: (_request, _reply, make) => make(),
  'returns later': async (_request, _reply, make) => make(),
  sends: (_request, reply, make) => { reply.send(make()) },
  'has begun': async (_request, reply, make) => {
    reply.code(201).type('text/plain').header('etag', '"1"')
    return make()
  }
}

for (const dialect of [akeneo(), gitlab(), problemDialect()]) {
  t.test(`${dialect.name}: what is returned leaves as if it were thrown`, async (t) => {
    const logs = captureLogs()
    const app = Fastify({ logger: logs.logger })
    await app.register(conformant, { dialect })
    for (const [way, answer] of Object.entries(ways)) {
      for (const [name, make] of Object.entries(made)) {
        app.get(`/${way.replaceAll(' ', '-')}/${name}`, { schema: { response: { 200: { type: 'object', properties: { a: { type: 'string' } } }, '4xx': { type: 'object', properties: {} } } } },
          (request, reply) => answer(request, reply, make))
      }
    }
    const port = await listen(t, app)
    for (const name of Object.keys(made)) {
      for (const method of ['GET', 'HEAD']) {
        const told = (): unknown[] => logs.records.splice(0).filter(({ err }) => err !== undefined).map(({ level, msg }) => ({ level, msg }))
        const thrown = await exchange(port, `${method} /throws/${name}`)
        const said = told()
        t.equal(said.length, 1)
        t.ok(thrown.status >= 400, `${name} is an error: ${thrown.status}`)
        for (const way of Object.keys(ways).slice(1)) {
          t.strictSame(await exchange(port, `${method} /${way.replaceAll(' ', '-')}/${name}`), thrown, `${method} ${way} ${name}`)
          t.strictSame(told(), said)
        }
      }
    }
  })
}

t.test('a reply makes the errors that are declared for its route', async (t) => {
  const app = Fastify()
  await app.register(conformant, { errors: ['gone'] })
  const seen: unknown[] = []
  typed(app).get('/books/:id', { config: { conformant: { errors: [errors.noCredit, notFound, 'shut', conflict('It is there.')] } } }, async (request, reply) => {
    seen.push(Object.keys(reply.errors), reply.errors)
    const { id } = request.params as { id: string }
    if (id === '1') return reply.errors.noCredit({ balance: 3 })
    if (id === '2') throw reply.errors.not_found({ resource: 'Book', id })
    return reply.errors.conflict('Somebody was faster.')
  })
  app.get('/others', async (_request, reply) => Object.keys((reply as unknown as { errors: object }).errors))
  const port = await listen(t, app)
  t.strictSame(await exchange(port, 'GET /books/1'), problem(403, 'You have 3.', { link: '</pay>; rel="payment"' }, { balance: 3 }))
  t.strictSame((await exchange(port, 'GET /books/2')).body, problem(404, "Book '2' does not exist.").body)
  t.strictSame(await exchange(port, 'GET /books/3'), problem(409, 'Somebody was faster.'))
  t.strictSame(seen[0], ['noCredit', 'not_found', 'shut', 'conflict', 'gone'])
  t.equal(seen[3], seen[1], 'made once')
  t.equal((await exchange(port, 'GET /others')).body, '["gone"]', 'those of the plugin')
})

t.test('where nobody declares any, and where there is one already, nothing is added', async (t) => {
  const app = Fastify()
  app.decorateReply('errors', 'mine')
  await app.register(conformant)
  app.get('/', { config: { conformant: { errors: [notFound] } } }, async (_request, reply) => ({ errors: (reply as unknown as { errors: unknown }).errors }))
  t.equal((await app.inject('/')).body, '{"errors":"mine"}')
  const bare = Fastify()
  await bare.register(conformant)
  bare.get('/', async (_request, reply) => ({ isThere: 'errors' in reply }))
  t.equal((await bare.inject('/')).body, '{"isThere":false}')
})
