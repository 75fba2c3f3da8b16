import { Pool } from 'undici'
import type t from 'tap'

type Test = Pick<typeof t, 'teardown'>

export interface Load {
  /** Answers by status; an exchange that failed counts as its error. */
  readonly answers: Record<string, number>
  /** Different bodies by status. */
  readonly bodies: Record<string, Set<string>>
  /** Waits until each of the servers has given so many answers more. */
  more (count?: number): Promise<void>
  /** Ends it, after the last answers. */
  stop (): Promise<void>
}

/** Requests to all servers at once, from so many connections to each, until it is stopped. */
export function load (t: Test, ports: readonly number[], { connections = 8, key = 'all', pause = 0 } = {}): Load {
  const state = { answers: {} as Load['answers'], bodies: {} as Load['bodies'] }
  const ending = { isOver: false }
  const given = ports.map(() => 0)
  let wake = (): void => {}
  const pools = ports.map(port => new Pool(`http://127.0.0.1:${port}`, { connections }))
  t.teardown(async () => await Promise.all(pools.map(async pool => await pool.destroy())))
  const running = pools.flatMap((pool, place) => Array.from({ length: connections }, async () => {
    while (!ending.isOver) {
      const [status, body] = await exchange(pool, key)
      state.answers[status] = (state.answers[status] ?? 0) + 1
      ;(state.bodies[status] ??= new Set()).add(body)
      given[place]!++
      wake()
      // The pace of a client.
      if (pause > 0) await new Promise(resolve => setTimeout(resolve, pause))
    }
  }))
  const more = async (count = 100): Promise<void> => {
    const wanted = given.map(number => number + count)
    while (given.some((number, place) => number < wanted[place]!)) await new Promise<void>(resolve => { wake = resolve })
  }
  const stop = async (): Promise<void> => {
    ending.isOver = true
    await Promise.all(running)
  }
  return Object.assign(state, { more, stop })
}

async function exchange (pool: Pool, key: string): Promise<[status: string, body: string]> {
  try {
    const { statusCode, body } = await pool.request({ path: '/', method: 'GET', headers: { 'x-key': key } })
    return [String(statusCode), await body.text()]
  } catch (error) {
    return [String(error), '']
  }
}
