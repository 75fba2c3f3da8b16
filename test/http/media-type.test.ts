import t from 'tap'
import { matchesMediaType, mediaTypeEssence, parseMediaType } from '../../lib/http/media-type.ts'

interface Expected { type: string, subtype: string, suffix?: string, parameters?: Record<string, string> }

function plain (value: string): Expected | undefined {
  const mediaType = parseMediaType(value)
  if (mediaType === undefined) return undefined
  const { type, subtype, essence, suffix, parameters } = mediaType
  t.equal(essence, `${type}/${subtype}`, 'the essence is type/subtype')
  return {
    type,
    subtype,
    ...(suffix === undefined ? {} : { suffix }),
    ...(parameters.size === 0 ? {} : { parameters: Object.fromEntries(parameters) })
  }
}

const html = { type: 'text', subtype: 'html' }
const utf8 = { ...html, parameters: { charset: 'utf-8' } }

const valid: Array<[name: string, value: string, expected: Expected]> = [
  ['§8.3.1 type and subtype', 'text/html', html],
  ['§8.3.1 names are case-insensitive', 'TEXT/Html', html],
  ['§8.3.1 a parameter', 'text/html;charset=utf-8', utf8],
  ['§8.3.1 quoted is the same as a token', 'Text/HTML;Charset="utf-8"', utf8],
  ['§8.3.1 white space after the semicolon', 'text/html; charset="utf-8"', utf8],
  ['§5.6.6 white space and tabs around the semicolon', 'text/html \t;\t charset=utf-8', utf8],
  ['§5.6.6 the case of a value is kept', 'text/html;charset=UTF-8', { ...html, parameters: { charset: 'UTF-8' } }],
  ['§5.6.6 empty parameters', 'text/html;; ;charset=utf-8; ;', utf8],
  ['§5.6.6 only an empty parameter', 'text/html;', html],
  ['§5.6.6 several parameters', 'text/html;a=1;B=2 ; c="3"', { ...html, parameters: { a: '1', b: '2', c: '3' } }],
  ['§5.6.4 backslash pairs', 'text/html;a="\\"x\\\\\\y"', { ...html, parameters: { a: '"x\\y' } }],
  ['§5.6.4 semicolon, comma, space and tab in quotes', 'text/html;a="; ,\t="', { ...html, parameters: { a: '; ,\t=' } }],
  ['§5.6.4 obs-text in quotes', 'text/html;a="\xE9\\\xFF"', { ...html, parameters: { a: '\xE9\xFF' } }],
  ['§5.6.4 an empty quoted string', 'text/html;a=""', { ...html, parameters: { a: '' } }],
  ['§5.6.2 every token character', "!#$%&'*+-.^_`|~/09azAZ", { type: "!#$%&'*+-.^_`|~", subtype: '09azaz' }],
  ['§5.5 white space around the value', '\t text/html \t', html],
  ['§12.5.1 a range has the same grammar', '*/*', { type: '*', subtype: '*' }],
  ['the first of two equal names wins', 'text/html;a=1;A=2', { ...html, parameters: { a: '1' } }],
  ['a name of the object prototype', 'text/html;constructor=1', { ...html, parameters: { constructor: '1' } }],
  ['RFC 6838 §4.2.8 a suffix', 'application/problem+json', { type: 'application', subtype: 'problem+json', suffix: 'json' }],
  ['RFC 6838 §4.2.8 the last suffix, lower case', 'a/B+C+JSON', { type: 'a', subtype: 'b+c+json', suffix: 'json' }],
  ['RFC 6838 §4.2.8 nothing after the +', 'a/b+', { type: 'a', subtype: 'b+' }],
  ['RFC 6838 §4.2.8 a suffix and parameters', 'a/b+xml;c=d+e', { type: 'a', subtype: 'b+xml', suffix: 'xml', parameters: { c: 'd+e' } }]
]

