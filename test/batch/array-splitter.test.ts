import t from 'tap'
import { ArraySplitter } from '../../lib/batch/array-splitter.ts'
import type { LengthLimit } from '../../lib/batch/splitter.ts'
import { cutsOf, MemoryKeeper, split } from '../fixtures/batch-pieces.ts'

const four: LengthLimit = { limit: 4, unit: 'characters' }
const mark = '\uFEFF'

t.test('items, wherever the body is cut', async (t) => {
  const cases: Array<[name: string, body: string | Buffer, items: Array<string | null>, limit?: LengthLimit]> = [
    ['none', '[]', []],
    ['none and space', ' \t\r\n[ \t\r\n] \t\r\n', []],
    ['one', '[1]', ['1']],
    ['several', '[1,"a",{},[],null]', ['1', '"a"', '{}', '[]', 'null']],
    ['space round them', '[ 1 , {"a" : 1}\n,\t[ 2 ]\r\n]', ['1', '{"a" : 1}', '[ 2 ]']],
    ['commas and brackets inside', '[[1,[2,3]],{"a":[1,{"b":2}]}]', ['[1,[2,3]]', '{"a":[1,{"b":2}]}']],
    ['commas and brackets in strings', '["],[","}{"]', ['"],["', '"}{"']],
    ['quotes that are escaped', '["a\\",b","\\\\","\\\\\\"]"]', ['"a\\",b"', '"\\\\"', '"\\\\\\"]"']],
    ['a byte order mark', `${mark}[1]`, ['1']],
    ['what an item is, is looked at later', '[x y,"a]"b,{],nul]', ['x y', '"a]"b', '{]', 'nul']],
    ['a control character is looked at later too', '[\x7F]', ['\x7F']],
    ['as many characters as may be', '[1234,  "ab"  ]', ['1234', '"ab"'], four],
    ['one more', '[12345,1,"abc"]', [null, '1', null], four],
    ['space inside is counted, at the end it is not', '[1  2,1   2,1    ]', ['1  2', null, '1'], four],
    ['too long in the middle of a string', '["a,b,c,d",2]', [null, '2'], four],
    ['characters of four bytes', '["😀😀","😀😀😀"]', ['"😀😀"', null], four],
    ['bytes', '["😀",1]', [null, '1'], { limit: 4, unit: 'bytes' }]
  ]
  for (const [name, body, items, limit] of cases) {
    for (const chunks of cutsOf(body)) t.strictSame(split(ArraySplitter, chunks, 100, limit), items, `${name}, ${chunks.length} chunks, the first of ${chunks[0]?.length}`)
  }
})

t.test('what is refused, wherever it is cut', async (t) => {
  const malformed = ['', ' ', mark, '[', '[1', '[1,', '[1,]', '[,1]', '[1,,2]', '[,]', '[1]]', '[1],', '[1] 2', '[1}', '[}', '[{]}]', '["a]', '["a\\"]', '[[1]', ']', '}', ',', ':', 'x', '\0', 'N', '+1', '.5',
    `${mark}${mark}[]`, ` ${mark}[]`, `[${mark}1]`, `[]${mark}`, '[é]', '\u00A0[]', '[\u00A0]']
  const noArray = ['{}', '{"a":[1]}', '"a"', '-1', '0', '12', 'true', 'false', 'null', 'nothing', ' {', `${mark}{}`, '{]']
  for (const [told, bodies] of [['malformed_json', malformed], ['no_array', noArray]] as const) {
    for (const body of bodies) {
      for (const chunks of cutsOf(body)) t.equal(split(ArraySplitter, chunks), told, `${JSON.stringify(body)}, ${chunks.length} chunks, the first of ${chunks[0]?.length}`)
    }
  }
  for (const half of [[0xEF], [0xEF, 0xBB], [0xBB], [0xEF, 0xBB, 0x5B, 0x5D], [0xEF, 0x5B, 0x5D]]) {
    for (const chunks of cutsOf(Buffer.from(half))) t.equal(split(ArraySplitter, chunks), 'malformed_json', `half a mark: ${half.join(' ')}`)
  }
})

t.test('how many there may be', async (t) => {
  const cases: Array<[body: string, told: unknown]> = [
    ['[1,2]', ['1', '2']],
    ['[1,2,3]', 'too_many_items'],
    ['[1,2,3', 'too_many_items'],
    ['[1,2,]', 'malformed_json'],
    ['[1,2 3,4]', 'too_many_items']
  ]
  for (const [body, told] of cases) {
    for (const chunks of cutsOf(body)) t.strictSame(split(ArraySplitter, chunks, 2), told, `${body}, ${chunks.length} chunks`)
  }
})

t.test('what is refused is refused while it arrives', async (t) => {
  for (const [body, told] of [['[1,2,3', 'too_many_items'], ['[1,,', 'malformed_json'], ['[1,]', 'malformed_json'], ['[1}', 'malformed_json'], ['x', 'malformed_json'], ['[1]x', 'malformed_json']] as const) {
    t.equal(new ArraySplitter(new MemoryKeeper(), 2, four).push(Buffer.from(body)), told, body)
  }
  t.equal(new ArraySplitter(new MemoryKeeper(), 2, four).push(Buffer.from('{"a"')), undefined, 'what is no array may be no JSON either')
})

t.test('what is no array is kept as one item, for who reads whether it is JSON', async (t) => {
  for (const [body, kept] of [['{"a":[1,2]} ', ['{"a":[1,2]}']], [' "a"\n', ['"a"']], ['{"a":[1,2]}', null]] as const) {
    for (const chunks of cutsOf(body)) {
      const keeper = new MemoryKeeper()
      const splitter = new ArraySplitter(keeper, 0, { limit: kept === null ? 4 : 100, unit: 'characters' })
      for (const chunk of chunks) t.equal(splitter.push(chunk), undefined)
      t.equal(splitter.end(), 'no_array')
      t.strictSame(splitter.pieces.map(piece => keeper.textOf(piece)), kept ?? [null], body)
    }
  }
})

t.test('of an item that is too long nothing is kept while it arrives', async (t) => {
  const keeper = new MemoryKeeper()
  const splitter = new ArraySplitter(keeper, 100, four)
  splitter.push(Buffer.from('["'))
  for (let times = 0; times < 1000; times++) splitter.push(Buffer.from('ab'))
  t.equal(keeper.length, 0)
  t.ok(keeper.most <= 4)
  splitter.push(Buffer.from('",5]'))
  t.strictSame(splitter.pieces, [{ start: 0, end: 0, isTooLong: true }, { start: 0, end: 1, isTooLong: false }])
})
