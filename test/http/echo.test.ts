import t from 'tap'
import { Buffer } from 'node:buffer'
import { clean, echo } from '../../lib/http/echo.ts'

/** What Node makes of the octets that a client sent. */
function received (text: string): string {
  return Buffer.from(text).toString('latin1')
}

const X = '\uFFFD'

t.test('echo', async (t) => {
  const cases: Array<[name: string, value: string, expected: string, limit?: number]> = [
    ['empty', '', ''],
    ['printable ASCII', 'text/csv; q="1" <~>', 'text/csv; q="1" <~>'],
    ['as long as the limit', 'a'.repeat(200), 'a'.repeat(200)],
    ['longer than the limit', 'a'.repeat(201), 'a'.repeat(199) + '…'],
    ['much longer than the limit', 'a'.repeat(16384), 'a'.repeat(199) + '…'],
    ['another limit', 'abcdef', 'abc…', 4],
    ['just the limit', 'abcd', 'abcd', 4],
    ['a limit of 1', 'ab', '…', 1],
    ['a limit of 1 kept', 'a', 'a', 1],
    ['a limit of 0', 'a', '', 0],
    ['a limit of less', 'a', '', -1],
    ['no limit', 'a\n'.repeat(5000), `a${X}`.repeat(5000), Infinity],

    ['§5.5 UTF-8 in a header', received('‘é’'), '‘é’'],
    ['§5.5 UTF-8 of four octets', received('a\u{1F600}b'), 'a\u{1F600}b'],
    ['§5.5 UTF-8 of every length', received('a\u07FF\uFFFC\u{10FFFF}'), 'a\u07FF\uFFFC\u{10FFFF}'],
    ['§5.5 latin1 in a header', 'caf\xE9', `caf${X}`],
    ['§5.5 latin1 before UTF-8', '\xE9 ' + received('é'), `${X} ${X}${X}`],
    ['§5.5 a sequence not finished', 'a\xC3', `a${X}`],
    ['§5.5 an octet of a sequence alone', 'a\xA9b', `a${X}b`],
    ['RFC 3629 §3 an overlong sequence', 'a\xC0\xAFb', `a${X}${X}b`],
    ['RFC 3629 §3 a surrogate', 'a\xED\xA0\x80b', `a${X}${X}${X}b`],
    ['RFC 3629 §3 above U+10FFFF', '\xF4\x90\x80\x80', X.repeat(4)],

    ['C0', '\0a\r\nb\tc\x1F', `${X}a${X}${X}b${X}c${X}`],
    ['DEL', 'a\x7Fb', `a${X}b`],
    ['C1 alone is no UTF-8', 'a\x85b', `a${X}b`],
    ['C1 in UTF-8', received('a\x80\x85\x9Fb'), `a${X}${X}${X}b`],
    ['after C1 the letters begin', received('a\xA0\xA1'), 'a\xA0\xA1'],
    ['line and paragraph separator', received('a\u2028b\u2029c'), `a${X}b${X}c`],
    ['bidirectional embeddings and overrides', received('\u202A\u202B\u202C\u202D\u202E'), X.repeat(5)],
    ['bidirectional isolates', received('\u2066\u2067\u2068\u2069'), X.repeat(4)],
    ['their neighbours', received('\u2027\u202F\u2065\u206A'), '\u2027\u202F\u2065\u206A'],

    ['a string that is no header', '‘é’', '‘é’'],
    ['a string that is no header, with octets like UTF-8', '‘\xC3\xA9’', '‘\xC3\xA9’'],
    ['a string that is no header, with controls', '‘\n\x85\u202E’', `‘${X}${X}${X}’`],
    ['a string that is no header, with lone surrogates', '\uD83D‘\uDE00', `${X}‘${X}`],
    ['a string that is no header, with a pair', '\u{1F600}', '\u{1F600}'],

    ['cut between characters of two octets', received('éééé'), 'éé…', 3],
    ['cut between characters of three octets', received('‘‘‘‘'), '‘‘…', 3],
    ['cut between characters of four octets', received('\u{1F600}'.repeat(4)), '\u{1F600}\u{1F600}…', 3],
    ['pairs up to the limit are not cut', received('\u{1F600}'.repeat(3)), '\u{1F600}'.repeat(3), 3],
    ['a pair of a string that is no header is not split', 'a\u{1F600}\u{1F600}', 'a…', 2],
    ['the limit counts characters, not surrogates', '\u{1F600}\u{1F600}', '\u{1F600}\u{1F600}', 2],
    ['cut where the last is a pair', 'ab\u{1F600}', 'a…', 2],
    ['cut after replacement', 'a\n\n\n', `a${X}…`, 3],
    ['a long value that stops being UTF-8 after what is looked at', received('é'.repeat(500)) + '\xFF', 'é'.repeat(199) + '…'],
    ['a long value of continuation octets', '\x80'.repeat(16384), X.repeat(199) + '…']
  ]
  for (const [name, value, expected, limit] of cases) t.equal(echo(value, limit), expected, name)
})

