import { Redis } from 'ioredis'
import t from 'tap'
import { redisSpamLog } from '../../../lib/entries/spam.ts'
import { startRedis, withoutServer } from '../../helpers/redis-server.ts'

t.test('a Redis that is full uses up no answer: the same one counts when there is room again', { skip: withoutServer }, async (t) => {
  const { url } = await startRedis(t, ['--maxmemory-policy', 'noeviction'])
  const client = new Redis(url)
  t.teardown(() => client.disconnect())
  const log = redisSpamLog({ client })
  const id = await log.add('entry')
  await client.config('SET', 'maxmemory', '1')
  for (let time = 0; time < 3; time++) await t.rejects(async () => await log.take(id, 'entry', 'answer'), /OOM/)
  await client.config('SET', 'maxmemory', '0')
  t.equal(await log.take(id, 'entry', 'answer'), true)
  t.equal(await log.take(id, 'entry', 'answer'), false, 'once')
})

t.test('an entry that cannot be taken away gives the answer back', { skip: withoutServer }, async (t) => {
  const { url } = await startRedis(t)
  const client = new Redis(url)
  t.teardown(() => client.disconnect())
  const fault = new Error('of the test')
  let failing: string[] = []
  const log = redisSpamLog({
    client: {
      evalsha: async (...of: Parameters<Redis['evalsha']>) => { throw Object.assign(new Error('NOSCRIPT'), { of }) },
      eval: async (script: string, keys: number, ...more: string[]) => {
        if (failing.some(word => script.includes(word))) throw fault
        return await client.eval(script, keys, ...more)
      }
    }
  })
  const id = await log.add('entry')
  failing = ['~= ARGV[1]']
  await t.rejects(async () => await log.take(id, 'entry', 'answer'), fault)
  failing = []
  t.equal(await log.take(id, 'entry', 'answer'), true, 'both count again')
  const third = await log.add('third')
  failing = ['~= ARGV[1]']
  await t.rejects(async () => await log.take(third, 'third', 'answer'), fault)
  failing = []
  t.equal(await log.take(third, 'third', 'answer'), false, 'an answer that was used stays so')
  const other = await log.add('other')
  failing = ['DEL']
  await t.rejects(async () => await log.take(other, 'other', 'new'), fault, 'also where that fails too')
})
