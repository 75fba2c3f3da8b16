import basicAuth from '@fastify/basic-auth'
import bearerAuth from '@fastify/bearer-auth'
import jwt from '@fastify/jwt'
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import conformant, { unauthorized } from '../../lib/index.ts'
import { isBasicOnly } from '../../lib/neighbours/basic-auth.ts'
import { problem } from '../helpers/answers.ts'
import { exchange, listen } from '../helpers/exchange.ts'

type Register = (app: FastifyInstance) => unknown

const basic: Register = app => app.register(basicAuth, { validate: async () => { throw unauthorized() } })
const token: Register = app => app.register(jwt, { secret: 'a secret of the test, long enough for everybody' })
const bearer: Register = app => app.register(bearerAuth, { keys: ['key'], addHook: false })

t.test('Basic is what is asked for where it alone is there', async (t) => {
  const cases: Array<[name: string, plugins: Register[], isBasic: boolean]> = [
    ['none', [], false],
    ['basic', [basic], true],
    ['jwt', [token], false],
    ['basic and jwt', [basic, token], false],
    ['basic and bearer', [basic, bearer], false],
    ['all', [basic, token, bearer], false]
  ]
  for (const [name, plugins, isBasic] of cases) {
    const app = Fastify()
    await app.register(conformant)
    for (const register of plugins) await register(app)
    app.get('/', async () => { throw unauthorized() })
    const port = await listen(t, app)
    t.equal(isBasicOnly(app), isBasic, name)
    const challenge = isBasic ? 'Basic realm="api"' : 'Bearer realm="api"'
    t.strictSame(await exchange(port, 'GET /'), problem(401, 'Authentication is required.', { 'www-authenticate': challenge }), name)
  }
})
