import t from 'tap'
import type { AjvItem } from '../../lib/validation/ajv-item.ts'
import { leftOf } from '../../lib/validation/branches.ts'

const at = (keyword: string, instancePath: string, params: object = {}): AjvItem => ({ keyword, instancePath, params: params as AjvItem['params'] })
const type = (name: unknown, place = '/a'): AjvItem => at('type', place, { type: name })
const fixed = (allowedValue: unknown, place = '/a'): AjvItem => at('const', place, { allowedValue })
const choice = (...allowedValues: unknown[]): AjvItem => at('enum', '/a', { allowedValues })
const missing = (missingProperty: unknown, place = '/a'): AjvItem => at('required', place, { missingProperty })
const union = at('anyOf', '/a', { passingSchemas: null })
const rest = { ...union, params: {} }
const long = at('maxLength', '/a/x', { limit: 1 })

const cases: Array<[name: string, branches: AjvItem[][], left: AjvItem[]]> = [
  ['nothing', [], [rest]],
  ['branches of which nothing is said', [[], []], []],
  ['values', [[fixed('x')], [choice('y', 'x')]], [choice('x', 'y')]],
  ['types', [[type('string')], [type(['null', 'string'])]], [type(['string', 'null'])]],
  ['one property in place of another', [[missing('x')], [missing('y')]], [at('requiredAny', '/a', { missingProperties: ['x', 'y'] })]],
  ['the same property', [[missing('x')], [missing('x')]], [missing('x')]],
  ['a property alone', [[missing('x')]], [missing('x')]],
  ['properties elsewhere', [[missing('x', '/a/b')], [missing('y', '/a/b')]], [missing('x', '/a/b')]],
  ['a property that has no name', [[missing(5)], [missing('y')]], [missing(5)]],
  ['two properties', [[missing('x'), missing('y')], [missing('z')]], [missing('z')]],
  ['a branch that has nothing', [[missing('x')], []], []],
  ['a tag of none', [[fixed('x', '/a/kind'), long], [fixed('y', '/a/kind')]], [{ ...rest, instancePath: '/a/kind', keyword: 'enum', params: { allowedValues: ['x', 'y'] } }]],
  ['a tag of one', [[fixed('x', '/a/kind')], [long, long]], [long, long]],
  ['two that have the tag', [[fixed('x', '/a/kind')], [long, long], [long]], [long]],
  ['a value deeper inside is no tag', [[fixed('x', '/a/b/kind')], [long, long]], [fixed('x', '/a/b/kind')]],
  ['a place whose name begins alike is none', [[fixed('x', '/ab')], [long, long]], [fixed('x', '/ab')]],
  ['the branch of the type', [[type('null')], [long, long]], [long, long]],
  ['another type in each, and more', [[type('null'), long], [type('string')]], [rest]]
]

t.test('what is left of a union', async (t) => {
  for (const [name, branches, left] of cases) t.strictSame(leftOf(union, branches), left, name)
})

t.test('a union at the root', async (t) => {
  const root = at('oneOf', '')
  t.strictSame(leftOf(root, [[fixed('x', '/kind')], [fixed('y', '/kind'), long]]), [{ ...root, instancePath: '/kind', keyword: 'enum', params: { allowedValues: ['x', 'y'] } }])
})

t.test('a few values are asked whether they are tags', async (t) => {
  const branch = (value: number): AjvItem[] => Array.from({ length: 5000 }, (_, index) => fixed(value, `/a/${index}`))
  t.equal(leftOf(union, [branch(1), [...branch(2), long], [long, long, ...branch(3)]]).length, 1)
})
