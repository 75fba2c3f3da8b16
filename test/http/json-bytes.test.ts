import t from 'tap'
import * as json from '../../lib/http/json-bytes.ts'

t.test('the characters of which JSON is built', async (t) => {
  const { isSpace, ...characters } = json
  t.strictSame(Object.fromEntries(Object.entries(characters).map(([name, byte]) => [name, String.fromCharCode(byte)])), {
    quote: '"', comma: ',', openBracket: '[', backslash: '\\', closeBracket: ']', openBrace: '{', closeBrace: '}'
  })
})

t.test('what is space is what JSON.parse passes over, and nothing else', async (t) => {
  const passedOver = (byte: number): boolean => {
    try {
      return JSON.parse(`${String.fromCharCode(byte)}[]`).length === 0
    } catch {
      return false
    }
  }
  const bytes = Array.from({ length: 256 }, (_, byte) => byte)
  t.strictSame(bytes.filter(json.isSpace), [0x09, 0x0A, 0x0D, 0x20])
  t.strictSame(bytes.filter(json.isSpace), bytes.filter(passedOver))
})
