import t from 'tap'
import { acceptsExactly } from '../../lib/http/accept-exact.ts'

const json = ['application/json']
const both = ['application/json', 'application/vnd.akeneo.collection+json']

t.test('acceptsExactly', async (t) => {
  const cases: Array<[name: string, value: string | undefined, offered: string[], expected: boolean]> = [
    ['absent', undefined, json, true],
    ['absent and nothing offered', undefined, [], true],
    ['equal', 'application/json', json, true],
    ['equal to the second', 'application/vnd.akeneo.collection+json', both, true],
    ['any', '*/*', json, true],
    ['any and nothing offered', '*/*', [], true],
    ['any in a list', 'text/html, */*;q=0.8', json, true],
    ['any, refused by its weight', '*/*;q=0', json, true],
    ['any within a word', 'x*/*x', json, true],
    ['a weight', 'application/json;q=0.9', json, false],
    ['a parameter', 'application/json;charset=utf-8', json, false],
    ['a list', 'application/json, text/html', json, false],
    ['a list of all offered', 'application/json, application/vnd.akeneo.collection+json', both, false],
    ['case', 'Application/JSON', json, false],
    ['white space', ' application/json', json, false],
    ['a range', 'application/*', json, false],
    ['another type', 'text/html', json, false],
    ['empty', '', json, false],
    ['nothing offered', 'application/json', [], false]
  ]
  for (const [name, value, offered, expected] of cases) t.equal(acceptsExactly(value, offered), expected, name)
})

t.test('examples of the documentation', async (t) => {
  t.equal(acceptsExactly(undefined, ['application/json']), true)
  t.equal(acceptsExactly('application/json', ['application/json']), true)
  t.equal(acceptsExactly('text/html, */*;q=0.8', ['application/json']), true)
  t.equal(acceptsExactly('application/json;q=0.9', ['application/json']), false)
})

t.test('hostile input of 16 KiB', async (t) => {
  for (const unit of ['*', '/', '*/', '/*', '\xE9', ',']) {
    const value = unit.repeat(16384 / unit.length)
    t.equal(acceptsExactly(value, json), unit.length === 2, unit)
  }
})

t.test('random input', async (t) => {
  // Park and Miller's generator: the same strings on each run.
  let seed = 20250503
  const random = (below: number) => (seed = seed * 48271 % 2147483647) % below
  let any = 0
  for (let run = 0; run < 5000; run++) {
    let value = ''
    for (let length = random(8); length > 0; length--) value += '*/*,a'[random(5)]
    if (/\*\/\*/.test(value)) any++
    if (acceptsExactly(value, json) !== /\*\/\*/.test(value)) t.fail('the rule differs', { value })
  }
  t.ok(any > 100 && any < 4900, `${any} of the strings hold the range`)
})
