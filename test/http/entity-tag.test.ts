import t from 'tap'
import { matchStrongly, matchWeakly, parseEntityTag, parseEntityTags, strongEtag, weakEtag, type EntityTag } from '../../lib/http/entity-tag.ts'

const strong = (opaque: string): EntityTag => ({ weak: false, opaque })
const weak = (opaque: string): EntityTag => ({ weak: true, opaque })

t.test('one entity tag', async (t) => {
  const cases: Array<[value: string, tag: EntityTag | undefined]> = [
    ['"xyzzy"', strong('xyzzy')],
    ['W/"xyzzy"', weak('xyzzy')],
    ['""', strong('')],
    ['W/""', weak('')],
    ['"a,b"', strong('a,b')],
    ['"\\"', strong('\\')],
    ['"!#~"', strong('!#~')],
    ['"\xE9\xFF"', strong('\xE9\xFF')],
    ['"*"', strong('*')],
    ['', undefined], ['xyzzy', undefined], ['"', undefined], ['"xyzzy', undefined], ['xyzzy"', undefined], ['\'xyzzy\'', undefined],
    ['w/"xyzzy"', undefined], ['W/xyzzy', undefined], ['W/ "xyzzy"', undefined], ['W"xyzzy"', undefined], ['/"xyzzy"', undefined],
    ['"a b"', undefined], ['"a\tb"', undefined], ['"a"b"', undefined], ['"a\\"b"', undefined], ['"a\x7F"', undefined], ['"a\0"', undefined], ['"ā"', undefined],
    [' "a"', undefined], ['"a" ', undefined], ['"a", "b"', undefined], ['"a"\n', undefined], ['*', undefined]
  ]
  for (const [value, tag] of cases) t.strictSame(parseEntityTag(value), tag, JSON.stringify(value))
})

t.test('lists', async (t) => {
  const cases: Array<[value: string, tags: '*' | EntityTag[] | undefined]> = [
    ['*', '*'],
    ['"a"', [strong('a')]],
    ['"a","b"', [strong('a'), strong('b')]],
    ['"a", W/"b" ,\t"c"', [strong('a'), weak('b'), strong('c')]],
    ['"a,b", "c"', [strong('a,b'), strong('c')]],
    ['"*"', [strong('*')]],
    ['"W/"', [strong('W/')]],
    ['', []], [',', []], [' , ,', []], [', "a",, "b" ,', [strong('a'), strong('b')]],
    ['"a" "b"', undefined], ['"a", b', undefined], ['"a"; "b"', undefined], ['"a", *', undefined], ['*, "a"', undefined], ['**', undefined], ['*,*', undefined],
    ['a', undefined], ['"a', undefined], ['"a", "b', undefined], ['"a b"', undefined], ['w/"a"', undefined], ['"a"\n', undefined], ['"a"W/"b"', undefined]
  ]
  for (const [value, tags] of cases) t.strictSame(parseEntityTags(value), tags, JSON.stringify(value))
})

t.test('hostile lists are read in no time', async (t) => {
  for (const value of ['"'.repeat(16_000), '"a",'.repeat(4000), ','.repeat(16_000), ` ${'\t '.repeat(8000)}`, `"${'a'.repeat(16_000)}`, `"a"${' '.repeat(16_000)}x`, 'W/'.repeat(8000)]) {
    const begun = process.cpuUsage()
    parseEntityTags(value)
    t.ok(process.cpuUsage(begun).user < 500_000, value.slice(0, 10))
  }
})

t.test('comparison: the table of RFC 9110, section 8.8.3.2', async (t) => {
  const cases: Array<[a: string, b: string, strongly: boolean, weakly: boolean]> = [
    ['W/"1"', 'W/"1"', false, true],
    ['W/"1"', 'W/"2"', false, false],
    ['W/"1"', '"1"', false, true],
    ['"1"', '"1"', true, true],
    ['"1"', 'W/"1"', false, true],
    ['"a"', '"A"', false, false]
  ]
  for (const [a, b, strongly, weakly] of cases) {
    const [one, other] = [parseEntityTag(a) as EntityTag, parseEntityTag(b) as EntityTag]
    t.equal(matchStrongly(one, other), strongly, `${a} ${b} strongly`)
    t.equal(matchWeakly(one, other), weakly, `${a} ${b} weakly`)
  }
})

t.test('strongEtag', async (t) => {
  t.equal(strongEtag('hello'), '"LPJNul-wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ"')
  t.equal(strongEtag(Buffer.from('hello')), strongEtag('hello'), 'text is its UTF-8')
  t.equal(strongEtag(new Uint8Array([0xC3, 0xA9])), strongEtag('é'))
  t.equal(strongEtag(''), '"47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"')
  t.not(strongEtag('1'), strongEtag('2'))
  t.match(parseEntityTag(strongEtag('1')), { weak: false })
})

t.test('weakEtag', async (t) => {
  t.equal(weakEtag('hello'), `W/${strongEtag('"hello"')}`)
  t.equal(weakEtag({ id: 1, version: 7 }), `W/${strongEtag('{"id":1,"version":7}')}`)
  t.equal(weakEtag(7), `W/${strongEtag('7')}`)
  t.equal(weakEtag(null), `W/${strongEtag('null')}`)
  t.equal(weakEtag(new Date(0)), `W/${strongEtag('"1970-01-01T00:00:00.000Z"')}`)
  t.match(parseEntityTag(weakEtag([])), { weak: true })
  t.throws(() => weakEtag(undefined), new TypeError('A weak entity tag is made of what JSON can write, not of undefined'))
  t.throws(() => weakEtag(() => {}), new TypeError('A weak entity tag is made of what JSON can write, not of function'))
  t.throws(() => weakEtag(1n), TypeError)
  const cyclic: Record<string, unknown> = {}
  cyclic.self = cyclic
  t.throws(() => weakEtag(cyclic), TypeError)
})
