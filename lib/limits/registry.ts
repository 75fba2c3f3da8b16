import type { FastifyInstance } from 'fastify'
import { countFault, say } from '../errors/log.ts'
import { ConcurrencyLimiters } from './concurrency.ts'
import { Limiters } from './limiters.ts'

interface Registry { readonly limiters: Limiters, readonly concurrency: ConcurrencyLimiters }

const registries = new WeakMap<object, Registry>()

/** What all scopes of a server count with. */
export function registryOf (instance: FastifyInstance): Registry {
  const { server, log } = instance
  let registry = registries.get(server)
  if (registry === undefined) {
    const limiters = new Limiters(({ name, error }, event) => {
      if (event !== 'back') countFault({ server: instance }, error, 'store')
      if (event === 'down') say(log, 'error', `the store "${name}" of the rate limits fails: ${error}; they do what their storeFailure says until it is back`)
      else if (event === 'key') say(log, 'error', `the store "${name}" of the rate limits cannot count a key: ${error}; its limit does what its storeFailure says`)
      else say(log, 'info', `the store "${name}" of the rate limits is back`)
    })
    registries.set(server, registry = { limiters, concurrency: new ConcurrencyLimiters() })
  }
  return registry
}
