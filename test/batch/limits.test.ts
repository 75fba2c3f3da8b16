import t from 'tap'
import { arrayCases } from '../fixtures/batch-arrays.ts'
import { collection, server, streamed } from '../fixtures/batch.ts'
import { lineCases } from '../fixtures/batch-lines.ts'
import { piecesOf } from '../fixtures/batch-splits.ts'
import { exchange, listen } from '../helpers/exchange.ts'

/** An item of so many characters, all of them of this kind but those of its frame. */
const itemOf = (characters: number, one: string): string => `{"code":"a","parent":"${one.repeat(characters - 24)}"}`

const kinds: Array<[name: string, character: string]> = [
  ['one byte', 'x'], ['two bytes', 'é'], ['three bytes', '€'], ['four bytes', '😀']
]

t.test('1,000,000 characters are not too many, and one more is', async (t) => {
  const port = await listen(t, await server())
  const most = 1_000_000
  for (const [name, character] of kinds) {
    const items = [itemOf(most, character), itemOf(most + 1, character), '{"code":"b"}']
    t.equal([...items[0] as string].length, most, 'the item of the test')
    t.strictSame(await exchange(port, { method: 'PATCH', headers: { 'content-type': collection }, body: items.join('\n') }), streamed(collection,
      '{"line":1,"code":"a","status_code":201}\n{"line":2,"status_code":413,"message":"Line is too long."}\n{"line":3,"code":"b","status_code":201}'), `lines of characters of ${name}`)
    t.strictSame(await exchange(port, { method: 'PATCH', headers: { 'content-type': collection }, body: `${items.join('\r\n')}\r\n` }), streamed(collection,
      '{"line":1,"code":"a","status_code":201}\n{"line":2,"status_code":413,"message":"Line is too long."}\n{"line":3,"code":"b","status_code":201}'), `lines with CRLF, of characters of ${name}`)
    t.strictSame(await exchange(port, { method: 'PATCH', headers: { 'content-type': 'application/json' }, body: `[${items.join()}]` }), streamed('application/json',
      '[{"code":"a","status_code":201},{"status_code":413,"message":"Line is too long."},{"code":"b","status_code":201}]'), `items of characters of ${name}`)
  }
})

t.test('blank space takes part in the length of a line, not in that of an item', async (t) => {
  const port = await listen(t, await server())
  const space = ' '.repeat(1_000_000 - 12)
  const body = `{"code":"a"}${space}\n{"code":"b"}${space} \n`
  t.strictSame(await exchange(port, { method: 'PATCH', headers: { 'content-type': collection }, body }), streamed(collection,
    '{"line":1,"code":"a","status_code":201}\n{"line":2,"status_code":413,"message":"Line is too long."}'))
  t.strictSame(await exchange(port, { method: 'PATCH', headers: { 'content-type': 'application/json' }, body: `[${space}${space}{"code":"a"}${space}${space}]` }),
    streamed('application/json', '[{"code":"a","status_code":201}]'))
})

t.test('long lines are measured alike in chunks of any size', async (t) => {
  for (const [name, character] of kinds) {
    const items = [itemOf(1000, character), itemOf(1001, character)]
    for (const isArray of [false, true]) {
      const bytes = Buffer.from(isArray ? `[${items.join()}]` : items.join('\n'))
      for (const size of [1, 2, 3, 5, 7, 64, 1021, 4096]) {
        const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) => bytes.subarray(index * size, (index + 1) * size))
        for (const memory of [1, 2000, 1_000_000]) {
          t.strictSame(await piecesOf(isArray, { characters: 1000, memory }, chunks), [Buffer.from(items[0] as string).toString('latin1'), null],
            `${isArray ? 'items' : 'lines'} of ${name} in chunks of ${size}, ${memory} in memory`)
        }
      }
    }
  }
})

t.test('the tables have the cases that were asked for', async (t) => {
  for (const cases of [lineCases, arrayCases]) {
    t.ok(cases.length >= 60, `${cases.length} cases`)
    t.equal(new Set(cases.map(({ name }) => name)).size, cases.length, 'each has a name of its own')
  }
})
