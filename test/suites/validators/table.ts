// What is said of a body by each dialect, whoever has validated it.
import { akeneo, gitlab, problem, type Dialect } from '../../../lib/index.ts'

export const dialects: Readonly<Record<string, Dialect>> = { akeneo: akeneo(), gitlab: gitlab(), problem: problem() }

export type Words = Readonly<Record<'akeneo' | 'gitlab' | 'problem', string>>
export type Finding = readonly [path: ReadonlyArray<string | number>, words: Words]

/** A kind of finding: what was sent, and what is found. */
export interface Kind { readonly body?: unknown, readonly query?: string, readonly found: readonly Finding[] }

const words = (akeneo: string, gitlab: string, problem: string): Words => ({ akeneo, gitlab, problem })
const missing = words('This value should not be blank.', "can't be blank", 'is required')
const number = words('This value should be of type number.', 'is not a number', 'must be of type number')
const text = words('This value should be of type string.', 'is invalid', 'must be of type string')
const unknown = words("Property '…' does not exist.", 'is not allowed', 'is not a known property')
const short = words('This value is too short. It should have 3 characters or more.', 'is too short (minimum is 3 characters)', 'must have at least 3 characters')
const choice = (...values: string[]): Words =>
  words('The value you selected is not a valid choice.', 'is not included in the list', `must be one of: ${values.map(value => JSON.stringify(value)).join(', ')}`)

const own = 'Choose a size that we have.'

export const kinds: Readonly<Record<string, Kind>> = {
  missing: { body: {}, found: [[['name'], missing]] },
  unknown: { body: { name: 'abc', zz: 1 }, found: [[['zz'], unknown]] },
  type: { body: { name: 'abc', count: 'x' }, found: [[['count'], number]] },
  enum: { body: { name: 'abc', colour: 'blue' }, found: [[['colour'], choice('red', 'green')]] },
  const: { body: { name: 'abc', kind: 'dog' }, found: [[['kind'], choice('cat')]] },
  length: { body: { name: 'x' }, found: [[['name'], short]] },
  pattern: { body: { name: 'abc', code: 'A1' }, found: [[['code'], words('This value is not valid.', 'is invalid', 'does not have the right form')]] },
  format: { body: { name: 'abc', mail: 'x' }, found: [[['mail'], words('This value is not a valid email address.', 'is invalid', 'is not a valid email')]] },
  either: { body: { name: 'abc', either: true }, found: [[['either'], words('This value should be of type string|number.', 'is invalid', 'must be of type string or number')]] },
  pair: { body: { name: 'abc', pair: ['a', 'b'] }, found: [[['pair', 1], number]] },
  rates: { body: { name: 'abc', rates: { a: 'x' } }, found: [[['rates', 'a'], number]] },
  nested: { body: { name: 'abc', list: [{ x: 1 }] }, found: [[['list', 0, 'x'], text]] },
  root: { body: 'text', found: [[[], words('This value should be of type object.', 'is invalid', 'must be of type object')]] },
  size: { body: { name: 'abc', size: 99 }, found: [[['size'], words(own, own, own)]] },
  pet: { body: { name: 'abc', pet: { kind: 'cow' } }, found: [[['pet', 'kind'], choice('cat', 'dog')]] },
  'pet that lacks': { body: { name: 'abc', pet: { kind: 'cat' } }, found: [[['pet', 'lives'], missing]] },
  several: { body: { name: 'x', count: 'x' }, found: [[['name'], short], [['count'], number]] },
  query: { query: '?page=x', found: [[['page'], number]] }
}

const shown = (path: Finding[0]): string => path.reduce<string>((text, step) => typeof step === 'number' ? `${text}[${step}]` : text === '' ? step : `${text}.${step}`, '')

/** The whole body. */
export const bodies: Readonly<Record<'akeneo' | 'gitlab' | 'problem', (found: readonly Finding[], isQuery: boolean) => object>> = {
  akeneo (found) {
    const [first] = found as [Finding]
    if (found.length === 1 && first[1] === unknown) return { code: 422, message: `Property '${shown(first[0])}' does not exist. Check the standard format documentation.` }
    return { code: 422, message: 'Validation failed.', errors: found.map(([path, { akeneo }]) => ({ property: shown(path), message: akeneo })) }
  },
  gitlab (found) {
    const [first] = found as [Finding]
    if (found.length === 1 && first[1] === missing) return { message: `400 (Bad request) "${shown(first[0])}" not given` }
    const map: Record<string, unknown> = {}
    for (const [path, { gitlab }] of found) {
      let place = map
      for (const step of path.slice(0, -1)) place = (place[step] ??= {}) as Record<string, unknown>
      place[path.at(-1) ?? 'base'] = [gitlab]
    }
    return { message: map }
  },
  problem: (found, isQuery) => ({
    type: 'about:blank',
    title: 'Unprocessable Content',
    status: 422,
    detail: 'Validation failed.',
    errors: found.map(([path, { problem }]) => ({ detail: problem, ...(isQuery ? { parameter: shown(path) } : { pointer: ['#', ...path].join('/') }) }))
  })
}

export const statuses = { akeneo: 422, gitlab: 400, problem: 422 } as const
