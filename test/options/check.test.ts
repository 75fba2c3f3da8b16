import { Type } from '@sinclair/typebox'
import t from 'tap'
import { badOption, checkOptions } from '../../lib/options/check.ts'

const count = Type.Integer({ minimum: 1, description: 'a whole number from 1' })
const schema = Type.Partial(Type.Object({
  count,
  size: Type.Union([Type.Boolean(), Type.Object({ limit: Type.Optional(count) }, { additionalProperties: false })], { description: 'true, false, or { limit }' }),
  list: Type.Array(Type.String({ description: 'a text' }), { description: 'a list of texts' }),
  ask: Type.Function([], Type.Unknown(), { description: 'a function' })
}), { additionalProperties: false })

t.test('what is right passes', async (t) => {
  for (const given of [{}, { count: 1 }, { size: false }, { size: {} }, { size: { limit: 2 } }, { list: [] }, { list: ['a'] }, { ask: () => 1 }]) {
    t.doesNotThrow(() => checkOptions(given, schema, ''), JSON.stringify(given))
  }
})

t.test('what is wrong is named by its path, with what would be right', async (t) => {
  const cases: Array<[given: unknown, message: string]> = [
    [null, 'option "options" must be an object; got null'],
    ['text', 'option "options" must be an object; got "text"'],
    [{ count: 0 }, 'option "count" must be a whole number from 1; got 0'],
    [{ count: '5' }, 'option "count" must be a whole number from 1; got "5"'],
    [{ count: () => 5 }, 'option "count" must be a whole number from 1; got a function'],
    [{ size: 5 }, 'option "size" must be true, false, or { limit }; got 5'],
    [{ size: { limit: 0 } }, 'option "size.limit" must be a whole number from 1; got 0'],
    [{ size: { limits: 1 } }, 'option "size.limits" does not exist; the options are limit'],
    [{ list: 'a' }, 'option "list" must be a list of texts; got "a"'],
    [{ list: ['a', 5] }, 'option "list.1" must be a text; got 5'],
    [{ ask: { a: { b: { c: 1 } } } }, 'option "ask" must be a function; got { a: { b: [Object] } }'],
    [{ counts: 1 }, 'option "counts" does not exist; the options are count, size, list, ask'],
    [{ count: 0, list: [5] }, 'option "list.0" must be a text; got 5']
  ]
  for (const [given, message] of cases) {
    t.throws(() => checkOptions(given, schema, ''), new TypeError(`fastify-conformant: ${message}`), message)
  }
})

t.test('whose option it is', async (t) => {
  t.throws(() => checkOptions({ count: 0 }, schema, ' of route GET /a'), new TypeError('fastify-conformant: option "count" of route GET /a must be a whole number from 1; got 0'))
  t.throws(() => checkOptions({ counts: 0 }, schema, ' of route GET /a'), new TypeError('fastify-conformant: option "counts" of route GET /a does not exist; the options are count, size, list, ask'))
  t.equal(badOption('a', ' of a test', 'right', ['wrong']).message, "fastify-conformant: option \"a\" of a test must be right; got [ 'wrong' ]")
})
