import t from 'tap'
import type { AjvItem } from '../../lib/validation/ajv-item.ts'
import { withoutBranches } from '../../lib/validation/unions.ts'

/** An item as Ajv reports it. */
const at = (instancePath: string, schemaPath: string, params: object = {}): AjvItem => {
  const keyword = schemaPath.slice(schemaPath.lastIndexOf('/') + 1)
  return { keyword, instancePath, schemaPath, params: params as AjvItem['params'] }
}
const type = (instancePath: string, schemaPath: string, name: string): AjvItem => at(instancePath, `${schemaPath}/type`, { type: name })
const value = (instancePath: string, schemaPath: string, allowedValue: unknown): AjvItem => at(instancePath, `${schemaPath}/const`, { allowedValue })
const required = (instancePath: string, schemaPath: string, missingProperty: string): AjvItem => at(instancePath, `${schemaPath}/required`, { missingProperty })

const union = '#/properties/a/anyOf'
const anyOf = at('/a', union)

t.test('what is left of a union', async (t) => {
  const said = type('/b', '#/properties/b', 'string')
  const cases: Array<[name: string, items: AjvItem[], left: AjvItem[]]> = [
    ['nothing', [], []],
    ['no union', [said], [said]],
    ['if, of which then has said what is wrong', [required('', '#/then', 'b'), at('', '#/if', { failingKeyword: 'then' })], [required('', '#/then', 'b')]],
    ['types', [type('/a', `${union}/0`, 'string'), type('/a', `${union}/1`, 'null'), anyOf], [{ ...anyOf, keyword: 'type', params: { type: ['string', 'null'] } }]],
    ['a list of types', [at('/a', `${union}/0/type`, { type: ['string', 'null'] }), type('/a', `${union}/1`, 'array'), anyOf], [{ ...anyOf, keyword: 'type', params: { type: ['string', 'null', 'array'] } }]],
    ['values', [value('/a', `${union}/0`, 'x'), value('/a', `${union}/1`, null), anyOf], [{ ...anyOf, keyword: 'enum', params: { allowedValues: ['x', null] } }]],
    ['one value', [value('/a', `${union}/0`, 'x'), anyOf], [{ ...anyOf, keyword: 'enum', params: { allowedValues: ['x'] } }]],
    ['values and lists of them', [value('/a', `${union}/0`, 'x'), at('/a', `${union}/1/enum`, { allowedValues: ['y', 'z'] }), anyOf], [{ ...anyOf, keyword: 'enum', params: { allowedValues: ['x', 'y', 'z'] } }]],
    ['types and values: the branch of the value\'s type', [type('/a', `${union}/0`, 'integer'), value('/a', `${union}/1`, 'x'), anyOf], [value('/a', `${union}/1`, 'x')]],
    ['several that are met', [at('/a', '#/properties/a/oneOf', { passingSchemas: [0, 1] })], [at('/a', '#/properties/a/oneOf', {})]],
    ['the branch with the fewest findings', [required('/a', `${union}/0`, 'x'), required('/a', `${union}/0`, 'y'), required('/a', `${union}/1`, 'z'), anyOf], [required('/a', `${union}/1`, 'z')]],
    ['one property in place of another', [required('/a', `${union}/0`, 'x'), required('/a', `${union}/1`, 'z'), anyOf], [{ ...anyOf, keyword: 'requiredAny', params: { missingProperties: ['x', 'z'] } }]],
    ['the same property in both', [required('/a', `${union}/0`, 'x'), required('/a', `${union}/1`, 'x'), anyOf], [required('/a', `${union}/0`, 'x')]],
    ['of two the first', [required('/a', `${union}/0`, 'x'), at('/a', `${union}/1/minItems`), anyOf], [required('/a', `${union}/0`, 'x')]],
    ['a finding inside of the place', [type('/a', `${union}/0`, 'null'), type('/a/b', `${union}/1/properties/b`, 'string'), anyOf], [type('/a/b', `${union}/1/properties/b`, 'string')]],
    ['others before and behind stay', [said, type('/a', `${union}/0`, 'null'), type('/a', `${union}/1`, 'array'), anyOf, said], [said, { ...anyOf, keyword: 'type', params: { type: ['null', 'array'] } }, said]],
    ['another demand of the place, that Ajv asks first', [required('/a', '#/allOf/0/properties/a', 'b'), type('/a', `${union}/0`, 'null'), type('/a', `${union}/1`, 'array'), anyOf],
      [required('/a', '#/allOf/0/properties/a', 'b'), { ...anyOf, keyword: 'type', params: { type: ['null', 'array'] } }]],
    ['a branch that leads to a definition that is called as a keyword is', [type('/a', '#/definitions/type', 'null'), type('/a', '#/definitions/x/anyOf/1', 'array'), at('/a', '#/definitions/x/anyOf')],
      [{ ...at('/a', '#/definitions/x/anyOf'), keyword: 'type', params: { type: ['null', 'array'] } }]],
    ['a place whose name begins alike is another', [type('/ab', '#/properties/ab', 'string'), anyOf], [type('/ab', '#/properties/ab', 'string'), anyOf]]
  ]
  for (const [name, items, left] of cases) t.strictSame(withoutBranches(items), left, name)
})

