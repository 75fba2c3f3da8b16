import { createHash } from 'node:crypto'
import t from 'tap'
import type { NamedClient, PositionalClient, RedisClient } from '../../lib/stores/redis-client.ts'
import { bucketScript, forgetScript, giveScript, windowScript } from '../../lib/limits/redis-scripts.ts'
import { redisStore, type RedisStoreOptions } from '../../lib/limits/redis-store.ts'
import type { Rule } from '../../lib/limits/store.ts'

const window: Rule = { id: 'GET /categories', limit: 3, window: 1000, burst: undefined }
const bucket: Rule = { id: '*', limit: 3, window: 0.5, burst: 7 }
const sha = (text: string): string => createHash('sha1').update(text).digest('hex')
const digest = (key: string): string => `~${createHash('sha256').update(key).digest('base64url')}`

/** Clients of both forms that know the scripts of the list, or answer with an error of their own. */
function clients (known: readonly string[], reply: unknown = [1, 1, 1000, 0, 5]): Array<[form: string, client: RedisClient, asked: unknown[][]]> {
  const positional: unknown[][] = []
  const named: unknown[][] = []
  const answer = async (sha: string): Promise<unknown> => {
    if (!known.includes(sha)) throw new Error('NOSCRIPT No matching script. Please use EVAL.')
    if (reply instanceof Error) throw reply
    return reply
  }
  return [
    ['positional', {
      async evalsha (sha, keys, ...args) {
        positional.push([sha, keys, ...args])
        return await answer(sha)
      },
      async eval (text, keys, ...args) {
        positional.push([text, keys, ...args])
        return reply
      }
    } satisfies PositionalClient, positional],
    ['named', {
      async evalSha (sha, { keys, arguments: args }) {
        named.push([sha, keys.length, ...keys, ...args])
        return await answer(sha)
      },
      async eval (text, { keys, arguments: args }) {
        named.push([text, keys.length, ...keys, ...args])
        return reply
      }
    } satisfies NamedClient, named]
  ]
}

t.test('one command on one key', async (t) => {
  const known = [windowScript, bucketScript, giveScript, forgetScript].map(sha)
  for (const [form, client, asked] of clients(known)) {
    const store = redisStore({ client })
    t.equal(store.name, 'redis')
    const counter = store.open(window)
    const tally = await counter.take('192.0.2.1', 2)
    t.strictSame(tally, { admitted: true, used: 1, resetIn: 1, retryIn: 0, window: 5 }, form)
    await counter.give?.('192.0.2.1', 2, tally)
    await counter.peek?.('192.0.2.1')
    await counter.reset?.('192.0.2.1')
    await redisStore({ client, prefix: '' }).open(bucket).take('a', 1)
    await counter.give?.('a', 1, { admitted: true, used: 1, resetIn: 1, retryIn: 0 })
    const key = 'conformant:GET%20%2Fcategories:window:192.0.2.1'
    t.strictSame(asked, [
      [sha(windowScript), 1, key, '3', '1000000', '3', '2', '0'],
      [sha(giveScript), 1, key, '2', '5', '0'],
      [sha(windowScript), 1, key, '3', '1000000', '3', '1', '1'],
      [sha(forgetScript), 1, key],
      [sha(bucketScript), 1, '*:bucket:a', '3', '500', '7', '1', '0'],
      [sha(giveScript), 1, 'conformant:GET%20%2Fcategories:window:a', '1', '0', '0']
    ], form)
  }
})

