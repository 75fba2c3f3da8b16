import t from 'tap'
import { LineSplitter } from '../../lib/batch/line-splitter.ts'
import type { LengthLimit } from '../../lib/batch/splitter.ts'
import { cutsOf, MemoryKeeper, split } from '../fixtures/batch-pieces.ts'

const four: LengthLimit = { limit: 4, unit: 'characters' }
const fourBytes: LengthLimit = { limit: 4, unit: 'bytes' }

t.test('lines, wherever the body is cut', async (t) => {
  const cases: Array<[name: string, body: string | Buffer, lines: Array<string | null>, limit?: LengthLimit]> = [
    ['nothing', '', []],
    ['a line', 'ab', ['ab']],
    ['a line feed at the end begins no line', 'ab\n', ['ab']],
    ['lines', 'ab\ncd\nef', ['ab', 'cd', 'ef']],
    ['blank lines', '\n\nab\n\n', ['', '', 'ab', '']],
    ['a CR before a line feed', 'ab\r\ncd\r\n', ['ab', 'cd']],
    ['two of them', 'ab\r\r\n', ['ab\r']],
    ['a CR without a line feed', 'a\rb', ['a\rb']],
    ['a CR at the end of the body', 'ab\r', ['ab\r']],
    ['a CR alone', '\r', ['\r']],
    ['a CR at the beginning of a line', '\rab\n\r\n', ['\rab', '']],
    ['as many characters as may be', 'abcd\nabcd\r\nabcd', ['abcd', 'abcd', 'abcd'], four],
    ['one more', 'abcde\nab\nabcde', [null, 'ab', null], four],
    ['a CR that is the line\'s own counts', 'abcd\r\nabc\rd\r\nabcd\r', ['abcd', null, null], four],
    ['characters of four bytes', '😀😀😀😀\n😀😀😀😀a', ['😀😀😀😀', null], four],
    ['bytes', '😀\n😀a', ['😀', null], fourBytes],
    ['what is no UTF-8 is bounded in bytes', Buffer.concat([Buffer.alloc(17, 0x80), Buffer.from('\nab')]), [null, 'ab'], four],
    ['too long, and blank lines behind it', 'abcdef\n\nab', [null, '', 'ab'], four]
  ]
  for (const [name, body, lines, limit] of cases) {
    for (const chunks of cutsOf(body)) t.strictSame(split(LineSplitter, chunks, 100, limit), lines, `${name}, ${chunks.length} chunks, the first of ${chunks[0]?.length}`)
  }
})

t.test('how many there may be', async (t) => {
  const cases: Array<[body: string, told: unknown]> = [
    ['a\nb', ['a', 'b']],
    ['a\nb\n', ['a', 'b']],
    ['a\nb\n\n', 'too_many_items'],
    ['a\nb\nc', 'too_many_items'],
    ['\n\n', ['', '']],
    ['\n\n\r', 'too_many_items'],
    ['\n\n\n', 'too_many_items']
  ]
  for (const [body, told] of cases) {
    for (const chunks of cutsOf(body)) t.strictSame(split(LineSplitter, chunks, 2), told, `${JSON.stringify(body)}, ${chunks.length} chunks`)
  }
})

t.test('of a line that is too long nothing is kept while it arrives', async (t) => {
  const keeper = new MemoryKeeper()
  const splitter = new LineSplitter(keeper, 100, four)
  for (let times = 0; times < 1000; times++) splitter.push(Buffer.from('ab'))
  t.equal(keeper.length, 0)
  t.ok(keeper.most <= 4)
  t.strictSame(splitter.pieces, [], 'and it has not ended')
  splitter.push(Buffer.from('\nab\n'))
  t.strictSame(splitter.pieces, [{ start: 0, end: 0, isTooLong: true }, { start: 0, end: 2, isTooLong: false }])
})
