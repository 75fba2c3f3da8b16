import t from 'tap'
import { lengthIn } from '../../lib/batch/pieces.ts'

t.test('how long some UTF-8 is', async (t) => {
  const cases: Array<[name: string, text: string | Buffer, characters: number, bytes: number]> = [
    ['nothing', '', 0, 0],
    ['ASCII', 'abc\r\n\0\u007F', 7, 7],
    ['two bytes', 'é', 1, 2],
    ['three bytes', '€', 1, 3],
    ['four bytes, two units of UTF-16', '😀', 1, 4],
    ['a family of seven code points', '👨‍👩‍👧‍👦', 7, 25],
    ['a letter and its accent', 'e\u0301', 2, 3],
    ['a byte order mark', '\uFEFF', 1, 3],
    ['the beginning of a character counts', Buffer.of(0xF0, 0x9F), 1, 2],
    ['its rest does not', Buffer.of(0x98, 0x80), 0, 2],
    ['what is no UTF-8', Buffer.of(0xFF, 0xFE, 0x80), 2, 3]
  ]
  for (const [name, text, characters, bytes] of cases) {
    t.equal(lengthIn('characters', Buffer.from(text)), characters, `${name}, characters`)
    t.equal(lengthIn('bytes', Buffer.from(text)), bytes, `${name}, bytes`)
  }
})
