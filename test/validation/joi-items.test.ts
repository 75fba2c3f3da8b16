import t from 'tap'
import { joiItems, type JoiDetail } from '../../lib/validation/joi-items.ts'

const item = (keyword: string, params: object = {}, said: object = {}): object => ({ keyword, instancePath: '/a/0', params, ...said })
const named = { instancePath: '/a' }
const label = '"a[0]"'

/** What Joi says behind the label, and how it is read. */
const cases: Array<[type: string, sentence: string, context: object, item: object]> = [
  ['any.required', 'is required', {}, { ...item('required', { missingProperty: '0' }), ...named }],
  ['any.unknown', 'is not allowed', {}, { ...item('additionalProperties', { additionalProperty: '0' }), ...named }],
  ['object.unknown', 'is not allowed', { child: '0' }, { ...item('additionalProperties', { additionalProperty: '0' }), ...named }],
  ['any.only', 'must be one of [x, y]', { valids: ['x', 'y'] }, item('enum', { allowedValues: ['x', 'y'] })],
  ['any.only', 'must be [x]', { valids: ['x'] }, item('enum', { allowedValues: ['x'] })],
  ['alternatives.types', 'must be one of [string, number]', { types: ['string', 'number'] }, item('type', { type: ['string', 'number'] })],
  ['alternatives.match', 'does not match any of the allowed types', {}, item('anyOf')],
  ['object.missing', 'must contain at least one of [x, y]', { peers: ['x', 'y'] }, item('requiredAny', { missingProperties: ['x', 'y'] })],
  ['string.base', 'must be a string', {}, item('type', { type: 'string' })],
  ['string.empty', 'is not allowed to be empty', {}, item('minLength', { limit: 1 })],
  ['string.min', 'length must be at least 3 characters long', { limit: 3 }, item('minLength', { limit: 3 })],
  ['string.max', 'length must be less than or equal to 3 characters long', { limit: 3 }, item('maxLength', { limit: 3 })],
  ['string.length', 'length must be 3 characters long', { limit: 3, value: 'x' }, item('minLength', { limit: 3 })],
  ['string.length', 'length must be 3 characters long', { limit: 3, value: 'long' }, item('maxLength', { limit: 3 })],
  ['string.length', 'length must be 3 characters long', { limit: 3, value: null }, item('maxLength', { limit: 3 })],
  ['string.email', 'must be a valid email', {}, item('format', { format: 'email' })],
  ['string.uri', 'must be a valid uri', {}, item('format', { format: 'uri' })],
  ['string.guid', 'must be a valid GUID', {}, item('format', { format: 'uuid' })],
  ['string.isoDate', 'must be in iso format', {}, item('format', { format: 'date-time' })],
  ['string.pattern.base', 'with value "x" fails to match the required pattern: /y/', {}, item('pattern')],
  ['string.pattern.name', 'with value "x" fails to match the letters pattern', {}, item('pattern')],
  ['number.base', 'must be a number', {}, item('type', { type: 'number' })],
  ['number.integer', 'must be an integer', {}, item('type', { type: 'integer' })],
  ['number.min', 'must be greater than or equal to 3', { limit: 3 }, item('minimum', { limit: 3 })],
  ['number.max', 'must be less than or equal to 3', { limit: 3 }, item('maximum', { limit: 3 })],
  ['number.greater', 'must be greater than 3', { limit: 3 }, item('exclusiveMinimum', { limit: 3 })],
  ['number.less', 'must be less than 3', { limit: 3 }, item('exclusiveMaximum', { limit: 3 })],
  ['number.positive', 'must be a positive number', {}, item('exclusiveMinimum', { limit: 0 })],
  ['number.negative', 'must be a negative number', {}, item('exclusiveMaximum', { limit: 0 })],
  ['number.multiple', 'must be a multiple of 5', { multiple: 5 }, item('multipleOf', { multipleOf: 5 })],
  ['boolean.base', 'must be a boolean', {}, item('type', { type: 'boolean' })],
  ['object.base', 'must be of type object', {}, item('type', { type: 'object' })],
  ['array.base', 'must be an array', {}, item('type', { type: 'array' })],
  ['array.min', 'must contain at least 3 items', { limit: 3 }, item('minItems', { limit: 3 })],
  ['array.max', 'must contain less than or equal to 3 items', { limit: 3 }, item('maxItems', { limit: 3 })],
  ['array.length', 'must contain 3 items', { limit: 3, value: [] }, item('minItems', { limit: 3 })],
  ['array.unique', 'contains a duplicate value', {}, item('uniqueItems')],
  ['date.base', 'must be a valid date', {}, item('format', { format: 'date' })],
  ['date.format', 'must be in YYYY-MM-DD format', {}, item('format', { format: 'date' })]
]

t.test('the details of Joi', async (t) => {
  for (const [type, sentence, context, found] of cases) {
    const detail: JoiDetail = { type, path: ['a', 0], message: `${label} ${sentence}`, context: context as Record<string, unknown> }
    t.strictSame(joiItems([detail]), [found], `${type}: ${sentence}`)
    t.strictSame(joiItems([{ ...detail, message: 'Not so.' }]), [{ ...found, author: 'Not so.' }], `${type} in the words of the author`)
  }
})

t.test('what no dialect has words for', async (t) => {
  const one = (type: string, message: string, context?: Record<string, unknown> | null): object[] => joiItems([{ type, path: ['a', 0], message, ...(context === undefined ? {} : { context }) }])
  t.strictSame(one('date.min', `${label} must be later`), [item('date.min', {}, { words: `${label} must be later` })])
  t.strictSame(one('constructor', 'No.', {}), [item('constructor', {}, { words: 'No.' })])
  const reference = `${label} must be greater than or equal to ref:b`
  t.strictSame(one('number.min', reference, { limit: { key: 'b' } }), [item('unknown', {}, { words: reference })], 'a limit that stands elsewhere')
  t.strictSame(one('any.only', `${label} must be [x]`), [item('enum', { allowedValues: undefined })], 'no context')
  t.strictSame(one('any.only', `${label} must be [x]`, null), [item('enum', { allowedValues: undefined })], 'null as the context')
})
