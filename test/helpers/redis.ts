import { createConnection } from 'node:net'

/** The Redis that tests use; keys of theirs have prefixes of their own. */
export const redisUrl = process.env.REDIS_URL ?? 'redis://127.0.0.1:6379'

const reason = await answers(new URL(redisUrl)) ? false : `no Redis at ${redisUrl.replace(/\/\/.*@/, '//')}: set REDIS_URL`

// Where everything must be shown, tests are not skipped but fail.
if (reason !== false && process.env.CI === 'true') throw new Error(reason)

/** For tests that need Redis: why they are skipped, or false. */
export const withoutRedis: string | false = reason

function answers ({ hostname, port }: URL): Promise<boolean> {
  return new Promise(resolve => {
    const socket = createConnection({ host: hostname, port: port === '' ? 6379 : Number(port), timeout: 10_000 })
    const say = (isThere: boolean) => (): void => {
      socket.destroy()
      resolve(isThere)
    }
    socket.once('connect', say(true)).once('timeout', say(false)).once('error', say(false))
  })
}
