import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import conformant, { serverOptions, type RateLimit } from '../../../lib/index.ts'
import { redisStore } from '../../../lib/limits/redis-store.ts'
import { quotaExceeded } from '../../helpers/limits.ts'
import { startRedis, withoutServer } from '../../helpers/redis-server.ts'
import { until } from '../../helpers/until.ts'
import { clients, connected, type Connected } from './redis-clients.ts'

type Command = Connected['command']

const faults: ReadonlyArray<{ name: string, begin: (command: Command, key: string) => Promise<unknown>, end: (command: Command, key: string) => Promise<unknown>, error: RegExp, isOfKey?: true }> = [
  {
    name: "somebody's own value in the key",
    begin: async (command, key) => { await command('DEL', key); await command('RPUSH', key, 'x') },
    end: (command, key) => command('DEL', key),
    error: /WRONGTYPE/,
    // Said in the log, and no fault of the store.
    isOfKey: true
  },
  {
    name: 'a replica',
    begin: command => command('REPLICAOF', '127.0.0.1', '1'),
    end: command => command('REPLICAOF', 'NO', 'ONE'),
    error: /READONLY|MASTERDOWN/
  },
  {
    name: 'no memory',
    begin: command => command('CONFIG', 'SET', 'maxmemory', '1'),
    end: command => command('CONFIG', 'SET', 'maxmemory', '0'),
    error: /OOM/
  },
  {
    name: 'no right to the command',
    begin: command => command('ACL', 'SETUSER', 'default', '-evalsha'),
    end: command => command('ACL', 'SETUSER', 'default', '+evalsha'),
    error: /NOPERM/
  }
]

const unavailable = { type: 'about:blank', title: 'Service Unavailable', status: 503, detail: 'The server is temporarily unable to answer.' }
const tooMany = { status: 429, detail: 'Too many requests.', ...quotaExceeded('shared') }

async function appOf (limit: RateLimit): Promise<{ app: FastifyInstance, ask: () => Promise<[status: number, body: unknown]> }> {
  const app = Fastify(serverOptions())
  await app.register(conformant, { rateLimit: { ...limit, name: 'shared', key: () => 'all' } })
  app.get('/', async () => ({ answered: true }))
  const ask = async (): Promise<[number, unknown]> => {
    const response = await app.inject('/')
    return [response.statusCode, response.json()]
  }
  return { app, ask }
}

const admitted = [200, { answered: true }]
const answers: ReadonlyArray<[policy: 'local' | 'allow' | 'refuse', first: unknown, second: unknown]> = [
  ['local', admitted, [429, tooMany]], ['allow', admitted, admitted], ['refuse', [503, unavailable], [503, unavailable]]
]

for (const [name, connect] of clients) {
  t.test(`a Redis that refuses, ${name}`, { skip: withoutServer }, async (t) => {
    const redis = await startRedis(t)
    for (const { name, begin, end, error, isOfKey } of faults) {
      for (const [storeFailure, first, second] of answers) {
        await t.test(`${name}: ${storeFailure}`, async (t) => {
          const { client, command, prefix } = await connected(t, connect, redis.url)
          const { app, ask } = await appOf({ limit: 1, window: '1h', store: redisStore({ client, prefix }), storeFailure, storeTimeout: '5s' })
          t.teardown(() => app.close())
          const key = `${prefix}shared:window:all`
          await begin(command, key)
          t.strictSame([await ask(), await ask()], [first, second])
          t.match(app.rateLimits.health(), [isOfKey === true ? { state: 'up', error: undefined } : { name: 'redis', state: 'down', error }])
          await end(command, key)
          const health = await until(async () => {
            await ask()
            return app.rateLimits.health()
          }, ([health]) => health?.state === 'up')
          t.match(health, [{ state: 'up' }])
          await app.rateLimits.reset('shared', 'all')
          t.strictSame([await ask(), await ask()], [admitted, [429, tooMany]], 'counted by the store again')
        })
      }
    }
  })

  t.test(`a client that is closed, ${name}`, { skip: withoutServer }, async (t) => {
    const redis = await startRedis(t)
    for (const [storeFailure, first, second] of answers) {
      const { client, close, prefix } = await connect(redis.url).then(connection => ({ ...connection, prefix: 'closed:' }))
      close()
      const { app, ask } = await appOf({ limit: 1, window: '1h', store: redisStore({ client, prefix }), storeFailure, storeTimeout: '5s' })
      t.teardown(() => app.close())
      t.strictSame([await ask(), await ask()], [first, second], storeFailure)
      t.match(app.rateLimits.health(), [{ state: 'down', error: /clos/i }])
    }
  })
}
