import basicAuth from '@fastify/basic-auth'
import bearerAuth from '@fastify/bearer-auth'
import jwt from '@fastify/jwt'
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import conformant, { akeneo, gitlab, problem as problemDialect, unauthorized, type Dialect } from '../../lib/index.ts'
import { basicOnly } from '../../lib/neighbours/basic-auth.ts'
import { json, problem } from '../helpers/answers.ts'
import { exchange, listen } from '../helpers/exchange.ts'
import type { Answer } from '../helpers/raw.ts'

type Register = (app: FastifyInstance) => unknown

let validated = 0
const validate = async (): Promise<Error> => {
  validated++
  return new Error('Nobody of that name.')
}
const basic = (authenticate?: unknown, more: object = {}): Register => app => app.register(basicAuth, { validate, ...(authenticate === undefined ? {} : { authenticate }), ...more } as never)
const token: Register = app => app.register(jwt, { secret: 'a secret of the test, long enough for everybody' })
const bearer: Register = app => app.register(bearerAuth, { keys: ['key'], addHook: false })
const ofRequest = { realm: ({ headers: { host } }: { headers: { host: string } }) => host.toUpperCase() }

const cases: Array<[name: string, plugins: Register[], known: ReturnType<typeof basicOnly>, challenge: string | undefined]> = [
  ['none', [], undefined, 'Bearer realm="api"'],
  ['told to ask', [basic(true)], 'asks', 'Basic realm="api"'],
  ['with a realm', [basic({ realm: 'shop' })], 'asks', 'Basic realm="api"'],
  ['with one of the request', [basic(ofRequest)], 'asks', 'Basic realm="api"'],
  ['told nothing', [basic()], 'hides', undefined],
  ['told not to', [basic(false)], 'hides', undefined],
  ['in another field', [basic({ realm: 'shop', header: 'X-Custom-Authenticate' })], 'hides', undefined],
  ['as a proxy', [basic(true, { proxyMode: true })], 'asks', 'Basic realm="api"'],
  ['as a proxy that hides', [basic(false, { proxyMode: true })], 'asks', 'Basic realm="api"'],
  ['jwt', [token], undefined, 'Bearer realm="api"'],
  ['basic and jwt', [basic(true), token], undefined, 'Bearer realm="api"'],
  ['basic and bearer', [basic(), bearer], undefined, 'Bearer realm="api"'],
  ['all', [basic(), token, bearer], undefined, 'Bearer realm="api"']
]

const challenged = (challenge: string | undefined): Answer['headers'] => challenge === undefined ? {} : { 'www-authenticate': challenge }

t.test('Basic is what is asked for where it alone is there, and nothing where it hides that', async (t) => {
  for (const [name, plugins, known, challenge] of cases) {
    const app = Fastify()
    await app.register(conformant)
    for (const register of plugins) await register(app)
    app.get('/', async () => { throw unauthorized() })
    app.get('/empty', async (_request, reply) => reply.code(401).send())
    app.get('/own', async () => { throw unauthorized({ realm: 'own' }) })
    const port = await listen(t, app)
    t.equal(basicOnly(app), known, name)
    for (const path of ['/', '/empty']) t.strictSame(await exchange(port, { path }), problem(401, 'Authentication is required.', challenged(challenge)), `${name} ${path}`)
    t.strictSame(await exchange(port, 'GET /own'), problem(401, 'Authentication is required.', challenged('Bearer realm="own"')), `${name}: what the error says`)
  }
  t.equal(validated, 0, 'nobody has been looked for')
})

t.test('what it has hidden or named otherwise stays so, in each dialect', async (t) => {
  const dialects: Array<[dialect: Dialect, required: (headers: Answer['headers']) => Answer, nobody: (headers: Answer['headers']) => Answer]> = [
    [akeneo(), headers => json(401, { code: 401, message: 'Authentication is required' }, headers), headers => json(401, { code: 401, message: 'Nobody of that name.' }, headers)],
    [gitlab(), headers => json(401, { message: '401 Unauthorized' }, headers), headers => json(401, { message: '401 Unauthorized - Nobody of that name.' }, headers)],
    [problemDialect(), headers => problem(401, 'Authentication is required.', headers), headers => problem(401, 'Nobody of that name.', headers)]
  ]
  const options: Array<[authenticate: unknown, headers: Answer['headers']]> = [
    [undefined, {}],
    [false, {}],
    [{ realm: 'shop', header: 'X-Custom-Authenticate' }, { 'x-custom-authenticate': 'Basic realm="shop", charset="UTF-8"' }],
    [{ realm: 'shop' }, { 'www-authenticate': 'Basic realm="shop", charset="UTF-8"' }],
    [ofRequest, { 'www-authenticate': 'Basic realm="API.EXAMPLE", charset="UTF-8"' }]
  ]
  for (const [dialect, required, nobody] of dialects) {
    for (const [authenticate, headers] of options) {
      const app = Fastify()
      await app.register(conformant, { dialect })
      await basic(authenticate)(app)
      app.get('/', { onRequest: app.basicAuth }, async () => ({}))
      const port = await listen(t, app)
      t.strictSame(await exchange(port, 'GET /'), required(headers), `${dialect.name} ${JSON.stringify(authenticate)}`)
      t.strictSame(await exchange(port, { headers: { authorization: 'Basic dTpw' } }), nobody(headers), `${dialect.name} ${JSON.stringify(authenticate)}: refused`)
    }
  }
})
