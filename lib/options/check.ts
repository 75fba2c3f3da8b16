import { inspect } from 'node:util'
import { stepsOf } from '../http/json-pointer.ts'
import { faultsOf } from './faults.ts'
import type { TSchema } from './type.ts'

/**
 * Checks options against their schema, whose descriptions say what would be right.
 *
 * @param of - whose they are, with a space in front; empty for the plugin's
 * @throws TypeError that names the option, its path, and what would be right
 */
export function checkOptions (given: unknown, schema: TSchema, of: string): void {
  const [deepest] = faultsOf(schema, given).sort((a, b) => b.path.length - a.path.length)
  if (deepest === undefined) return
  const option = stepsOf(deepest.path, given).join('.')
  if (option === '') throw badOption('options', of, 'an object', given)
  if (deepest.isUnknown === true) throw unknownOption(option, of, deepest.schema)
  throw badOption(option, of, deepest.schema.description as string, deepest.value)
}

/** The error for an option that is not right. */
export function badOption (option: string, of: string, right: string, value: unknown): TypeError {
  return new TypeError(`fastify-conformant: option "${option}"${of} must be ${right}; got ${shown(value)}`)
}

function unknownOption (option: string, of: string, { properties }: TSchema): TypeError {
  const known = Object.keys(properties as object).join(', ')
  return new TypeError(`fastify-conformant: option "${option}"${of} does not exist; the options are ${known}`)
}

function shown (value: unknown): string {
  if (typeof value === 'function') return 'a function'
  return typeof value === 'string' ? JSON.stringify(value) : inspect(value, { depth: 1, breakLength: Infinity })
}