const invalid: Array<[name: string, value: string]> = [
  ['§8.3.1 empty', ''],
  ['§8.3.1 only white space', ' \t'],
  ['§8.3.1 no slash', 'html'],
  ['§8.3.1 no subtype', 'text/'],
  ['§8.3.1 no subtype before parameters', 'text/;a=1'],
  ['§8.3.1 no type', '/html'],
  ['§8.3.1 white space before the slash', 'text /html'],
  ['§8.3.1 white space after the slash', 'text/ html'],
  ['§8.3.1 two slashes', 'text/html/x'],
  ['§8.3.1 words after it', 'text/html x'],
  ['§8.3.1 a list', 'text/html, text/plain'],
  ['§5.6.2 a character that is none of a token', 'te@xt/html'],
  ['§5.6.2 above ASCII', 'text/h\xE9'],
  ['§5.6.2 far above ASCII', 'text/\u{1F600}'],
  ['§5.6.6 a name without a value', 'text/html;charset'],
  ['§5.6.6 an empty token', 'text/html;charset='],
  ['§5.6.6 an empty token before another', 'text/html;charset=;a=1'],
  ['§5.6.6 white space before =', 'text/html;charset =utf-8'],
  ['§5.6.6 white space after =', 'text/html;charset= utf-8'],
  ['§5.6.6 a value without a name', 'text/html;=utf-8'],
  ['§5.6.6 words after a value', 'text/html;a=b c'],
  ['§5.6.4 words after a quoted string', 'text/html;a="b"c'],
  ['§5.6.4 quotes not closed', 'text/html;a="b'],
  ['§5.6.4 only the opening quote', 'text/html;a="'],
  ['§5.6.4 the last quote is escaped', 'text/html;a="b\\"'],
  ['§5.6.4 a backslash at the end', 'text/html;a="b\\'],
  ['§5.6.4 a control character', 'text/html;a="\n"'],
  ['§5.6.4 DEL', 'text/html;a="\x7F"'],
  ['§5.6.4 an escaped control character', 'text/html;a="\\\n"'],
  ['§5.6.4 no octet', 'text/html;a="\u0100"']
]

t.test('parseMediaType', async (t) => {
  for (const [name, value, expected] of valid) t.strictSame(plain(value), expected, name)
  for (const [name, value] of invalid) t.equal(parseMediaType(value), undefined, name)
})

t.test('mediaTypeEssence', async (t) => {
  const cases: Array<[name: string, value: string, expected: string]> = [
    ['the usual', 'application/json', 'application/json'],
    ['§8.3.1 before the semicolon, in lower case', 'Application/JSON;Charset=UTF-8', 'application/json'],
    ['§5.6.6 white space', ' \tapplication/json\t ; charset=utf-8', 'application/json'],
    ['empty', '', ''],
    ['only white space', ' \t ', ''],
    ['only parameters', ' ; a=b', ''],
    ['no media type', 'Hello, World', 'hello, world'],
    // 'À' in UTF-8 is C3 80, 'à' is C3 A0: neither toLowerCase() nor trim() may touch such octets.
    ['§5.5 octets above ASCII stay as they are', 'TEXT/\xC3\x80\xC3\xA0;A', 'text/\xC3\x80\xC3\xA0'],
    ['a letter whose lower case is ASCII', 'TEXT/\u212A', 'text/\u212A']
  ]
  for (const [name, value, expected] of cases) t.equal(mediaTypeEssence(value), expected, name)
})

t.test('matchesMediaType', async (t) => {
  const cases: Array<[name: string, essence: string, allowed: string[], expected: boolean]> = [
    ['nothing allowed', 'application/json', [], false],
    ['the same', 'application/json', ['text/csv', 'application/json'], true],
    ['another', 'application/json', ['text/csv'], false],
    ['the beginning of it', 'application/json', ['application/js'], false],
    ['§8.3.1 case of the value', 'Application/JSON', ['application/json'], true],
    ['§8.3.1 case of what is allowed', 'application/json', ['Application/JSON'], true],
    ['§8.3.1 parameters do not matter', 'application/json;charset=utf-8', ['application/json'], true],
    ['RFC 6838 §4.2.8 a suffix', 'application/ld+json', ['+json'], true],
    ['RFC 6838 §4.2.8 a suffix of any type', 'model/gltf+json', ['+json'], true],
    ['RFC 6838 §4.2.8 case of the suffix', 'application/LD+Json', ['+JSON'], true],
    ['RFC 6838 §4.2.8 another suffix', 'application/ld+xml', ['+json'], false],
    ['RFC 6838 §4.2.8 the bare type has no suffix', 'application/json', ['+json'], false],
    ['RFC 6838 §4.2.8 no suffix but the same end', 'application/xjson', ['+json', 'application/*+json'], false],
    ['RFC 6838 §4.2.8 not the last suffix', 'application/a+json+gzip', ['+json'], false],
    ['RFC 6838 §4.2.8 suffix and type', 'application/ld+json', ['application/*+json'], true],
    ['RFC 6838 §4.2.8 suffix and another type', 'model/gltf+json', ['application/*+json'], false],
    ['RFC 6838 §4.2.8 suffix and any type', 'model/gltf+json', ['*/*+json'], true],
    ['§12.5.1 a range', 'image/png', ['image/*'], true],
    ['§12.5.1 case of a range', 'IMAGE/png', ['Image/*'], true],
    ['§12.5.1 another range', 'images/png', ['image/*'], false],
    ['§12.5.1 any', 'image/png', ['*/*'], true],
    ['§12.5.1 a star before a subtype is no range', 'text/json', ['*/json'], false],
    ['no media type is in no range', 'xxx', ['*/*', '+json'], false],
    ['nothing is in no range', '', ['*/*'], false]
  ]
  for (const [name, essence, allowed, expected] of cases) t.equal(matchesMediaType(essence, allowed), expected, name)
})

