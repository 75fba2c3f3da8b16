// What the application has told Node of Host holds.
import type { AddressInfo } from 'node:net'
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import conformant, { akeneo, gitlab, problem as problemDialect, serverOptions, type Dialect } from '../../lib/index.ts'
import { closing, json, problem, success } from '../helpers/answers.ts'
import { exchange, listen } from '../helpers/exchange.ts'
import type { Answer } from '../helpers/raw.ts'

const hostless = { headers: { host: undefined } }

const dialects: Array<[dialect: Dialect, missing: Answer, twice: Answer, thrown: Answer]> = [
  [akeneo(), json(400, { code: 400, message: 'The Host header is missing.' }, closing), json(400, { code: 400, message: 'There is more than one Host header.' }, closing), json(500, { code: 500, message: 'Internal Server Error' })],
  [gitlab(), json(400, { message: '400 Bad request - The Host header is missing.' }, closing), json(400, { message: '400 Bad request - There is more than one Host header.' }, closing), json(500, { message: '500 Internal Server Error' })],
  [problemDialect(), problem(400, 'The Host header is missing.', closing), problem(400, 'There is more than one Host header.', closing), problem(500)]
]

t.test('requireHostHeader, with serverOptions() and without', async (t) => {
  for (const [dialect, missing, twice, thrown] of dialects) {
    for (const [name, make] of [['the plugin alone', (http: object) => Fastify({ http })], ['serverOptions()', (http: object) => Fastify(serverOptions({ http }))]] as const) {
      for (const [http, hasToHave] of [[{}, true], [{ requireHostHeader: true }, true], [{ requireHostHeader: false }, false]] as const) {
        const app = make(http) as FastifyInstance
        await app.register(conformant, { dialect })
        app.get('/', async ({ host }) => ({ host }))
        app.get('/thrown', async () => { throw new Error('secret') })
        const port = await listen(t, app)
        const title = `${dialect.name}, ${name}, ${JSON.stringify(http)}`
        t.strictSame(await exchange(port, hostless), hasToHave ? missing : success(200, { host: '' }), title)
        t.strictSame(await exchange(port, { ...hostless, path: '/thrown' }), hasToHave ? missing : thrown, `${title}: an error`)
        t.strictSame(await exchange(port, { headers: { Host: 'other.example' } }), twice, `${title}: two`)
      }
    }
  }
})

t.test('also on the second server of localhost', async (t) => {
  const app = Fastify({ http: { requireHostHeader: false } })
  await app.register(conformant)
  app.get('/', async () => ({}))
  t.teardown(() => app.close())
  await app.listen({ port: 0, host: 'localhost' })
  for (const { port } of app.addresses() as AddressInfo[]) t.strictSame(await exchange(port, hostless), success(200, {}))
})
