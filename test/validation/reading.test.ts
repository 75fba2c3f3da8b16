import t from 'tap'
import { formatOf, itemOf, lengthOf, limitOf, typeOf, valueAt, type Reading } from '../../lib/validation/reading.ts'

const own = / is short$/

t.test('what a validator or the author of a schema says', async (t) => {
  const cases: Array<[name: string, reading: Reading, message: unknown, said: object]> = [
    ['nothing', { keyword: 'type', sentence: own }, undefined, {}],
    ['no text', { keyword: 'type', sentence: own }, 5, {}],
    ['an empty text', { keyword: 'type', sentence: own }, '', {}],
    ['the validator', { keyword: 'type', sentence: own }, 'a is short', {}],
    ['the author', { keyword: 'type', sentence: own }, 'Too little.', { author: 'Too little.' }],
    ['the validator, where no dialect has words', { keyword: 'type' }, 'Too little.', { words: 'Too little.' }]
  ]
  for (const [name, reading, message, said] of cases) t.strictSame(itemOf(['a', 0], reading, message), { keyword: 'type', instancePath: '/a/0', params: {}, ...said }, name)
})

t.test('what says something of a property stands at its object', async (t) => {
  t.strictSame(itemOf(['a', 'b/c'], { keyword: 'required' }, undefined), { keyword: 'required', instancePath: '/a', params: { missingProperty: 'b/c' } })
  t.strictSame(itemOf(['a'], { keyword: 'additionalProperties', sentence: own }, 'No.'), { keyword: 'additionalProperties', instancePath: '', params: { additionalProperty: 'a' }, author: 'No.' })
  t.strictSame(itemOf([Symbol.iterator], { keyword: 'required' }, undefined).params, { missingProperty: 'Symbol(Symbol.iterator)' })
  t.strictSame(itemOf([], { keyword: 'required' }, undefined), { keyword: 'type', instancePath: '', params: { type: 'object' } }, 'the whole is missing')
})

t.test('limits', async (t) => {
  const cases: Array<[found: object, keyword: string]> = [
    [limitOf('min', 'string', 3), 'minLength'],
    [limitOf('max', 'string', 3), 'maxLength'],
    [limitOf('min', 'array', 3), 'minItems'],
    [limitOf('max', 'object', 3), 'maxItems'],
    [limitOf('min', 'number', 3), 'minimum'],
    [limitOf('max', 'bigint', 3n), 'maximum'],
    [limitOf('min', undefined, '3', false), 'exclusiveMinimum'],
    [limitOf('max', 'number', 3, false), 'exclusiveMaximum'],
    [lengthOf('string', 'ab', 3), 'minLength'],
    [lengthOf('array', [1, 2, 3, 4], 3), 'maxItems'],
    [lengthOf('array', null, 3), 'maxItems'],
    [lengthOf('string', undefined, 3), 'maxLength'],
    [lengthOf('string', { length: 'x' }, 3), 'maxLength']
  ]
  for (const [found, keyword] of cases) t.strictSame(found, { keyword, params: { limit: 3 } }, keyword)
})

t.test('what asks for no number is said in the words of the validator', async (t) => {
  const words = { keyword: 'unknown', instancePath: '/a', params: {}, words: 'a is short' }
  for (const limit of [new Date(0), { ref: 'b' }, 'x', undefined]) {
    t.strictSame(itemOf(['a'], { ...limitOf('min', 'number', limit), sentence: own }, 'a is short'), words, String(limit))
  }
  t.strictSame(itemOf(['a'], { ...limitOf('min', 'date', 0) }, 'a is short'), words, 'a date as a number')
  t.strictSame(itemOf(['a'], { keyword: 'multipleOf', params: { multipleOf: NaN } }, undefined), { keyword: 'unknown', instancePath: '/a', params: {} })
  t.strictSame(itemOf(['a'], { ...limitOf('min', 'date', 0), sentence: own }, 'Later.').author, 'Later.', 'or of the author')
})

t.test('a sentence that repeats what a client has sent is looked for at its ends', async (t) => {
  const long = ' must be ['.repeat(100_000)
  const sentence = / must be (?:one of )?\[.*\]$/s
  t.strictSame(itemOf([], { keyword: 'enum', sentence }, `"a" must be [1]${long}]`), { keyword: 'enum', instancePath: '', params: {} })
  t.strictSame(itemOf([], { keyword: 'enum', sentence }, long).author, long)
})

t.test('names of formats and types', async (t) => {
  t.strictSame([formatOf('url'), formatOf('email'), formatOf(5)].map(({ params }) => params?.format), ['uri', 'email', 5])
  t.strictSame([typeOf('record'), typeOf('string'), typeOf('constructor'), typeOf(undefined)].map(({ params }) => params?.type), ['object', 'string', 'constructor', undefined])
})

t.test('what stands at a path', async (t) => {
  const value = { a: [{ b: 1 }], c: null }
  const cases: Array<[path: unknown[], found: unknown]> = [
    [[], value], [['a', 0, 'b'], 1], [['a', 1], undefined], [['a', 0, 'b', 'c'], undefined], [['c'], null], [['c', 'd'], undefined], [['constructor'], undefined], [['a', 'length'], 1]
  ]
  for (const [path, found] of cases) t.strictSame(valueAt(value, path), found, path.join('.'))
})