t.test('examples of the documentation', async (t) => {
  t.equal(parseMediaType('Text/HTML; Charset="utf-8"')?.essence, 'text/html')
  t.equal(parseMediaType('Text/HTML; Charset="utf-8"')?.parameters.get('charset'), 'utf-8')
  t.equal(parseMediaType('html'), undefined)
  t.equal(mediaTypeEssence('Application/JSON ; charset=utf-8'), 'application/json')
  t.equal(matchesMediaType('application/ld+json', ['application/json', '+json']), true)
  t.equal(matchesMediaType('text/csv', ['image/*']), false)
})

t.test('hostile input of 16 KiB', async (t) => {
  const cases: Array<[value: string, expected: boolean]> = [
    [' '.repeat(16384), false],
    ['a/b' + ';'.repeat(16384), true],
    ['a/b' + '; '.repeat(8192), true],
    ['a/b;c="' + '\\'.repeat(16384), false],
    ['a/b;c="' + '\\"'.repeat(8192), false],
    ['a/b' + ';c="'.repeat(4096), true],
    ['a/b' + ';c="'.repeat(4095), false],
    ['a/b' + ';c=d'.repeat(4096), true],
    ['a'.repeat(16384), false],
    ['/'.repeat(16384), false],
    ['a/' + '+'.repeat(16384), true]
  ]
  for (const [value, expected] of cases) {
    t.equal(parseMediaType(value) !== undefined, expected, value.slice(0, 12))
    t.equal(mediaTypeEssence(value), (value.split(';')[0] ?? '').trim())
    t.equal(matchesMediaType(value, ['*/*']), expected)
  }
})

t.test('random input', async (t) => {
  // Park and Miller's generator: the same strings on each run.
  let seed = 20250501
  const random = (below: number) => (seed = seed * 48271 % 2147483647) % below
  const alphabet = ['a', 'Z', '/', ';', '=', '"', '\\', ' ', '\t', '+', '*', ',', '\n', '\xE9', '\u2028']
  let parsed = 0
  for (let run = 0; run < 20000; run++) {
    let value = random(2) === 0 ? '' : 'a/b'
    for (let length = random(12); length > 0; length--) value += alphabet[random(alphabet.length)]
    const mediaType = parseMediaType(value)
    const essence = mediaTypeEssence(value)
    if (mediaType === undefined) continue
    parsed++
    let again = mediaType.essence
    for (const [name, text] of mediaType.parameters) again += `;${name}="${text.replace(/["\\]/g, '\\$&')}"`
    // One assertion for all runs would hide the value, one for each run would drown the report.
    if (mediaType.essence !== essence) t.fail('the two readings of the essence differ', { value })
    if (!matchesMediaType(value, [essence])) t.fail('does not match itself', { value })
    if (JSON.stringify(plainly(again)) !== JSON.stringify(plainly(value))) t.fail('reads differently when written again', { value, again })
  }
  t.ok(parsed > 1000, `${parsed} media types were among the strings`)

  function plainly (value: string) {
    const mediaType = parseMediaType(value)
    return { ...mediaType, parameters: [...mediaType?.parameters ?? []] }
  }
})
