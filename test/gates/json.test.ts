import t from 'tap'
import { readJson, type JsonOptions } from '../../lib/gates/json.ts'
import { ApiError } from '../../lib/errors/api-error.ts'

const strict: JsonOptions = { maxDepth: 5, protoAction: 'error', constructorAction: 'error' }
const loose: JsonOptions = { ...strict, maxDepth: undefined }
const refused = Symbol('refused')

const read = (given: string | number[], options: Partial<JsonOptions> = {}): unknown => {
  const value = readJson(Buffer.from(given as string), { ...strict, ...options })
  if (!(value instanceof ApiError)) return value
  t.strictSame([value.kind, value.status, value.detail], ['malformed_json', 400, undefined])
  return refused
}

const nested = (depth: number, open = '[', close = ']', inside = ''): string => open.repeat(depth) + inside + close.repeat(depth)

t.test('strictness', async (t) => {
  const quoted = (...bytes: number[]): number[] => [0x22, ...bytes, 0x22]
  const cases: Array<[name: string, given: string | number[], strict: unknown, loose?: unknown]> = [
    ['an object', '{"a":1}', { a: 1 }],
    ['white space', ' \t\r\n1 ', 1],
    ['null', 'null', null],
    ['text', '"é‘\u{1F600}"', 'é‘\u{1F600}'],
    ['the character that stands for what is none', '"\uFFFD"', '\uFFFD'],
    ['empty', '', refused],
    ['white space alone', ' ', refused],
    ['a comma is missing', '{"code": "a" "family": "b"}', refused],
    ['quotes are missing', '{code: "a"}', refused],
    ['a comma too many', '[1,]', refused],
    ['single quotes', "{'a':1}", refused],
    ['NaN', 'NaN', refused],
    ['a comment', '1 // one', refused],
    ['more behind it', '1 2', refused],
    ['a control character', '"a\nb"', refused],
    ['§8.1 a byte order mark', [0xEF, 0xBB, 0xBF, 0x31], 1],
    ['two of them', [0xEF, 0xBB, 0xBF, 0xEF, 0xBB, 0xBF, 0x31], refused],
    ['a byte order mark of UTF-16', [0xFF, 0xFE, 0x31, 0x00], refused],
    ['§8.1 UTF-16', [0x22, 0x00, 0x61, 0x00, 0x22, 0x00], refused],
    ['latin1', quoted(0xE9), refused, '\uFFFD'],
    ['overlong', quoted(0xC0, 0xAF), refused, '\uFFFD\uFFFD'],
    ['overlong NUL', quoted(0xE0, 0x80, 0x80), refused, '\uFFFD\uFFFD\uFFFD'],
    ['a surrogate', quoted(0xED, 0xA0, 0x80), refused, '\uFFFD\uFFFD\uFFFD'],
    ['above U+10FFFF', quoted(0xF4, 0x90, 0x80, 0x80), refused, '\uFFFD\uFFFD\uFFFD\uFFFD'],
    ['a split sequence', quoted(0xE2, 0x80), refused, '\uFFFD'],
    ['a sequence that is cut by the end', [0x22, 0xE2], refused],
    ['a continuation alone', quoted(0x80), refused, '\uFFFD'],
    ['§8.2 a lone surrogate, escaped', '"\\uD800"', '\uD800'],
    ['duplicate keys: the last', '{"a":1,"a":2}', { a: 2 }],
    ['big integers lose digits', '9007199254740993', 9007199254740992],
    ['numbers beyond all', '[1e400,-1e400]', [Infinity, -Infinity]],
    ['a small one', '1e-400', 0],
    ['a long one', '0.' + '1'.repeat(1000), 0.1111111111111111],
    ['minus zero', '-0', -0]
  ]
  for (const [name, given, expected, otherwise = expected] of cases) {
    t.strictSame(read(given), expected, name)
    t.strictSame(read(given, loose), otherwise, `${name}, off`)
  }
})

