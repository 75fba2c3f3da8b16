import { Type, type TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import t from 'tap'
import { absoluteUrl, aFunction, described, patterns, switchedList, switchedObject, text, wholeNumber, yesOrNo } from '../../lib/options/words.ts'

t.test('patterns of header fields', async (t) => {
  const cases: Array<[name: keyof typeof patterns, right: string[], wrong: string[]]> = [
    ['coding', ['gzip', 'x-gzip', '*', "!#$%&'*+.^`|~-_9"], ['', 'a b', 'a,b', 'a/b', 'é', 'a;q=1', 'gzip\n']],
    ['mediaType', ['text/csv', 'application/vnd.a+json', 'text/csv;header=present', 'text/csv; charset="é"'], ['text', 'text/', '/csv', 'text/*', '*/*', 'text/csv ', 'te xt/csv', 'text/csv/a', ',text/csv']],
    ['mediaRange', ['text/csv', 'text/*', '*/*', '+json'], ['json', '+', '++ json', 'text/csv;a=b', 'text/', '*', 'text/csv, a/b']]
  ]
  for (const [name, right, wrong] of cases) {
    const pattern = new RegExp(patterns[name])
    for (const value of right) t.ok(pattern.test(value), `${name}: ${value}`)
    for (const value of wrong) t.notOk(pattern.test(value), `${name}: not ${value}`)
  }
})

const coding = '^[a-z]+$'

t.test('what a schema takes, and the words for it', async (t) => {
  const cases: Array<[schema: TSchema, description: string, right: unknown[], wrong: unknown[]]> = [
    [yesOrNo, 'true or false', [true, false], ['true', 1, null]],
    [aFunction('a function'), 'a function', [() => {}, async () => {}], [{}, 'a']],
    [text('a name'), 'a name', ['a', ' '], ['', 5, null]],
    [wholeNumber('items'), 'a whole number of items from 1', [1, 1e9], [0, -1, 1.5, '1', Infinity]],
    [wholeNumber('items', 5), 'a whole number of items from 1 to 5', [1, 5], [0, 6]],
    [switchedList(coding, 'a coding'), 'true, false, a coding, or a list of them', [true, false, 'gzip', ['gzip', 'br']], ['', 'A', [], ['A'], [true], 5]],
    [switchedObject('limit', wholeNumber('items')), 'true, false, or { limit }', [true, false, {}, { limit: 1 }], [{ limit: 0 }, { limits: 1 }, 1, null]]
  ]
  for (const [schema, description, right, wrong] of cases) {
    t.equal(schema.description, description)
    for (const value of right) t.ok(Value.Check(schema, value), `${description}: ${String(value)}`)
    for (const value of wrong) t.notOk(Value.Check(schema, value), `${description}: not ${JSON.stringify(value)}`)
  }
})

t.test('a schema is described in a copy', async (t) => {
  const schema = Type.Integer({ minimum: 1, description: 'before' })
  const named = described(schema, 'behind')
  t.strictSame([named.description, named.minimum, named.type, schema.description], ['behind', 1, 'integer', 'before'])
  t.ok(URL.canParse(absoluteUrl.replace('an absolute URL such as ', '')))
})