t.test('the first octets looked at end between two sequences, wherever they end', async (t) => {
  for (const character of ['é', '‘', '\u{1F600}']) {
    for (let before = 0; before < 8; before++) {
      const text = 'a'.repeat(before) + character.repeat(400)
      const expected = [...text].slice(0, 199).join('') + '…'
      t.equal(echo(received(text)), expected, `${character} after ${before}`)
    }
  }
})

t.test('examples of the documentation', async (t) => {
  t.equal(echo('text/csv'), 'text/csv')
  t.equal(echo(Buffer.from('‘é’').toString('latin1')), '‘é’')
  t.equal(echo('a\nb'), 'a\uFFFDb')
  t.equal(echo('abcdef', 4), 'abc…')
})

t.test('random input', async (t) => {
  // Park and Miller's generator: the same strings on each run.
  let seed = 20250504
  const random = (below: number) => (seed = seed * 48271 % 2147483647) % below
  const alphabets = [
    ['a', ' ', '\n', '\x7F', '\x80', '\xA9', '\xC3', '\xE2', '\xF0', '\x9F'],
    ['a', received('é'), received('‘'), received('\u{1F600}'), received('\u202E')],
    ['a', 'é', '‘', '\u{1F600}', '\uD83D', '\uDE00', '\u2028', '\x9F']
  ]
  let cut = 0
  for (let run = 0; run < 20000; run++) {
    const alphabet = alphabets[random(alphabets.length)] ?? []
    let value = ''
    for (let length = random(24); length > 0; length--) value += alphabet[random(alphabet.length)]
    const limit = 1 + random(12)
    const text = echo(value, limit)
    if ([...text].length > limit) t.fail('longer than the limit', { value, limit, text })
    if (/[\p{Cc}\p{Cs}\u2028-\u202E\u2066-\u2069]/u.test(text)) t.fail('not safe', { value, limit, text })
    const whole = echo(value, Infinity)
    if (!text.endsWith('…')) continue
    cut++
    if ([...whole].length <= limit) t.fail('cut without need', { value, limit, text })
  }
  t.ok(cut > 1000, `${cut} were cut`)
})

t.test('clean: text that is Unicode already', async (t) => {
  const cases: Array<[text: string, limit: number | undefined, cleaned: string]> = [
    ['plain', undefined, 'plain'],
    ['é', undefined, 'é'],
    ['é\u202Ex\n', undefined, 'é\uFFFDx\uFFFD'],
    ['\uD800', undefined, '\uFFFD'],
    ['a'.repeat(201), undefined, `${'a'.repeat(199)}…`],
    ['😀😀😀', 2, '😀…'],
    ['😀😀', 2, '😀😀'],
    ['text', 0, '']
  ]
  for (const [text, limit, cleaned] of cases) t.equal(clean(text, limit), cleaned, JSON.stringify(text))
})