t.test('depth', async (t) => {
  const cases: Array<[name: string, given: string, isRefused: boolean]> = [
    ['at the limit', nested(5), false],
    ['above it', nested(6), true],
    ['objects at the limit', nested(5, '{"a":', '}', '1'), false],
    ['objects above it', nested(6, '{"a":', '}', '1'), true],
    ['both in turn', '[{"a":[{"a":[{}]}]}]', true],
    ['side by side', `[${Array(50).fill('[[[[]]]]').join()}]`, false],
    ['brackets in a string', JSON.stringify('['.repeat(50) + '{'.repeat(50)), false],
    ['brackets in names', JSON.stringify({ '[[[[[[[[': { '{{{{{{{{': 1 } }), false],
    ['behind an escaped quote', '["\\"[[[[[[[[[["]', false],
    ['behind an escaped backslash', '["\\\\",[[[[[[]]]]]]]', true],
    ['behind an escaped backslash and quote', '["\\\\\\"[[[[[[[[[["]', false],
    ['an escape of a bracket', '["\\u005b\\u005b\\u005b\\u005b\\u005b\\u005b\\u005b"]', false],
    ['closed before', ']]]]]]]]]][[[[[[', true],
    ['a string that does not end', '["[[[[[[[[[[[[', true]
  ]
  for (const [name, given, isRefused] of cases) t.equal(read(given) === refused, isRefused, name)
  t.equal(read(nested(100_000)), refused, 'very deep')
  t.not(read(nested(100_000), loose), refused, 'very deep, off')
  t.not(read(nested(512), { maxDepth: 512 }), refused)
  t.equal(read(nested(513), { maxDepth: 512 }), refused)
  t.equal(read(nested(2), { maxDepth: 1 }), refused)
  t.strictSame(read('[]', { maxDepth: 1 }), [])
})

t.test('names that change the language', async (t) => {
  const attacks = ['{"__proto__":{"a":1}}', '{"\\u005f_proto__":{"a":1}}', '{"b":[{"__proto__":null}]}', '{"constructor":{"prototype":{"a":1}}}', '{"\\u0063onstructor":{"prototype":{}}}']
  for (const attack of attacks) {
    t.equal(read(attack), refused, attack)
    t.equal(read(attack, loose), refused, `${attack}, off`)
  }
  t.strictSame(read('{"constructor":1,"prototype":2,"proto":3}'), { constructor: 1, prototype: 2, proto: 3 })
  t.strictSame(read('["__proto__","constructor"]'), ['__proto__', 'constructor'])
  t.equal(JSON.stringify(read(attacks[0] as string, { protoAction: 'remove' })), '{}')
  t.equal(JSON.stringify(read(attacks[0] as string, { protoAction: 'ignore' })), '{"__proto__":{"a":1}}')
  t.equal(JSON.stringify(read(attacks[3] as string, { constructorAction: 'remove' })), '{}')
  t.equal(JSON.stringify(read(attacks[3] as string, { constructorAction: 'ignore' })), attacks[3])
  t.strictSame(Object.keys(Object.prototype), [])
})

t.test('example of the documentation', async (t) => {
  t.strictSame(read('{"a":1}'), { a: 1 })
})

t.test('what is cut off or has something around it is refused where JSON.parse refuses it', async (t) => {
  const whole = ['{"a":[1,{"b":"}"}]}', '[[1],{"a":"]"},"["]', '{}', '[]', '"{"', '1']
  const around = ['', ' ', '\n', '\t\r\n ', '\v', '\u00A0', '\u2028', '\uFEFF', '}', ']', ',', '\0']
  const parts = whole.flatMap(text => [...text].flatMap((_, index) => [text.slice(0, index), text.slice(index)]).concat(text))
  const texts = new Set(parts.flatMap(one => around.flatMap(other => [one + other, `${other === '\uFEFF' ? '' : other}${one}`])))
  const isSame = (text: string, options: JsonOptions): boolean => {
    const value = readJson(Buffer.from(text), options)
    try {
      return JSON.stringify(value) === JSON.stringify(JSON.parse(text))
    } catch {
      return value instanceof ApiError
    }
  }
  t.ok(texts.size > 500)
  t.strictSame([...texts].filter(text => !isSame(text, strict) || !isSame(text, loose)), [])
  t.ok(Error.stackTraceLimit > 0, 'and errors have their stack again')
})
