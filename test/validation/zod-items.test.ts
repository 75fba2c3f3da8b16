import t from 'tap'
import { zodItems, type ZodIssue } from '../../lib/validation/zod-items.ts'

const body = { a: 'x', n: 5, list: [{ a: 1 }] }

/** An issue at `a`, of which the body has a text. */
const at = (code: string, members: object = {}, path: unknown[] = ['a']): ZodIssue => ({ code, path, message: 'Invalid input', ...members })
const item = (keyword: string, params: object = {}, said: object = {}): object => ({ keyword, instancePath: '/a', params, ...said })

const cases: Array<[name: string, issue: ZodIssue, items: object[]]> = [
  ['a type', at('invalid_type', { expected: 'number', message: 'Invalid input: expected number, received string' }), [item('type', { type: 'number' })]],
  ['a type, Zod 3', at('invalid_type', { expected: 'number', received: 'string', message: 'Expected number, received string' }), [item('type', { type: 'number' })]],
  ['a type in Zod\'s words', at('invalid_type', { expected: 'record' }), [item('type', { type: 'object' })]],
  ['what is missing', at('invalid_type', { expected: 'string', message: 'Required' }, ['b']), [{ keyword: 'required', instancePath: '', params: { missingProperty: 'b' } }]],
  ['inside of a list', at('invalid_type', { expected: 'string', message: 'Required' }, ['list', 0, 'b']), [{ keyword: 'required', instancePath: '/list/0', params: { missingProperty: 'b' } }]],
  ['a type in the words of the author', at('invalid_type', { expected: 'number', message: 'A number.' }), [item('type', { type: 'number' }, { author: 'A number.' })]],
  ['a date', at('invalid_date', { message: 'Invalid date' }), [item('type', { type: 'date' })]],
  ['a value, Zod 4', at('invalid_value', { values: ['y', 'z'], message: 'Invalid option: expected one of "y"|"z"' }), [item('enum', { allowedValues: ['y', 'z'] })]],
  ['a value, Zod 3', at('invalid_enum_value', { options: ['y'], message: "Invalid enum value. Expected 'y', received 'x'" }), [item('enum', { allowedValues: ['y'] })]],
  ['a fixed value, Zod 3', at('invalid_literal', { expected: 'y', message: 'Invalid literal value, expected "y"' }), [item('enum', { allowedValues: ['y'] })]],
  ['a value that is missing', at('invalid_value', { values: ['y'], message: 'Invalid option: expected one of "y"' }, ['b']), [{ keyword: 'required', instancePath: '', params: { missingProperty: 'b' } }]],
  ['a tag, Zod 3', at('invalid_union_discriminator', { options: ['y'], message: "Invalid discriminator value. Expected 'y'" }), [item('enum', { allowedValues: ['y'] })]],
  ['a tag, Zod 4', at('invalid_union', { options: ['y'], errors: [], note: 'No matching discriminator' }), [item('enum', { allowedValues: ['y'] })]],
  ['a short text, Zod 4', at('too_small', { origin: 'string', minimum: 3, inclusive: true, message: 'Too small: expected string to have >=3 characters' }), [item('minLength', { limit: 3 })]],
  ['a short text, Zod 3', at('too_small', { type: 'string', minimum: 3, inclusive: true, exact: false, message: 'String must contain at least 3 character(s)' }), [item('minLength', { limit: 3 })]],
  ['a small number', at('too_small', { origin: 'number', minimum: 3, inclusive: false, message: 'Too small: expected number to be >3' }), [item('exclusiveMinimum', { limit: 3 })]],
  ['a great number', at('too_big', { origin: 'int', maximum: 3, message: 'Too big: expected int to be <=3' }), [item('maximum', { limit: 3 })]],
  ['a great number that is excluded', at('too_big', { type: 'number', maximum: 3, inclusive: false, message: 'Number must be less than 3' }), [item('exclusiveMaximum', { limit: 3 })]],
  ['a bigint', at('too_big', { origin: 'bigint', maximum: 3n, inclusive: true, message: 'Too big: expected bigint to be <=3' }), [item('maximum', { limit: 3 })]],
  ['a set', at('too_small', { origin: 'set', minimum: 1, inclusive: true, message: 'Too small: expected set to have >=1 items' }), [item('minItems', { limit: 1 })]],
  ['a file', at('too_big', { origin: 'file', maximum: 1, inclusive: true, message: 'Too big: expected file to have <=1 bytes' }), [item('maxItems', { limit: 1 })]],
  ['a date that is too early', at('too_small', { origin: 'date', minimum: 86_400_000, inclusive: true, message: 'Too small: expected date to be >=86400000' }),
    [item('unknown', {}, { words: 'Too small: expected date to be >=86400000' })]],
  ['a format', at('invalid_format', { format: 'email', message: 'Invalid email address' }), [item('format', { format: 'email' })]],
  ['a format, Zod 3', at('invalid_string', { validation: 'url', message: 'Invalid url' }), [item('format', { format: 'uri' })]],
  ['a pattern', at('invalid_format', { format: 'regex', message: 'Invalid string: must match pattern /y/' }), [item('pattern')]],
  ['the start of a text, Zod 3', at('invalid_string', { validation: { startsWith: 'y' }, message: 'Invalid input: must start with "y"' }), [item('pattern')]],
  ['a multiple', at('not_multiple_of', { divisor: 5, message: 'Invalid number: must be a multiple of 5' }), [item('multipleOf', { multipleOf: 5 })]],
  ['a multiple, Zod 3', at('not_multiple_of', { multipleOf: 5, message: 'Number must be a multiple of 5' }), [item('multipleOf', { multipleOf: 5 })]],
  ['what the author has written', at('custom', { message: 'Not this one.' }), [item('custom', {}, { author: 'Not this one.' })]],
  ['and has no words for', at('custom'), [item('custom')]],
  ['a code of its own', at('invalid_key', { message: 'Invalid key in record' }), [item('invalid_key', {}, { words: 'Invalid key in record' })]],
  ['no code', { path: ['a'], message: 'No.' }, [item('custom', {}, { words: 'No.' })]],
  ['names that are not known', at('unrecognized_keys', { keys: ['x', 'y'], message: 'Unrecognized keys: "x", "y"' }),
    ['x', 'y'].map(additionalProperty => item('additionalProperties', { additionalProperty }))],
  ['in the words of the author', at('unrecognized_keys', { keys: ['x'], message: 'Not these.' }), [item('additionalProperties', { additionalProperty: 'x' }, { author: 'Not these.' })]],
  ['names that are not there', at('unrecognized_keys', { message: 'Unrecognized keys' }), [item('unrecognized_keys', {}, { words: 'Unrecognized keys' })]],
  ['no path', { code: 'custom', message: 'Invalid input' }, [{ keyword: 'custom', instancePath: '', params: {} }]],
  ['the whole is missing', { code: 'invalid_type', expected: 'object', path: 'a' as never, message: 'Required' }, [{ keyword: 'type', instancePath: '', params: { type: 'object' } }]]
]

