import t from 'tap'
import { negotiate, parseAccept, qualityOf } from '../../lib/http/accept.ts'

type Row = [type: string, subtype: string, quality: number, specificity: number, parameters?: Record<string, string>]

function rows (value: string): Row[] {
  return parseAccept(value).map((range): Row => {
    const row: Row = [range.type, range.subtype, range.quality, range.specificity]
    if (range.parameters.size > 0) row.push(Object.fromEntries(range.parameters))
    return row
  })
}

const json: Row = ['application', 'json', 1, 2]

t.test('parseAccept', async (t) => {
  const cases: Array<[name: string, value: string, expected: Row[]]> = [
    ['§12.5.1 one type', 'application/json', [json]],
    ['§12.5.1 the three ranges', '*/*, text/*, text/html', [['*', '*', 1, 0], ['text', '*', 1, 1], ['text', 'html', 1, 2]]],
    ['§12.5.1 parameters count', 'a/b;c=1;d="2"', [['a', 'b', 1, 4, { c: '1', d: '2' }]]],
    ['§12.5.1 parameters of a range do not make it a type', 'a/*;c=1, */*;c=1', [['a', '*', 1, 1, { c: '1' }], ['*', '*', 1, 0, { c: '1' }]]],
    ['§12.5.1 the example', 'text/*;q=0.3, text/plain;q=0.7, text/plain;format=flowed, text/plain;format=fixed;q=0.4, */*;q=0.5', [
      ['text', '*', 0.3, 1],
      ['text', 'plain', 0.7, 2],
      ['text', 'plain', 1, 3, { format: 'flowed' }],
      ['text', 'plain', 0.4, 3, { format: 'fixed' }],
      ['*', '*', 0.5, 0]
    ]],
    ['§12.5.1 a star before a subtype is malformed', '*/json, application/json', [json]],
    ['a star alone is any type, as old clients of Java send it', '*; q=.2, application/json', [['*', '*', 0.2, 0], json]],
    ['the same with white space', ' *\t;q=0.2', [['*', '*', 0.2, 0]]],
    ['a star and more is malformed', '*x, **, application/json', [json]],
    ['§8.3.1 case', 'Application/JSON;Charset=UTF-8', [['application', 'json', 1, 3, { charset: 'UTF-8' }]]],
    ['§5.6.1.2 empty members', ',application/json,,', [json]],
    ['§5.6.1.2 empty members with white space', ' ,\t, application/json , ,', [json]],
    ['§5.6.1.2 nothing', '', []],
    ['§5.6.1.2 only commas', ', ,', []],
    ['§5.6.6 white space around semicolons', 'application/json ; q=0.5 ;a=b', [['application', 'json', 0.5, 3, { a: 'b' }]]],
    ['§5.6.6 empty parameters', 'application/json;;q=0.5;', [['application', 'json', 0.5, 2]]],
    ['§5.6.4 comma and semicolon in quotes', 'a/b;c="d,e;q=0", application/json', [['a', 'b', 1, 3, { c: 'd,e;q=0' }], json]],
    ['§5.6.4 an escaped quote in quotes', 'a/b;c="\\",", application/json', [['a', 'b', 1, 3, { c: '",' }], json]],
    ['§5.6.4 quotes not closed take the rest', 'application/json, a/b;c="d, text/html', [json]],
    ['§5.6.4 quotes where none may be', 'a"b/c, "d, application/json', [json]],
    ['a backslash outside quotes escapes nothing', 'a\\,application/json', [json]],
    ['§12.4.2 three decimals', 'a/b;q=0.123', [['a', 'b', 0.123, 2]]],
    ['§12.4.2 zero', 'a/b;q=0', [['a', 'b', 0, 2]]],
    ['§12.4.2 zero with decimals', 'a/b;q=0.000', [['a', 'b', 0, 2]]],
    ['§12.4.2 one with decimals', 'a/b;q=1.000', [['a', 'b', 1, 2]]],
    ['§12.4.2 a point without decimals', 'a/b;q=0.,c/d;q=1.', [['a', 'b', 0, 2], ['c', 'd', 1, 2]]],
    ['a point alone, as old clients of Java send it', 'a/b;q=.2,c/d;q=.123', [['a', 'b', 0.2, 2], ['c', 'd', 0.123, 2]]],
    ['§12.4.2 Q in upper case', 'a/b;Q=0.5', [['a', 'b', 0.5, 2]]],
    ['§12.4.2 q before other parameters', 'a/b;q=0.5;c=1', [['a', 'b', 0.5, 3, { c: '1' }]]],
    ['§12.4.2 q after other parameters', 'a/b;c=1;q=0.5', [['a', 'b', 0.5, 3, { c: '1' }]]],
    ['§5.6.6 q in quotes', 'a/b;q="0.5"', [['a', 'b', 0.5, 2]]],
    ['the first of two weights', 'a/b;q=0.5;q=1', [['a', 'b', 0.5, 2]]],
    ...['1.1', '2', '0.1234', '1.001', '.', '.1234', '1.5', '-1', '-0', '+1', '1e0', 'x', '01', 'NaN', '""', '" 1"']
      .map((weight): [string, string, Row[]] => [
        `§12.4.2 ${weight} is no weight`, `a/b;q=${weight}, application/json`, [json]
      ]),
    ['§5.6.6 a weight without a value', 'a/b;q=, application/json', [json]],
    ['§5.6.6 a parameter without a value', 'a/b;c, application/json', [json]],
    ['malformed members', 'xxx, a/, /b, a b/c, a/b/c, application/json, é/a', [json]]
  ]
  for (const [name, value, expected] of cases) t.strictSame(rows(value), expected, name)
})

