import t from 'tap'
import { arktypeItems, type ArkError } from '../../lib/validation/arktype-items.ts'

const item = (keyword: string, params: object = {}, said: object = {}): object => ({ keyword, instancePath: '/a', params, ...said })
const problem = 'must be right (was wrong)'
const of = (code: string, members: object = {}): ArkError => ({ code, path: ['a'], data: 'x', problem, message: `a ${problem}`, ...members })
const inUnion = (members: object): object => of('union', { errors: [of('domain', { domain: 'number' }), of('domain', { domain: 'boolean' })], ...members })

const cases: Array<[name: string, error: ArkError, items: object[]]> = [
  ['what is missing', of('required'), [{ keyword: 'required', instancePath: '', params: { missingProperty: 'a' } }]],
  ['a fixed value', of('unit', { unit: 'y' }), [item('enum', { allowedValues: ['y'] })]],
  ['a type', of('domain', { domain: 'number' }), [item('type', { type: 'number' })]],
  ['a class', of('proto', { proto: 'Array' }), [item('type', { type: 'array' })]],
  ['a class by its name', of('proto', { expected: 'a Date' }), [item('type', { type: 'Date' })]],
  ['a short text', of('minLength', { rule: 3 }), [item('minLength', { limit: 3 })]],
  ['a short list', of('minLength', { rule: 3, data: [] }), [item('minItems', { limit: 3 })]],
  ['a long text', of('maxLength', { rule: 3 }), [item('maxLength', { limit: 3 })]],
  ['a long list', of('maxLength', { rule: 0, data: [1] }), [item('maxItems', { limit: 0 })]],
  ['a small number', of('min', { rule: 3, expected: 'at least 3' }), [item('minimum', { limit: 3 })]],
  ['a number that is excluded', of('min', { rule: { rule: 3, exclusive: true }, expected: 'more than 3' }), [item('exclusiveMinimum', { limit: 3 })]],
  ['a great number', of('max', { rule: 3, expected: 'at most 3' }), [item('maximum', { limit: 3 })]],
  ['a number that must be negative', of('max', { rule: 0, expected: 'negative' }), [item('exclusiveMaximum', { limit: 0 })]],
  ['a number that must be positive', of('min', { rule: 0, expected: 'positive' }), [item('exclusiveMinimum', { limit: 0 })]],
  ['no rule', of('max', { rule: null }), [item('maximum', { limit: 0 })]],
  ['an integer', of('divisor', { rule: 1 }), [item('type', { type: 'integer' })]],
  ['a multiple', of('divisor', { rule: 5 }), [item('multipleOf', { multipleOf: 5 })]],
  ['a format', of('pattern', { expected: 'an email address' }), [item('format', { format: 'email' })]],
  ['a pattern', of('pattern', { expected: 'matched by y' }), [item('pattern')]],
  ['what is not known', of('predicate', { problem: 'must be removed', message: 'a must be removed' }), [{ keyword: 'additionalProperties', instancePath: '', params: { additionalProperty: 'a' } }]],
  ['a choice', of('predicate', { expected: '"y", "z" or 3' }), [item('enum', { allowedValues: ['y', 'z', 3] })]],
  ['one of several types', of('predicate', { expected: 'a string or a number' }), [item('type', { type: ['string', 'number'] })]],
  ['what no dialect has words for', of('predicate', { expected: 'a good one' }), [item('predicate', {}, { words: `a ${problem}` })]],
  ['one type', of('predicate', { expected: 'a string' }), [item('predicate', {}, { words: `a ${problem}` })]],
  ['the words of the author', of('domain', { domain: 'number', message: 'A number.' }), [item('type', { type: 'number' }, { author: 'A number.' })]],
  ['and of what no dialect has words for', of('predicate', { message: 'A good one.' }), [item('predicate', {}, { author: 'A good one.' })]],
  ['a union', inUnion({}) as ArkError, [item('type', { type: ['number', 'boolean'] })]],
  ['a union of which the author says something', inUnion({ message: 'One of them.' }) as ArkError, [item('union', {}, { author: 'One of them.' })]],
  ['a union of which nothing is said', of('union'), [item('union', {}, { words: `a ${problem}` })]]
]

t.test('the errors of ArkType', async (t) => {
  for (const [name, error, items] of cases) t.strictSame(arktypeItems([error]), items, name)
})
