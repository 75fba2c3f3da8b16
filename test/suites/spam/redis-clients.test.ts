import t from 'tap'
import { redisSpamLog } from '../../../lib/entries/spam.ts'
import { withoutRedis } from '../../helpers/redis.ts'
import { checkLog } from '../../spam/log-table.ts'
import { clients, connected } from '../rate-limit/redis-clients.ts'

for (const [name, connect] of clients) {
  t.test(name, { skip: withoutRedis }, async (t) => {
    const { client, prefix, command } = await connected(t, connect)
    const log = redisSpamLog({ client, prefix })
    await checkLog(t, log)

    const id = await log.add('entry')
    const left = Number(await command('PTTL', `${prefix}entry:${id}`))
    t.ok(left > 0 && left <= 900_000, 'an entry is over after a while')
    await log.take(id, 'entry', 'last answer')
    const remembered = Number(await command('PTTL', `${prefix}answer:last answer`))
    t.ok(remembered > 0 && remembered <= 900_000, 'so is an answer')

    const other = redisSpamLog({ client, prefix })
    const shared = await log.add('shared')
    t.equal(await other.take(shared, 'shared', 'shared answer'), true, 'what one has added another takes')
  })
}
