import t from 'tap'
import { plainItems } from '../../lib/validation/plain-items.ts'

const item = (keyword: string, instancePath: string, said: object = {}, params: object = {}): object => ({ keyword, instancePath, params, ...said })
const superstruct = (members: object): object => ({ value: 'x', type: 'string', refinement: undefined, key: 'a', path: ['a'], branch: [{}, 'x'], message: 'Expected a string, but received: "x"', ...members })

const cases: Array<[name: string, given: unknown, item: object]> = [
  ['a text', 'No.', item('unknown', '', { words: 'No.' })],
  ['an empty text', '', item('unknown', '')],
  ['null', null, item('unknown', '')],
  ['nothing', undefined, item('unknown', '')],
  ['a number', 5, item('unknown', '')],
  ['a function', () => 'secret', item('unknown', '')],
  ['an error', new Error('No.'), item('unknown', '', { words: 'No.' })],
  ['words and no place', { message: 'No.' }, item('unknown', '', { words: 'No.' })],
  ['a place in a list', { message: 'No.', path: ['a', 0] }, item('unknown', '/a/0', { words: 'No.' })],
  ['a place as Standard Schema may have it', { message: 'No.', path: [{ key: 'a' }, { key: 0 }, Symbol.iterator] }, item('unknown', '/a/0/Symbol(Symbol.iterator)', { words: 'No.' })],
  ['a place as a text', { message: 'No.', path: 'a.b' }, item('unknown', '/a/b', { words: 'No.' })],
  ['an empty place', { path: '' }, item('unknown', '')],
  ['a place that is none', { path: 5, message: { secret: true } }, item('unknown', '')],
  ['steps that are none', { path: [null, undefined, {}] }, item('unknown', '/null/undefined/undefined')],
  ['Superstruct: a type', superstruct({}), item('type', '/a', {}, { type: 'string' })],
  ['a pattern', superstruct({ refinement: 'pattern' }), item('pattern', '/a')],
  ['a refinement', superstruct({ refinement: 'size', message: 'Expected more.' }), item('size', '/a', { words: 'Expected more.' })],
  ['what is not known', superstruct({ type: 'never', message: 'Expected a value of type `never`, but received: `"x"`' }), item('additionalProperties', '', {}, { additionalProperty: 'a' })],
  ['what is missing', superstruct({ value: undefined, message: 'Expected a string, but received: undefined' }), item('required', '', {}, { missingProperty: 'a' })],
  ['a choice', superstruct({ type: 'enums', message: 'Expected one of `"y"`, but received: "x"' }), item('enum', '/a')],
  ['a fixed value', superstruct({ type: 'literal', message: 'Expected the literal `"y"`, but received: "x"' }), item('enum', '/a')],
  ['a union', superstruct({ type: 'union', message: 'Expected the value to satisfy a union of `a | b`, but received: "x"' }), item('anyOf', '/a')],
  ['the words of the author', superstruct({ message: 'A text.' }), item('type', '/a', { author: 'A text.' }, { type: 'string' })]
]

t.test('what has a place and words, or words alone', async (t) => {
  for (const [name, given, found] of cases) t.strictSame(plainItems([given]), [found], name)
  t.strictSame(plainItems(['No.', null]).length, 2)
})
