// What is said of a value without a validator is what Ajv says of it, and what becomes of the value is the same.
import t from 'tap'
import { findingsIn } from '../../lib/openapi/plain-schema.ts'
import { ajvCompiler } from '../../lib/validation/ajv.ts'
import type { AjvItem } from '../../lib/validation/ajv-item.ts'
import type { AjvValidator } from '../../lib/validation/second-pass.ts'
import { Random } from '../suites/openapi-requests/random.ts'

type Json = Record<string, unknown>

const compilers = [false, 'array'].map(coerceTypes => ajvCompiler()()({}, { customOptions: { allErrors: true, removeAdditional: false, coerceTypes: coerceTypes as false, strict: false } }))
const names = ['a', 'b/c', 'd~e', 'toString']
const texts = ['', 'x', '0', '-1', '1.5', 'true', 'false', '12', '1e2', 'aaaaa', '\u{1F600}\u{1F600}', ' 7']

/** Of the keywords that are plain, and now and then of one that is not. */
function schemaOf (random: Random, depth: number): Json {
  const schema: Json = {}
  const maybe = (name: string, make: () => unknown): void => { if (random.isOneOf(4)) schema[name] = make() }
  if (!random.isOneOf(6)) schema['type'] = random.pick(depth > 0 ? ['object', 'array', 'string', 'integer'] : ['string', 'integer', 'number', 'boolean'])
  for (const name of ['minimum', 'maximum']) maybe(name, () => random.below(5) - 1)
  for (const name of ['minLength', 'maxLength', 'minItems', 'maxItems']) maybe(name, () => random.below(4))
  maybe('pattern', () => random.pick(['^[0-9]+$', 'a', '^.$']))
  maybe('title', () => 'T')
  if (random.isOneOf(12)) schema['const'] = random.pick<unknown>(['x', 1, true, null, [1]])
  if (random.isOneOf(12)) schema['enum'] = random.pick<unknown[]>([['x', '12', 0], [1, true], [{}]])
  if (random.isOneOf(20)) Object.assign(schema, random.pick<object>([{ format: 'date' }, { exclusiveMinimum: 2 }, { multipleOf: 2 }, { not: { type: 'string' } }]))
  if (depth === 0) return schema
  if (random.isOneOf(2)) schema['items'] = schemaOf(random, depth - 1)
  if (random.isOneOf(6)) return schema
  schema['properties'] = Object.fromEntries(names.filter(() => random.isOneOf(2)).map(name => {
    const one = schemaOf(random, depth - 1)
    if (random.isOneOf(8)) one['default'] = random.pick<unknown>(['x', 1, [1]])
    return [name, one]
  }))
  maybe('required', () => names.filter(() => random.isOneOf(2)))
  if (random.isOneOf(3)) schema['additionalProperties'] = random.isOneOf(4) ? { type: 'string' } : random.isOneOf(2)
  return schema
}

function valueOf (random: Random, depth: number): unknown {
  if (depth > 0 && random.isOneOf(2)) return Object.fromEntries([...names, 'other'].filter(() => random.isOneOf(3)).map(name => [name, valueOf(random, depth - 1)]))
  if (depth > 0 && random.isOneOf(2)) return Array.from({ length: random.below(4) }, () => valueOf(random, depth - 1))
  return random.pick<unknown>([random.pick(texts), random.below(6) - 2, 1.5, true, null])
}

/** As a query string has them. */
function textOf (random: Random): unknown {
  return Object.fromEntries([...names, 'other'].filter(() => random.isOneOf(2)).map(name => [name, random.isOneOf(5) ? [random.pick(texts), random.pick(texts)] : random.pick(texts)]))
}

const told = (items: readonly AjvItem[]): string[] => items.map(({ keyword, instancePath, params }) => JSON.stringify([instancePath, keyword, params])).sort()

for (const isText of [false, true]) {
  t.test(isText ? 'texts' : 'JSON', async (t) => {
    const random = new Random(isText ? 7 : 8)
    let decided = 0
    let refused = 0
    for (let round = 0; round < 400; round++) {
      const schema = isText ? { ...schemaOf(random, 2), type: 'object' } : schemaOf(random, 2)
      const validate = compilers[isText ? 1 : 0]?.({ schema } as never) as AjvValidator
      for (let time = 0; time < 8; time++) {
        const value = isText ? textOf(random) : valueOf(random, 2)
        const [mine, theirs] = [structuredClone(value), structuredClone(value)]
        const found = findingsIn(schema, mine, isText)
        if (found === undefined) continue
        decided++
        const isValid = validate(theirs)
        if (!isValid) refused++
        const all = isValid === true ? [] : validate.errors as AjvItem[]
        if (JSON.stringify([told(found), mine]) !== JSON.stringify([told(all), theirs])) t.strictSame({ found: told(found), value: mine }, { found: told(all), value: theirs }, `${JSON.stringify(schema)} of ${JSON.stringify(value)}`)
      }
    }
    t.ok(decided > 1500 && refused > 500, `${decided} values, of which ${refused} are refused`)
  })
}

t.test('what only a validator knows', async (t) => {
  for (const [schema, value] of [
    [true, 1], [{ type: ['string', 'null'] }, 'a'], [{ type: 'null' }, null], [{ format: 'date' }, 'a'], [{ $ref: '#' }, 1], [{ const: {} }, {}], [{ enum: [[]] }, 1], [{ minimum: { $data: '1/a' } }, 1],
    [{ properties: { a: { default: [] } } }, {}], [{ additionalProperties: {} }, { a: 1 }], [{ items: true }, [1]], [{ constructor: 1 }, 1]
  ] as Array<[unknown, unknown]>) t.equal(findingsIn(schema, value, false), undefined, JSON.stringify(schema))
  t.strictSame(findingsIn({ type: 'object' }, undefined, false)?.length, 1, 'nothing is no object')
})