t.test('what stands beside a union at its place is not of its branches', async (t) => {
  const types = [type('/a', `${union}/0`, 'null'), type('/a', `${union}/1`, 'array')]
  const merged = { ...anyOf, keyword: 'type', params: { type: ['null', 'array'] } }
  for (const beside of [type('/a', '#/properties/a', 'string'), at('/a', '#/properties/a/enum'), at('/a', '#/properties/a/not')]) {
    t.strictSame(withoutBranches([beside, ...types, anyOf]), [beside, merged], beside.schemaPath as string)
  }
  const second = at('/a', '#/allOf/1/properties/a/anyOf')
  const first = required('/a', '#/allOf/0/properties/a', 'b')
  t.strictSame(withoutBranches([first, type('/a', `${second.schemaPath as string}/0`, 'null'), second]), [first, { ...second, keyword: 'type', params: { type: ['null'] } }], 'of another schema of allOf')
  const oneOf = at('/a', '#/properties/a/oneOf')
  t.strictSame(withoutBranches([...types, anyOf, type('/a', `${oneOf.schemaPath as string}/0`, 'boolean'), oneOf]),
    [merged, { ...oneOf, keyword: 'type', params: { type: ['boolean'] } }], 'a union beside a union')
})

t.test('where a reference leads is of the branch that refers', async (t) => {
  const definitions = ['cat', 'dog'].map(name => `#/definitions/${name}`) as [string, string]
  t.strictSame(withoutBranches([type('/a', definitions[0], 'null'), type('/a', definitions[1], 'array'), anyOf]), [{ ...anyOf, keyword: 'type', params: { type: ['null', 'array'] } }])
  const [cat, dog] = definitions
  const few = [required('/a', dog, 'name')]
  t.strictSame(withoutBranches([required('/a', cat, 'lives'), type('/a/kind', `${cat}/properties/kind`, 'string'), ...few, anyOf]), few)
  const twice = [required('/a', cat, 'lives'), type('/a/b', `${cat}/properties/b`, 'string')]
  t.strictSame(withoutBranches([...twice, required('/a', cat, 'lives'), anyOf]), [required('/a', cat, 'lives')], 'a finding that comes again begins a branch')
})

t.test('a union in a branch of a union is folded first, and is one finding of it', async (t) => {
  const inner = at('/a/b', `${union}/0/properties/b/anyOf`)
  const types = ['null', 'array'].map((name, index) => type('/a/b', `${inner.schemaPath as string}/${index}`, name))
  const merged = { ...inner, keyword: 'type', params: { type: ['null', 'array'] } }
  const two = [required('/a', `${union}/1`, 'x'), required('/a', `${union}/1`, 'y')]
  t.strictSame(withoutBranches([...types, inner, ...two, anyOf]), [merged])
  const more = required('/a', `${union}/0`, 'c')
  t.strictSame(withoutBranches([more, required('/a', `${union}/0`, 'd'), ...types, inner, ...two, anyOf]), two)
})

t.test('items without a place in the schema are left alone', async (t) => {
  const bare = { keyword: 'type', instancePath: '/a', params: { type: 'null' } }
  t.strictSame(withoutBranches([bare, anyOf]), [bare, anyOf])
  t.strictSame(withoutBranches([type('/a', `${union}/0`, 'null'), { keyword: 'anyOf', instancePath: '/a', params: {} }]).length, 2)
})

t.test('what is folded again and again ends', async (t) => {
  const schema = '#/definitions/t'
  const levels = Array.from({ length: 300 }, (_, level) => at('/v'.repeat(300 - level), `${schema}/properties/v/anyOf`))
  const inside = Array.from({ length: 100 }, (_, index) => required('/v'.repeat(300), schema, `p${index}`))
  t.strictSame(withoutBranches([...inside, ...levels.slice(0, 200)]), inside, '100 findings folded 200 times')
  const said = type('/b', '#/properties/b', 'string')
  t.strictSame(withoutBranches([said, ...inside, ...levels]), [said, ...inside, ...levels.slice(200)], 'and no more')
})
