import { standardLimit } from '../validation/failed.ts'
import { switchable } from '../options/option.ts'
import { switchedObject, wholeNumber } from '../options/words.ts'
import { gate } from './gate.ts'

/** Fastify does it, with validators of ours or, where it is off, with its own. */
export const validation = gate({
  hook: 'validation',
  status: [422, 400],
  option: switchable<{ limit?: number }, number>(switchedObject('limit', wholeNumber('issues')), standardLimit, ({ limit }, around = standardLimit) => limit ?? around),
  arm (limit, { options, validators }) {
    if (options !== undefined) validators.declare(options.method, options.url, limit === undefined)
    return undefined
  }
})
