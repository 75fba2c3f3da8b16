import t from 'tap'
import { yupItems, type YupError } from '../../lib/validation/yup-items.ts'

const item = (keyword: string, params: object = {}, said: object = {}): object => ({ keyword, instancePath: '/a', params, ...said })

/** What yup says behind the path, and how it is read. */
const cases: Array<[type: string, sentence: string, params: Record<string, unknown>, item: object]> = [
  ['required', 'is a required field', {}, { keyword: 'required', instancePath: '', params: { missingProperty: 'a' } }],
  ['optionality', 'must be defined', {}, { keyword: 'required', instancePath: '', params: { missingProperty: 'a' } }],
  ['typeError', 'must be a `number` type, but the final value was: `"x"`.', { type: 'number' }, item('type', { type: 'number' })],
  ['typeError', 'must match the configured type. The validated value was: `"x"`.', { type: 'mixed' }, item('typeError')],
  ['min', 'must be at least 3 characters', { min: 3, value: 'x' }, item('minLength', { limit: 3 })],
  ['min', 'must be greater than or equal to 3', { min: 3, value: 1 }, item('minimum', { limit: 3 })],
  ['min', 'field must have at least 3 items', { min: 3, value: [] }, item('minItems', { limit: 3 })],
  ['min', 'field must be later than 1970-01-01T00:00:00.000Z', { min: new Date(0), value: new Date(-1) }, item('unknown', {}, { words: 'a field must be later than 1970-01-01T00:00:00.000Z' })],
  ['max', 'must be at most 3 characters', { max: 3, value: 'long' }, item('maxLength', { limit: 3 })],
  ['max', 'must be less than or equal to 3', { max: 3, value: 4 }, item('maximum', { limit: 3 })],
  ['length', 'must be exactly 3 characters', { length: 3, value: 'x' }, item('minLength', { limit: 3 })],
  ['length', 'must have 1 items', { length: 1, value: [1, 2] }, item('maxItems', { limit: 1 })],
  ['length', 'must have 1 items', { length: 1, value: null }, item('maxItems', { limit: 1 })],
  ['moreThan', 'must be a positive number', { more: 0 }, item('exclusiveMinimum', { limit: 0 })],
  ['lessThan', 'must be less than 3', { less: 3 }, item('exclusiveMaximum', { limit: 3 })],
  ['integer', 'must be an integer', {}, item('type', { type: 'integer' })],
  ['oneOf', 'must be one of the following values: x, y', { values: 'x, y', resolved: ['x', 'y'] }, item('enum', { allowedValues: ['x', 'y'] })],
  ['matches', 'must match the following: "/y/"', { regex: /y/ }, item('pattern')],
  ['email', 'must be a valid email', {}, item('format', { format: 'email' })],
  ['url', 'must be a valid URL', {}, item('format', { format: 'uri' })],
  ['uuid', 'must be a valid UUID', {}, item('format', { format: 'uuid' })],
  ['datetime', 'must be a valid ISO date-time', {}, item('format', { format: 'date-time' })],
  ['even', 'must be even', {}, item('even', {}, { words: 'a must be even' })]
]

t.test('the errors of yup', async (t) => {
  for (const [type, sentence, params, found] of cases) t.strictSame(yupItems([{ type, path: 'a', message: `a ${sentence}`, params }]), [found], `${type}: ${sentence}`)
  t.strictSame(yupItems([{ type: 'email', path: 'a', message: 'Your address?', params: {} }]), [item('format', { format: 'email' }, { author: 'Your address?' })])
})

t.test('names that are not known', async (t) => {
  const unknown = (additionalProperty: string, said = {}): object => item('additionalProperties', { additionalProperty }, said)
  const message = 'a field has unspecified keys: x, y'
  t.strictSame(yupItems([{ type: 'noUnknown', path: 'a', message, params: { unknown: 'x, y' } }]), [unknown('x'), unknown('y')])
  t.strictSame(yupItems([{ type: 'exact', path: 'a', message: 'a object contains unknown properties: x', params: { properties: 'x' } }]), [unknown('x')])
  t.strictSame(yupItems([{ type: 'noUnknown', path: 'a', message: 'Not these.', params: { unknown: 'x' } }]), [unknown('x', { author: 'Not these.' })])
  t.strictSame(yupItems([{ type: 'noUnknown', path: 'a', message, params: { unknown: 5 } }]), [item('noUnknown', {}, { words: message })], 'no text')
})

t.test('paths', async (t) => {
  const cases: Array<[path: unknown, pointer: string]> = [
    ['list[0].name', '/list/0/name'], ['["a.b"].c', '/a.b/c'], ['[1][2]', '/1/2'], ['["a\\"b"]', '/a\\"b'], ['', ''], [undefined, ''], [5, ''], ['["a', '/"a']
  ]
  for (const [path, pointer] of cases) t.equal(yupItems([{ type: 'email', path, message: '' }])[0]?.instancePath, pointer, String(path))
})

t.test('errors of other shapes', async (t) => {
  const cases: Array<[name: string, error: YupError, found: object]> = [
    ['no type', { path: 'a', message: 'No.' }, item('custom', {}, { words: 'No.' })],
    ['no text as its type', { type: 5, path: 'a' }, item('custom')],
    ['a name of the language', { type: 'constructor', path: 'a', message: 'No.' }, item('constructor', {}, { words: 'No.' })],
    ['no parameters', { type: 'oneOf', path: 'a' }, item('enum', { allowedValues: undefined })],
    ['null as the parameters', { type: 'oneOf', path: 'a', params: null }, item('enum', { allowedValues: undefined })]
  ]
  for (const [name, error, found] of cases) t.strictSame(yupItems([error]), [found], name)
})
