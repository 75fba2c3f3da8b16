import dns from 'node:dns'

interface Teardown { teardown: (task: () => unknown) => void }

/** Those that localhost has behind {@link nameTwo}. */
export const addresses: readonly string[] = ['127.0.0.1', '127.0.0.2']

/** Makes localhost a name of two addresses, as it is where there is IPv6. */
export function nameTwo (t: Teardown): void {
  const { lookup } = dns
  dns.lookup = ((host: string, ...rest: unknown[]) => {
    const answer = rest.at(-1) as (...all: unknown[]) => void
    const { all = false } = (rest.length > 1 ? rest[0] : {}) as { all?: boolean }
    if (host !== 'localhost') (lookup as (...all: unknown[]) => void)(host, ...rest)
    else if (all) process.nextTick(answer, null, addresses.map(address => ({ address, family: 4 })))
    else process.nextTick(answer, null, addresses[0], 4)
  }) as typeof lookup
  t.teardown(() => { dns.lookup = lookup })
}