t.test('qualityOf', async (t) => {
  const example = 'text/*;q=0.3, text/plain;q=0.7, text/plain;format=flowed, text/plain;format=fixed;q=0.4, */*;q=0.5'
  const cases: Array<[name: string, offered: string, accept: string, expected: number]> = [
    ['§12.5.1 the example, flowed', 'text/plain;format=flowed', example, 1],
    ['§12.5.1 the example, plain', 'text/plain', example, 0.7],
    ['§12.5.1 the example, html', 'text/html', example, 0.3],
    ['§12.5.1 the example, an image', 'image/jpeg', example, 0.5],
    ['§12.5.1 the example, fixed', 'text/plain;format=fixed', example, 0.4],
    ['§12.5.1 the example, a parameter not named', 'text/html;level=3', example, 0.3],
    ['§12.5.1 the order does not matter', 'text/html', '*/*;q=0.1, text/html;q=0.3, text/*;q=0.2', 0.3],
    ['§12.5.1 nothing asked', 'text/html', '', 0],
    ['§12.5.1 another type', 'text/html', 'image/html', 0],
    ['§12.5.1 another subtype', 'text/html', 'text/plain', 0],
    ['§12.4.2 q=0 refuses', 'text/html', 'text/html;q=0, */*', 0],
    ['§12.4.2 q=0 of the range does not refuse the type', 'text/html', 'text/html, */*;q=0', 1],
    ['§8.3.1 case', 'Text/HTML', 'tEXT/hTML;q=0.5', 0.5],
    ['a range with parameters, an offer without', 'text/html', 'text/html;level=1', 0],
    ['a range with parameters, another value', 'text/html;level=2', 'text/html;level=1', 0],
    ['a range without parameters, an offer with', 'text/html;level=1', 'text/html', 1],
    ['all parameters of the range are wanted', 'text/html;a=1', 'text/html;a=1;b=2, text/*;q=0.5', 0.5],
    ['more parameters win', 'text/html;a=1;b=2', 'text/html;a=1;q=0.2, text/html;b=2;a=1;q=0.3', 0.3],
    ['more parameters of a range win', 'text/html;a=1', 'text/*;a=1;q=0.2, text/*;q=0.9', 0.2],
    ['a type wins over a range with parameters', 'text/html;a=1', 'text/*;a=1;q=0.9, text/html;q=0.2', 0.2],
    ['§8.3.1 quoted and token', 'text/html;a="b"', 'text/html;a=b', 1],
    ['§8.3.1 case of a value', 'text/html;a=b', 'text/html;a=B', 0],
    ['§8.3.2 case of a charset', 'text/html;charset=utf-8', 'text/html;charset=UTF-8', 1],
    ['§8.3.2 another charset', 'text/html;charset=utf-8', 'text/html;charset=latin1', 0],
    ['§8.3.2 no charset', 'text/html', 'text/html;charset=utf-8', 1],
    ['§8.3.2 no charset, another one wanted', 'text/html', 'text/html;charset=latin1', 0],
    ['of two equal ranges the higher weight', 'text/html', 'text/html;q=0.2, text/html;q=0.4, text/html;q=0.3', 0.4],
    ['an offer that is no media type', 'xxx', '*/*', 0]
  ]
  for (const [name, offered, accept, expected] of cases) t.equal(qualityOf(offered, parseAccept(accept)), expected, name)
})

