import Fastify, { type FastifyInstance, type FastifyRequest, type FastifyServerOptions } from 'fastify'
import conformant, { type ConformantOptions } from '../../lib/index.ts'
import type { Counter, Rule, Store, Tally } from '../../lib/entries/limits.ts'
import { rateLimitSettings, type RateLimit } from '../../lib/limits/limit-options.ts'
import { Limiter } from '../../lib/limits/limiter.ts'
import { memoryStore } from '../../lib/limits/memory-store.ts'
import { noStore, problem } from './answers.ts'
import { listen } from './exchange.ts'
import type { Answer } from './raw.ts'

/** Numbers from 0 to 1 that look random and are the same for a seed. */
export function random (seed: number): () => number {
  let state = seed
  return () => {
    state = state + 0x6d2b79f5 | 0
    let mixed = Math.imul(state ^ state >>> 15, 1 | state)
    mixed = mixed + Math.imul(mixed ^ mixed >>> 7, 61 | mixed) ^ mixed
    return ((mixed ^ mixed >>> 14) >>> 0) / 2 ** 32
  }
}

/** A limit that counts in memory, on a clock of the test. */
export function limiterOf (given: RateLimit, now: () => number = () => 0): Limiter {
  const settings = rateLimitSettings(given)
  const { name = 'GET /', limit, window, burst } = settings
  const rule: Rule = { id: name, limit, window, burst }
  return new Limiter(rule, settings, memoryStore({ now }).open(rule))
}

/** A request of which a limit asks nothing but the address. */
export function requestFrom (ip: string, more: object = {}): FastifyRequest {
  return { ip, server: { server: {} }, ...more } as unknown as FastifyRequest
}

/** A store that answers later, or as it is told. It counts in memory. */
export interface LateStore extends Store {
  /** What happens before an answer; default: the next turn. */
  before: (key: string) => Promise<unknown>
  /** Keys and costs as they were asked and given back. */
  readonly asked: string[]
  readonly given: string[]
}

export function lateStore (name = 'late'): LateStore {
  const memory = memoryStore()
  const store: LateStore = {
    name,
    asked: [],
    given: [],
    before: async () => await new Promise(resolve => setImmediate(resolve)),
    open: (rule) => counterOf(memory.open(rule), store)
  }
  return store
}

function counterOf (memory: Counter, store: LateStore): Counter {
  return {
    async take (key, cost): Promise<Tally> {
      store.asked.push(`${key} ${cost}`)
      await store.before(key)
      return memory.take(key, cost)
    },
    async give (key, cost, taken) {
      store.given.push(`${key} ${cost}`)
      await memory.give?.(key, cost, taken)
    },
    async peek (key) { return await memory.peek?.(key) as Tally },
    async reset (key) { await memory.reset?.(key) }
  }
}

/** The refusal of a limit, in the default dialect: with the fields of the draft it is of the draft's problem type, and names the limit. */
export function tooMany (retryAfter = '60', more: Answer['headers'] = {}): Answer {
  const [, name] = /^"(.*)";r=/.exec(String(more.ratelimit)) ?? []
  return problem(429, 'Too many requests.', { ...noStore, 'retry-after': retryAfter, ...more }, name === undefined ? {} : quotaExceeded(name))
}

/** The problem type "quota-exceeded" (draft-ietf-httpapi-ratelimit-headers-11 §5). */
export function quotaExceeded (name: string): { type: string, title: string, 'violated-policies': string[] } {
  return {
    type: 'https://iana.org/assignments/http-problem-types#quota-exceeded',
    title: 'Request cannot be satisfied as assigned quota has been exceeded',
    'violated-policies': [name]
  }
}

/** A server whose limits say nothing in header fields, with routes of the test's. */
export async function limited (t: Parameters<typeof listen>[0], options: ConformantOptions, routes: (app: FastifyInstance) => unknown, server: FastifyServerOptions = {}): Promise<{ app: FastifyInstance, port: number }> {
  const app = Fastify(server)
  await app.register(conformant, { rateLimitHeaders: false, ...options })
  await routes(app)
  return { app, port: await listen(t, app) }
}
