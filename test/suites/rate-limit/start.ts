import { join } from 'node:path'
import { startChild, type Child } from '../../helpers/child.ts'
import type { Shared, State } from './server.ts'

export interface Process extends Pick<Child, 'port'> {
  state (): Promise<State>
}

/** Starts so many servers that share a limit, each in a process of its own. */
export async function startProcesses (t: Parameters<typeof startChild>[0], count: number, shared: Shared): Promise<Process[]> {
  const children = await Promise.all(Array.from({ length: count }, async () => {
    return await startChild(t, join(import.meta.dirname, 'server.ts'), { args: [JSON.stringify(shared)] })
  }))
  return children.map(({ port, ask }) => ({ port, state: async () => await ask<State>('state') }))
}

export async function statesOf (processes: readonly Process[]): Promise<State[]> {
  return await Promise.all(processes.map(async ({ state }) => await state()))
}
