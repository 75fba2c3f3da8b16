import type { PositionalClient } from '../../../lib/stores/redis-client.ts'
import type { Connected } from './redis-clients.ts'

/** Redis's own clock, in the scripts. */
const time = "redis.call('TIME')"

/** A client under whose scripts Redis has another time: microseconds since 1970. */
export function withClock ({ command }: Pick<Connected, 'command'>, clock: { now: number }): PositionalClient {
  return {
    evalsha: async () => { throw new Error('NOSCRIPT') },
    async eval (text, keys, ...rest) {
      if (text.split(time).length > 2) throw new Error('the scripts ask for the time more than once')
      const own = text.replace(time, '{ ARGV[#ARGV - 1], ARGV[#ARGV] }')
      const [seconds, micros] = [Math.floor(clock.now / 1e6), clock.now % 1e6]
      // EVAL's key comes third: `command` is for single servers.
      return await command('EVAL', own, String(keys), ...rest, String(seconds), String(micros))
    }
  }
}
