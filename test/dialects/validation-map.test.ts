import t from 'tap'
import { issue, type IssueInit } from '../../lib/errors/issue.ts'
import { validationMap } from '../../lib/dialects/validation-map.ts'

type Finding = [path: IssueInit['path'], message: string]

const textOf = (findings: readonly Finding[]): string =>
  JSON.stringify(validationMap(findings.map(([path, message]) => issue({ path, message })), found => String(found.message)))

t.test('validationMap', async (t) => {
  const cases: Array<[name: string, findings: Finding[], text: string]> = [
    ['nothing', [], '{}'],
    ['one', [['bio', 'is too long']], '{"bio":["is too long"]}'],
    ['several of one property', [['a', '1'], ['b', '2'], ['a', '3']], '{"a":["1","3"],"b":["2"]}'],
    ['the same twice', [['a', '1'], ['a', '1']], '{"a":["1"]}'],
    ['nested', [['a.b.c.d', '1']], '{"a":{"b":{"c":{"d":["1"]}}}}'],
    ['indexes', [[['items', 0, 'name'], '1'], [['items', 10], '2']], '{"items":{"0":{"name":["1"]},"10":["2"]}}'],
    ['own and nested', [['a', '1'], ['a.b', '2']], '{"a":{"base":["1"],"b":["2"]}}'],
    ['nested and own', [['a.b', '2'], ['a', '1']], '{"a":{"base":["1"],"b":["2"]}}'],
    ['own and nested, deep', [['a.b', '1'], ['a.b.c', '2'], ['a', '3']], '{"a":{"base":["3"],"b":{"base":["1"],"c":["2"]}}}'],
    ['the whole', [['', '1']], '{"base":["1"]}'],
    ['the whole and a property', [['', '1'], ['a', '2']], '{"base":["1"],"a":["2"]}'],
    ['the whole and a property called base', [['base', '1'], ['', '2']], '{"base":["2","1"]}'],
    ['the whole and an entity called base', [['', '1'], ['base.a', '2']], '{"base":{"base":["1"],"a":["2"]}}'],
    ['entities called base in each other', [['', '1'], ['base', '2'], ['base.base', '3'], ['base.base.a', '4']],
      '{"base":{"base":{"base":["1","2","3"],"a":["4"]}}}'],
    ['__proto__', [[['__proto__'], '1'], ['b', '2']], '{"__proto__":["1"],"b":["2"]}'],
    ['__proto__ with nested ones', [[['__proto__', 'a'], '1'], [['__proto__'], '2']], '{"__proto__":{"base":["2"],"a":["1"]}}'],
    ['nested __proto__', [[['a', '__proto__', '__proto__'], '1']], '{"a":{"__proto__":{"__proto__":["1"]}}}'],
    ['constructor.prototype', [['constructor.prototype', '1'], ['constructor', '2']], '{"constructor":{"base":["2"],"prototype":["1"]}}'],
    ['toString, hasOwnProperty', [['toString', '1'], ['hasOwnProperty.toString', '2']], '{"toString":["1"],"hasOwnProperty":{"toString":["2"]}}'],
    ['the empty name', [[['', 'a'], '1'], [[''], '2']], '{"":{"base":["2"],"a":["1"]}}']
  ]
  for (const [name, findings, text] of cases) t.equal(textOf(findings), text, name)
  t.strictSame(Object.keys(Object.prototype), [], 'nothing has been written into the language')
})

t.test('the time does not double with each entity called base', async (t) => {
  const findings = Array.from({ length: 60 }, (_, depth): Finding => [Array<string>(depth).fill('base'), String(depth)])
  const deepest = JSON.stringify(findings.map(([, message]) => message))
  t.equal(textOf(findings), '{"base":'.repeat(59) + deepest + '}'.repeat(59))
})

t.test('example of the documentation', async (t) => {
  t.strictSame({ ...validationMap([issue({ path: 'bio', message: 'is too long' })], i => String(i.message)) }, { bio: ['is too long'] })
})
