interface Teardown { teardown: (task: () => unknown) => void }

/** What reaches the process while a test runs: each of these would end a server. */
export function watchProcess (t: Teardown): unknown[] {
  const faults: unknown[] = []
  const note = (fault: unknown): void => { faults.push(fault) }
  process.on('uncaughtException', note).on('unhandledRejection', note)
  t.teardown(() => { process.off('uncaughtException', note).off('unhandledRejection', note) })
  return faults
}