t.test('the issues of Zod', async (t) => {
  for (const [name, issue, items] of cases) t.strictSame(zodItems([issue], body), items, name)
  const [first, second] = [cases[0], cases[1]] as [typeof cases[0], typeof cases[0]]
  t.strictSame(zodItems([first[1], second[1]], body), [...first[2], ...second[2]], 'several')
})

t.test('unions', async (t) => {
  const type = (expected: string, path: unknown[]): ZodIssue => at('invalid_type', { expected, message: `Invalid input: expected ${expected}, received string` }, path)
  const union = (members: object): object[] => zodItems([at('invalid_union', members)], body)
  t.strictSame(union({ errors: [[type('number', [])], [type('null', [])]] }), [item('type', { type: ['number', 'null'] })])
  t.strictSame(union({ unionErrors: [{ issues: [type('number', ['a'])] }, { issues: [type('null', ['a'])] }] }), [item('type', { type: ['number', 'null'] })], 'Zod 3')
  t.strictSame(union({ errors: [[type('number', [])]], message: 'One or the other.' }), [item('anyOf', {}, { author: 'One or the other.' })], 'of which the author says something')
  t.strictSame(union({ errors: [] }), [item('anyOf')])
  t.strictSame(union({}), [item('anyOf')], 'of which nothing is said')
})

t.test('so many names as anybody has sent', async (t) => {
  const path = Array.from({ length: 500 }, () => 'a')
  const keys = Array.from({ length: 200_000 }, (_, index) => `x${index}`)
  t.equal(zodItems([at('unrecognized_keys', { keys, message: 'Unrecognized keys' }, path)], {}).length, 10_000)
})
