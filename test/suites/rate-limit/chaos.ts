import { quotaExceeded } from '../../helpers/limits.ts'
import { until } from '../../helpers/until.ts'
import type { Load } from './load.ts'
import type { State } from './server.ts'
import { statesOf, type Process } from './start.ts'

/** Longer than a busy machine needs for an answer: what is slow by itself would be an outage of its own. */
export const timeout = 2000
export const limit = 30

/** A window that does not end in a test: what is counted stays counted. */
export const shared = { prefix: 'chaos:', limit, window: '10m', storeTimeout: `${timeout}ms` } as const

export async function all (processes: readonly Process[], state: 'up' | 'down'): Promise<State[]> {
  return await until(async () => await statesOf(processes), states => states.every(({ health }) => health[0]?.state === state))
}

/** Waits until all have said that the store is back, which they do when it has been well for ten seconds: something has to ask it meanwhile. */
export async function allBack (processes: readonly Process[]): Promise<State[]> {
  return await until(async () => await statesOf(processes), states => states.every(({ logged }) => logged.some(line => line.endsWith('limits is back'))))
}

/** Waits until so many answers of a status have come, and some more that would be too many. */
export async function answered ({ answers, more }: Load, status: string, count: number): Promise<number> {
  await until(() => answers[status] ?? 0, number => number >= count)
  await more()
  return answers[status] ?? 0
}

/** Lines of a log that tell of one outage. */
export function outage (logged: readonly string[]): string[] {
  return logged.map(line => line.replace(/fails: .*; they/, 'fails: …; they'))
}

export const oneOutage = [
  '50 the store "redis" of the rate limits fails: …; they do what their storeFailure says until it is back',
  '30 the store "redis" of the rate limits is back'
]

/** The bodies of the documentation; what a 429 and a 503 say does not tell of the store. */
export const documented: Readonly<Record<string, unknown>> = {
  200: { answered: true },
  429: { status: 429, detail: 'Too many requests.', ...quotaExceeded('shared') },
  503: { type: 'about:blank', title: 'Service Unavailable', status: 503, detail: 'The server is temporarily unable to answer.' }
}

/** The one body of each status; several would stand in a list. */
export function bodiesOf (bodies: Load['bodies']): Record<string, unknown> {
  return Object.fromEntries(Object.entries(bodies).map(([status, texts]) => {
    const all = [...texts].map(text => JSON.parse(text) as unknown)
    return [status, all.length === 1 ? all[0] : all]
  }))
}
