import t from 'tap'
import { lengthIn, Pieces } from '../../lib/batch/pieces.ts'
import type { LengthLimit } from '../../lib/batch/splitter.ts'
import { MemoryKeeper } from '../fixtures/batch-pieces.ts'

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

type Step = [bytes: string | Buffer, loose?: number] | 'keepLoose' | 'close'

/** What is kept of each piece; null: it was too long. */
function piecesOf (limit: LengthLimit, ...steps: Step[]): unknown {
  const keeper = new MemoryKeeper()
  const pieces = new Pieces(keeper, limit)
  for (const step of steps) {
    if (step === 'keepLoose') pieces.keepLoose()
    else if (step === 'close') pieces.close()
    else pieces.take(Buffer.from(step[0] as string), step[1] ?? 0)
  }
  return pieces.closed.map(piece => keeper.textOf(piece))
}

t.test('pieces', async (t) => {
  const four: LengthLimit = { limit: 4, unit: 'characters' }
  const cases: Array<[name: string, limit: LengthLimit, steps: Step[], kept: unknown]> = [
    ['none', four, [], []],
    ['one that is open', four, [['ab']], []],
    ['one of nothing', four, ['close'], ['']],
    ['one behind the other', four, [['ab'], 'close', ['c'], ['d'], 'close'], ['ab', 'cd']],
    ['as long as may be', four, [['ab'], ['cd'], 'close'], ['abcd']],
    ['one more', four, [['ab'], ['cde'], 'close', ['f'], 'close'], [null, 'f']],
    ['what follows is not counted anew', four, [['abcde'], ['f'], 'close'], [null]],
    ['what is loose is no part of it', four, [['abcd  ', 2], 'close', ['e'], 'close'], ['abcd', 'e']],
    ['unless more of it follows', four, [['ab  ', 2], ['c'], 'close'], [null]],
    ['within the limit', four, [['a  ', 2], ['b'], 'close'], ['a  b']],
    ['or it is its own after all', four, [['abc ', 1], 'keepLoose', 'close'], ['abc ']],
    ['and too long with it', four, [['abcd ', 1], 'keepLoose', 'close', ['e'], 'close'], [null, 'e']],
    ['loose bytes of the last piece are not the next one\'s', four, [['a ', 1], 'close', ['bcde'], 'close'], ['a', 'bcde']],
    ['characters of four bytes', four, [['😀😀😀😀'], 'close', ['😀😀😀😀😀'], 'close'], ['😀😀😀😀', null]],
    ['a character that is cut in two counts once', four, [[Buffer.of(0xF0, 0x9F)], [Buffer.of(0x98, 0x80)], ['abc'], 'close'], ['😀abc']],
    ['bytes', { limit: 4, unit: 'bytes' }, [['😀'], 'close', ['😀a'], 'close'], ['😀', null]]
  ]
  for (const [name, limit, steps, kept] of cases) t.strictSame(piecesOf(limit, ...steps), kept, name)
})

t.test('what is no UTF-8 has no length in characters, but in bytes', async (t) => {
  const noise = (bytes: number): Step => [Buffer.alloc(bytes, 0x80)]
  const four: LengthLimit = { limit: 4, unit: 'characters' }
  t.strictSame(piecesOf(four, noise(16), 'close', noise(17), 'close', noise(8), noise(9), 'close'), [Buffer.alloc(16, 0x80).toString(), null, null])
  t.strictSame(piecesOf(four, [Buffer.concat([Buffer.alloc(16, 0x80), Buffer.from(' ')]), 1], 'close'), [Buffer.alloc(16, 0x80).toString()], 'without what is loose')
})

t.test('where the open piece is empty', async (t) => {
  const pieces = new Pieces(new MemoryKeeper(), { limit: 1, unit: 'bytes' })
  t.equal(pieces.isEmpty, true)
  pieces.take(Buffer.from(' '), 1)
  t.equal(pieces.isEmpty, false, 'what is loose has come')
  pieces.take(Buffer.from('ab'), 0)
  t.equal(pieces.isEmpty, false, 'what is too long too')
  pieces.close()
  t.equal(pieces.isEmpty, true)
})
