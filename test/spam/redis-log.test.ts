import t from 'tap'
import { redisSpamLog, type RedisSpamLogOptions } from '../../lib/spam/redis-log.ts'

/** A client of ioredis' form that answers what it is told, in turn. */
function client (replies: unknown[]): { asked: unknown[][], evalsha: () => Promise<unknown>, eval: (...asked: unknown[]) => Promise<unknown> } {
  const asked: unknown[][] = []
  return {
    asked,
    evalsha: async () => { throw new Error('NOSCRIPT No matching script.') },
    async eval (...words) {
      asked.push(words)
      const reply = replies.shift()
      if (reply instanceof Error) throw reply
      return reply
    }
  }
}

const take = "if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end return redis.call('DEL', KEYS[1])"
const same = "return redis.call('GET', KEYS[1]) == ARGV[1] and 1 or 0"
const once = "return redis.call('SET', KEYS[1], '1', 'PX', ARGV[1], 'NX') and 1 or 0"
const keep = "redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2]) return 1"
const next = "return redis.call('INCR', KEYS[1])"
const forget = "return redis.call('DEL', KEYS[1])"

t.test('each script asks for one key', async (t) => {
  const redis = client(['42', 'OK', 1, 1n, Buffer.from('1'), 1, 'OK'])
  const log = redisSpamLog({ client: redis })
  t.equal(await log.add('entry'), 42)
  t.equal(await log.take(42, 'entry', 'answer'), true)
  await log.giveBack(42, 'entry', 'answer')
  t.strictSame(redis.asked, [
    [next, 1, 'conformant:spam:id'],
    [keep, 1, 'conformant:spam:entry:42', 'entry', '900000'],
    [same, 1, 'conformant:spam:entry:42', 'entry'],
    [once, 1, 'conformant:spam:answer:answer', '900000'],
    [take, 1, 'conformant:spam:entry:42', 'entry'],
    [forget, 1, 'conformant:spam:answer:answer'],
    [keep, 1, 'conformant:spam:entry:42', 'entry', '900000']
  ])
})

t.test('what is not taken', async (t) => {
  const redis = client([0, 1, 0, 1])
  const log = redisSpamLog({ client: redis, prefix: 'p:', keep: '1s' })
  t.equal(await log.take(1, 'a', 'b'), false)
  t.equal(await log.take(1, 'a', 'b'), false)
  t.strictSame(redis.asked, [[same, 1, 'p:entry:1', 'a'], [same, 1, 'p:entry:1', 'a'], [once, 1, 'p:answer:b', '1000'], [take, 1, 'p:entry:1', 'a']])
})

t.test('a failure is a rejection', async (t) => {
  for (const replies of [[new Error('down')], [1, new Error('down')]]) {
    await t.rejects(async () => await redisSpamLog({ client: client([...replies]) }).add('a'), new Error('down'))
    await t.rejects(async () => await redisSpamLog({ client: client([...replies]) }).take(1, 'a', 'b'), new Error('down'))
    await t.rejects(async () => await redisSpamLog({ client: client([...replies]) }).giveBack(1, 'a', 'b'), new Error('down'))
  }
})

t.test('options', async (t) => {
  const notClient = 'option "client" of redisSpamLog must be a client of ioredis, iovalkey or node-redis; got a value of type'
  const cases: Array<[options: unknown, message: string]> = [
    [undefined, 'option "options" of redisSpamLog must be an object; got undefined'],
    [{ client: 'redis://:secret@127.0.0.1' }, `${notClient} string`],
    [{}, 'option "client" of redisSpamLog must be a client of ioredis, iovalkey or node-redis; got undefined'],
    [{ client: client([]), prefix: 1 }, 'option "prefix" of redisSpamLog must be a string; got 1'],
    [{ client: client([]), keep: '' }, 'option "keep" of redisSpamLog must be a duration such as "5s" or "1h", or a number of seconds; got ""'],
    [{ client: client([]), log: '' }, 'option "log" of redisSpamLog does not exist; the options are client, prefix, keep']
  ]
  for (const [options, message] of cases) t.throws(() => redisSpamLog(options as RedisSpamLogOptions), new TypeError(`fastify-conformant: ${message}`), message)
})