t.test('keys', async (t) => {
  const cases: Array<[name: string, key: string, kept: string]> = [
    ['an address', '192.0.2.1', '192.0.2.1'],
    ['a network', '2001:db8::/64', '2001:db8::/64'],
    ['64 characters', 'x'.repeat(64), 'x'.repeat(64)],
    ['65 characters', 'x'.repeat(65), digest('x'.repeat(65))],
    ['nothing', '', digest('')],
    ['a space', 'a b', digest('a b')],
    ['braces: the slot of a cluster is not the client\'s choice', '{a}', digest('{a}')],
    ['what looks like a digest', digest('a'), digest(digest('a'))],
    ['a line break', 'a\n', digest('a\n')],
    ['beyond ASCII', 'é', digest('é')]
  ]
  for (const [name, key, kept] of cases) {
    const [[, client, asked]] = clients([sha(windowScript)]) as [[string, RedisClient, unknown[][]], unknown]
    await redisStore({ client, prefix: 'p:' }).open({ ...window, id: '{a}:b' }).take(key, 1)
    t.equal(asked[0]?.[2], `p:%7Ba%7D%3Ab:window:${kept}`, name)
  }
})

t.test('the text follows where the script is not known, and nowhere else', async (t) => {
  for (const [form, client, asked] of clients([])) {
    t.match(await redisStore({ client }).open(window).take('a', 1), { admitted: true }, form)
    t.strictSame(asked.map(([script]) => script), [sha(windowScript), windowScript], form)
  }
  const thrown: unknown[] = [new Error('WRONGTYPE'), new Error('READONLY')]
  for (const error of thrown) {
    for (const [form, client, asked] of clients([sha(windowScript)], error)) {
      await t.rejects(async () => await redisStore({ client }).open(window).take('a', 1), error as Error, form)
      t.equal(asked.length, 1, form)
    }
  }
  const client = { evalsha: (): never => { throw 'closed' }, eval: () => Promise.resolve() } // eslint-disable-line no-throw-literal
  const said = await Promise.resolve(redisStore({ client }).open(window).take('a', 1)).catch((error: unknown) => error)
  t.equal(said, 'closed', 'a client that throws anything at once')
})

t.test('answers', async (t) => {
  const refused = { admitted: false, used: 3, resetIn: 1.5, retryIn: 0.5, window: 0 }
  const cases: Array<[name: string, reply: unknown, tally: unknown]> = [
    ['numbers', [0, 3, 1500, 500, 0], refused],
    ['texts', ['0', '3', '1500', '500', '0'], refused],
    ['bytes', ['0', '3', '1500', '500', '0'].map(text => Buffer.from(text)), refused],
    ['bigints', [0n, 3n, 1500n, 500n, 0n], refused],
    ['nothing', null, TypeError],
    ['OK', 'OK', TypeError],
    ['another number of them', [1], TypeError]
  ]
  for (const [name, reply, tally] of cases) {
    for (const [form, client] of clients([sha(windowScript)], reply)) {
      const counter = redisStore({ client }).open(window)
      if (typeof tally === 'object') t.strictSame(await counter.take('a', 1), tally, `${name}, ${form}`)
      else await t.rejects(async () => await counter.take('a', 1), TypeError, `${name}, ${form}`)
    }
  }
})

t.test('options', async (t) => {
  const client = clients([])[0]?.[1]
  const notClient = 'fastify-conformant: option "client" of redisStore must be a client of ioredis, iovalkey or node-redis; got a value of type'
  const cases: Array<[options: unknown, message: string]> = [
    [undefined, 'fastify-conformant: option "options" of redisStore must be an object; got undefined'],
    [{ client: undefined }, `${notClient} undefined`],
    [{ client: null }, `${notClient} object`],
    [{ client: 'redis://:secret@127.0.0.1' }, `${notClient} string`],
    [{ client: { eval () {} } }, `${notClient} object`],
    [{ client: { evalsha () {} } }, `${notClient} object`],
    [{ client, prefix: 1 }, 'fastify-conformant: option "prefix" of redisStore must be a string; got 1'],
    [{ client, prefix: null }, 'fastify-conformant: option "prefix" of redisStore must be a string; got null'],
    [{ client, Prefix: '' }, 'fastify-conformant: option "Prefix" of redisStore does not exist; the options are client, prefix']
  ]
  for (const [options, message] of cases) t.throws(() => redisStore(options as RedisStoreOptions), { constructor: TypeError, message }, message)
})