t.test('negotiate', async (t) => {
  const two = ['text/csv', 'application/json']
  const cases: Array<[name: string, accept: string | undefined, offered: string[], expected: string | undefined]> = [
    ['§12.5.1 no field', undefined, two, 'text/csv'],
    ['§12.5.1 any', '*/*', two, 'text/csv'],
    ['§12.5.1 the first offer', 'text/csv', two, 'text/csv'],
    ['§12.5.1 the second offer', 'application/json', two, 'application/json'],
    ['§12.5.1 a range of the second', 'application/*', two, 'application/json'],
    ['§12.5.1 a list without weights: the order of the offers', 'application/json, text/csv', two, 'text/csv'],
    ['§12.5.1 a list without weights, one offered', 'image/png,application/json', two, 'application/json'],
    ['§12.5.1 a list with any', 'application/json, text/plain, */*', two, 'text/csv'],
    ['§12.5.1 nothing acceptable', 'image/png', two, undefined],
    ['§12.5.1 nothing acceptable, with weights', 'image/png;q=0.5', two, undefined],
    ['§12.5.1 a browser', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', two, 'text/csv'],
    ['a star alone', '*', two, 'text/csv'],
    ['a star alone among others', 'image/png, *', two, 'text/csv'],
    ["what Java's HttpURLConnection sends", 'text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2', two, 'text/csv'],
    ['§12.5.1 a star before a subtype is malformed', '*/json', two, undefined],
    ['§12.5.1 a star before a subtype beside another', '*/csv, application/json', two, 'application/json'],
    ['§8.3.1 case of the field', 'Application/JSON', two, 'application/json'],
    ['§8.3.1 case of the offer', 'application/json', ['Application/JSON'], 'Application/JSON'],
    ['§12.4.2 the higher weight', 'text/csv;q=0.5, application/json', two, 'application/json'],
    ['§12.4.2 the higher weight, of a range', 'text/csv;q=0.5, application/*;q=0.6', two, 'application/json'],
    ['§12.4.2 equal weights: the order of the offers', 'application/json;q=0.5, text/csv;q=0.5', two, 'text/csv'],
    ['§12.4.2 q=0 refuses', 'application/json;q=0, */*', ['application/json'], undefined],
    ['§12.4.2 q=0 refuses the first', 'text/csv;q=0, */*', two, 'application/json'],
    ['§12.4.2 q=0 of any', '*/*;q=0', two, undefined],
    ['§12.4.2 no weight: the member is dropped', 'text/csv;q=x, application/json', two, 'application/json'],
    ['§12.4.2 no weight in the only member', 'text/csv;q=2', two, undefined],
    ['§5.6.1.2 empty', '', two, 'text/csv'],
    ['§5.6.1.2 white space', ' \t', two, 'text/csv'],
    ['§5.6.1.2 only commas', ', ,,', two, 'text/csv'],
    ['§5.6.1.2 empty members', ',application/json,,', two, 'application/json'],
    ['malformed', 'xxx', two, undefined],
    ['malformed, two', 'xxx, a b', two, undefined],
    ['malformed, with a parameter', 'xxx;q=1', two, undefined],
    ['malformed beside another', 'xxx, application/json', two, 'application/json'],
    ['§5.6.4 quotes not closed take the rest', 'a"b, application/json', two, undefined],
    ['a parameter that the offer has not', 'application/json;version=1', two, undefined],
    ['a parameter that an offer has', 'a/b;v="2"', ['a/b', 'a/b;v=1', 'a/b;v=2'], 'a/b;v=2'],
    ['no parameter, offers with', 'a/b', ['a/b;v=1', 'a/b'], 'a/b;v=1'],
    ['a range, offers with parameters', 'a/*', ['c/d', 'a/b;v=1'], 'a/b;v=1'],
    ['nothing offered', 'a/b', [], undefined],
    ['nothing offered, no field', undefined, [], undefined],
    ['nothing offered, any', '*/*', [], undefined]
  ]
  for (const [name, accept, offered, expected] of cases) t.equal(negotiate(accept, offered), expected, name)
})

t.test('examples of the documentation', async (t) => {
  t.strictSame(parseAccept('text/*;q=0.5, application/json').map((range) => range.quality), [0.5, 1])
  t.equal(qualityOf('text/html', parseAccept('text/html;q=0.2, text/*')), 0.2)
  t.equal(negotiate('text/csv;q=0.5, application/*', ['text/csv', 'application/json']), 'application/json')
  t.equal(negotiate('application/json;q=0, */*', ['application/json']), undefined)
})

t.test('hostile input of 16 KiB', async (t) => {
  const cases: Array<[value: string, ranges: number]> = [
    [','.repeat(16384), 0],
    [' '.repeat(16384), 0],
    [' ,'.repeat(8192) + 'x', 0],
    ['"'.repeat(16384), 0],
    ['",'.repeat(8192), 0],
    ['\\'.repeat(16384), 0],
    ['"\\'.repeat(8192), 0],
    ['a/b,'.repeat(4096), 4096],
    ['a/b;c="' + '\\"'.repeat(8192), 0],
    ['a/b' + ';c=d'.repeat(4096), 1],
    ['*/*;q=0.' + '0'.repeat(16384), 0],
    ['a/b;q=1' + ' ;'.repeat(8192), 1],
    ['/'.repeat(16384), 0]
  ]
  for (const [value, ranges] of cases) {
    t.equal(parseAccept(value).length, ranges, value.slice(0, 12))
    t.equal(negotiate(value, ['c/d']), /^[ ,]*$/.test(value) ? 'c/d' : undefined)
  }
})

t.test('random input', async (t) => {
  // Park and Miller's generator: the same strings on each run.
  let seed = 20250502
  const random = (below: number) => (seed = seed * 48271 % 2147483647) % below
  const alphabet = ['a/b', 'a/c', 'a/*', '*/*', 'A', '*', '/', ',', ',', ', ', ';', ';q=0.5', ';q=0', ';v=1', '="', '"', '\\', ' ', '\xE9']
  const offered = ['a/c;v=1', 'a/b', 'a/c', 'd/e']
  const counts = { none: 0, some: 0, parsed: 0 }
  for (let run = 0; run < 20000; run++) {
    let value = ''
    for (let length = random(8); length > 0; length--) value += alphabet[random(alphabet.length)]
    const ranges = parseAccept(value)
    counts.parsed += ranges.length
    const qualities = offered.map((offer) => qualityOf(offer, ranges))
    const highest = Math.max(...qualities)
    // The quick paths give what the whole procedure gives.
    const expected = /^[ ,]*$/.test(value)
      ? offered[0]
      : highest === 0 ? undefined : offered[qualities.indexOf(highest)]
    const chosen = negotiate(value, offered)
    counts[chosen === undefined ? 'none' : 'some']++
    if (chosen !== expected) t.fail('the quick path differs', { value, chosen, expected })
    for (const { quality, specificity } of ranges) {
      if (!(quality >= 0 && quality <= 1 && specificity >= 0)) t.fail('out of range', { value, quality, specificity })
    }
  }
  t.ok(counts.none > 1000 && counts.some > 1000 && counts.parsed > 1000, JSON.stringify(counts))
})
