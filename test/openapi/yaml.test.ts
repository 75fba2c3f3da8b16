import t from 'tap'
import { yamlOf } from '../../lib/openapi/yaml.ts'

t.test('what JSON can say, as YAML', async (t) => {
  const cases: Array<[value: unknown, yaml: string]> = [
    [{ a: [1, 'no'] }, 'a:\n  - 1\n  - "no"\n'],
    [{ '/users/{id}': { get: { responses: { 404: { description: 'It is not there.' } } } } }, '"/users/{id}":\n  get:\n    responses:\n      "404":\n        description: It is not there.\n'],
    [{ a: {}, b: [], c: null, d: true, e: undefined, f: -1.5e-7 }, 'a: {}\nb: []\nc: null\nd: true\nf: -1.5e-7\n'],
    [[{ a: 1, b: { c: 2 } }, [1, [2]], 'x'], '- a: 1\n  b:\n    c: 2\n- - 1\n  - - 2\n- x\n'],
    [{ yes: 'a: b', a: '1', b: '', c: 'a\nb', d: 'x #y', e: 'true', f: '2020-01-01', g: 'x ', h: '~' }, '"yes": "a: b"\na: "1"\nb: ""\nc: "a\\nb"\nd: "x #y"\ne: "true"\nf: "2020-01-01"\ng: "x "\nh: "~"\n'],
    ['text', 'text\n'],
    [7, '7\n']
  ]
  for (const [value, yaml] of cases) t.equal(yamlOf(value), yaml)
})
