import t from 'tap'
import { failedSentences, validationFailed, type ClassFinding } from '../../lib/nest/findings.ts'

const itemsOf = (errors: readonly ClassFinding[]): unknown => (validationFailed(errors) as Error & { validation: unknown }).validation
const item = (keyword: string, params: object = {}, said: object = {}): object => ({ keyword, instancePath: '/a', params, ...said })

/** What class-validator says of a property `a`, and how it is read. */
const cases: ReadonlyArray<readonly [sentence: string, item: object]> = [
  ['a should not be null or undefined', { ...item('required', { missingProperty: 'a' }), instancePath: '' }],
  ['a should not be empty', item('minLength', { limit: 1 })],
  ['a must be a string', item('type', { type: 'string' })],
  ['a must be a number conforming to the specified constraints', item('type', { type: 'number' })],
  ['a must be an integer number', item('type', { type: 'integer' })],
  ['a must be a boolean value', item('type', { type: 'boolean' })],
  ['a must be an array', item('type', { type: 'array' })],
  ['a must be an object', item('type', { type: 'object' })],
  ['a must be an email', item('format', { format: 'email' })],
  ['a must be a URL address', item('format', { format: 'uri' })],
  ['a must be a UUID', item('format', { format: 'uuid' })],
  ['a must be an ip address', item('format', { format: 'ip' })],
  ['a must be a valid ISO 8601 date string', item('format', { format: 'date-time' })],
  ['a must be longer than or equal to 3 characters', item('minLength', { limit: 3 })],
  ['a must be shorter than or equal to 3 characters', item('maxLength', { limit: 3 })],
  ['a must not be less than -1.5', item('minimum', { limit: -1.5 })],
  ['a must not be greater than 3', item('maximum', { limit: 3 })],
  ['a must be a positive number', item('exclusiveMinimum', { limit: 0 })],
  ['a must be a negative number', item('exclusiveMaximum', { limit: 0 })],
  ['a must be divisible by 5', item('multipleOf', { multipleOf: 5 })],
  ['a must contain at least 1 elements', item('minItems', { limit: 1 })],
  ['a must contain no more than 3 elements', item('maxItems', { limit: 3 })],
  ['a must be one of the following values: x, 1,', item('enum', { allowedValues: ['x', 1, ''] })],
  ['a must match /^[a\n]$/ regular expression', item('pattern')],
  ['property a should not exist', { ...item('additionalProperties', { additionalProperty: 'a' }), instancePath: '' }],
  ["All a's elements must be unique", item('uniqueItems')]
]

t.test("class-validator's own sentences, alone and behind the place where they are", async (t) => {
  for (const [sentence, expected] of cases) {
    t.strictSame(itemsOf([{ property: 'a', value: 1, constraints: { any: sentence } }]), [expected], sentence)
    t.strictSame(failedSentences([sentence])?.validation, [expected], `${sentence}, in a list`)
    const { keyword, params, instancePath } = expected as { keyword: string, params: object, instancePath: string }
    t.strictSame(failedSentences([`b.0.${sentence}`])?.validation, [{ keyword, params, instancePath: `/b/0${instancePath}` }], `b.0.${sentence}, in a list`)
    t.strictSame(failedSentences({ 'b.0.a': [sentence] })?.validation, [{ keyword, params, instancePath: `/b/0${instancePath}` }], `${sentence}, by its place`)
  }
})

t.test('what is none of them is said as it is', async (t) => {
  const own = ['Please name it.', 'a must be a phone number', 'each value in a must be a string', 'property b should not exist', 'b must be a string', 'a']
  for (const author of own) {
    t.strictSame(itemsOf([{ property: 'a', value: 1, constraints: { any: author } }]), [item('unknown', {}, { author })], author)
    t.strictSame(failedSentences({ a: [author] })?.validation, [item('unknown', {}, { author })], `${author}, by its place`)
  }
  for (const author of ['Please name it.', 'a must be a phone number', 'each value in a must be a string', 'a']) {
    t.strictSame(failedSentences([author])?.validation, [{ keyword: 'unknown', instancePath: '', params: {}, author }], `${author}, in a list`)
  }
})

t.test('findings that an application hands on are read too, and nothing else is', async (t) => {
  const finding = { property: 'a', value: 1, constraints: { any: 'a must be a string' } }
  t.strictSame(failedSentences([finding, 'b must be a string'])?.validation, [item('type', { type: 'string' }), { ...item('type', { type: 'string' }), instancePath: '/b' }])
  for (const other of ['text', undefined, null, [], {}, [5], [null], ['a', { field: 'a' }], { a: 'a must be a string' }, { a: [5] }, { code: 'E7', list: ['a'] }]) {
    t.equal(failedSentences(other), undefined, JSON.stringify(other))
  }
})

t.test('of what is missing it says only that, and your own words', async (t) => {
  const constraints = { isString: 'a must be a string', minLength: 'a must be longer than or equal to 3 characters' }
  const required = { keyword: 'required', instancePath: '', params: { missingProperty: 'a' } }
  t.strictSame(itemsOf([{ property: 'a', value: undefined, constraints }]), [required])
  t.strictSame(itemsOf([{ property: 'a', value: undefined, constraints: { ...constraints, own: 'Name it.' } }]), [item('unknown', {}, { author: 'Name it.' })])
  t.match((itemsOf([{ property: 'a', constraints }]) as unknown[]).length, 2, 'where nothing is said of the value')
  t.strictSame(itemsOf([{ property: 'a', value: undefined }]), [])
})

t.test('nested findings have their paths, and there are not more than a thousand', async (t) => {
  const found = (property: string, children: readonly ClassFinding[]): ClassFinding => ({ property, children })
  const leaf = { property: 'c/d', value: 1, constraints: { isString: 'c/d must be a string' } }
  t.strictSame(itemsOf([found('a', [found('0', [leaf]), found('1', [leaf])])]), [
    { keyword: 'type', instancePath: '/a/0/c~1d', params: { type: 'string' } },
    { keyword: 'type', instancePath: '/a/1/c~1d', params: { type: 'string' } }
  ])
  t.equal((itemsOf(Array(3000).fill(found('a', [leaf]))) as unknown[]).length, 1000)
  t.equal(failedSentences(Array(3000).fill('a'))?.validation.length, 1000)
})
