import t from 'tap'
import { valibotItems, type ValibotIssue } from '../../lib/validation/valibot-items.ts'

const item = (keyword: string, params: object = {}, said: object = {}): object => ({ keyword, instancePath: '/a', params, ...said })
const path = [{ type: 'object', origin: 'value', input: {}, key: 'a', value: 'x' }]
const message = 'Invalid type: Expected number but received "x"'

const of = (kind: string, type: string, members: object = {}): ValibotIssue => ({ kind, type, input: 'x', expected: null, received: '"x"', message, path, ...members })
const named = (keyword: string, name: string): object => ({ keyword, instancePath: '', params: { [name]: 'a' } })

const cases: Array<[name: string, issue: ValibotIssue, item: object]> = [
  ['a type', of('schema', 'number', { expected: 'number' }), item('type', { type: 'number' })],
  ['a type in Valibot\'s words', of('schema', 'loose_object', { expected: 'Object' }), item('type', { type: 'object' })],
  ['what is missing', of('schema', 'object', { received: 'undefined', path: [{ ...path[0], origin: 'key' }], expected: '"a"', message: 'Invalid key: Expected "a" but received undefined' }), named('required', 'missingProperty')],
  ['the whole is missing', of('schema', 'object', { received: 'undefined', path: undefined }), { keyword: 'type', instancePath: '', params: { type: 'object' } }],
  ['what is not known', of('schema', 'strict_object', { expected: 'never', path: [{ ...path[0], origin: 'key' }], message: 'Invalid key: Expected never but received "a"' }), named('additionalProperties', 'additionalProperty')],
  ['a choice', of('schema', 'picklist', { expected: '("y" | "z")' }), item('enum', { allowedValues: ['y', 'z'] })],
  ['a fixed value', of('schema', 'literal', { expected: '5' }), item('enum', { allowedValues: [5] })],
  ['a tag', of('schema', 'variant', { expected: '("y" | "z")' }), item('enum', { allowedValues: ['y', 'z'] })],
  ['a choice that has no text', of('schema', 'enum', { expected: 'Symbol(a)' }), item('enum', { allowedValues: undefined })],
  ['a union of types', of('schema', 'union', { expected: '(string | number)' }), item('type', { type: ['string', 'number'] })],
  ['a union of values', of('schema', 'union', { expected: '("y" | null)' }), item('enum', { allowedValues: ['y', null] })],
  ['a union of objects', of('schema', 'union', { expected: 'Object' }), item('anyOf')],
  ['a short text', of('validation', 'min_length', { requirement: 3 }), item('minLength', { limit: 3 })],
  ['a long list', of('validation', 'max_length', { requirement: 3, input: [1, 2, 3, 4] }), item('maxItems', { limit: 3 })],
  ['a small number', of('validation', 'min_value', { requirement: 3, input: 1 }), item('minimum', { limit: 3 })],
  ['a number that is excluded', of('validation', 'lt_value', { requirement: 3, input: 3 }), item('exclusiveMaximum', { limit: 3 })],
  ['an empty text', of('validation', 'non_empty', { input: '' }), item('minLength', { limit: 1 })],
  ['a date that is too early', of('validation', 'min_value', { requirement: new Date(0), input: new Date(-1) }), item('unknown', {}, { words: message })],
  ['an exact length', of('validation', 'length', { requirement: 3 }), item('minLength', { limit: 3 })],
  ['an exact length of a list', of('validation', 'length', { requirement: 1, input: [1, 2] }), item('maxItems', { limit: 1 })],
  ['an exact length of nothing', of('validation', 'length', { requirement: 1, input: null }), item('maxLength', { limit: 1 })],
  ['an integer', of('validation', 'integer', { input: 1.5 }), item('type', { type: 'integer' })],
  ['a multiple', of('validation', 'multiple_of', { requirement: 5, input: 1 }), item('multipleOf', { multipleOf: 5 })],
  ['a format', of('validation', 'iso_date', { message: 'Invalid date: Received "x"' }), item('format', { format: 'date' })],
  ['a pattern', of('validation', 'regex', { requirement: /y/ }), item('pattern')],
  ['a check of the author', of('validation', 'check', { message: 'Not this one.' }), item('check', {}, { author: 'Not this one.' })],
  ['and one without words', of('validation', 'check', { message: 'Invalid input: Received "x"' }), item('check')],
  ['a name of the language', of('validation', 'constructor'), item('constructor')]
]

t.test('the issues of Valibot', async (t) => {
  for (const [name, issue, found] of cases) t.strictSame(valibotItems([issue]), [found], name)
  t.strictSame(valibotItems([of('schema', 'string', { path: [{ key: 'list' }, { key: 0 }] })])[0]?.instancePath, '/list/0')
})
