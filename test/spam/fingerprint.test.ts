import type { FastifyRequest } from 'fastify'
import t from 'tap'
import { digestOf, fingerprintOf } from '../../lib/spam/fingerprint.ts'
import { spamSettings, type SpamCheck } from '../../lib/spam/options.ts'

const body = { title: 'A title', tags: ['a', 'b'], more: null }
const url = '/snippets?draft=1'
const headers = { authorization: 'Bearer a', 'content-type': 'application/json' }

function fingerprint (request: object = {}, check: Partial<SpamCheck> = {}): string {
  const whole = { method: 'POST', host: 'api.example', routeOptions: { url: '/snippets' }, originalUrl: url, headers, raw: {}, body, ...request }
  return fingerprintOf(whole as unknown as FastifyRequest, spamSettings({ classify: () => 'spam', ...check }))
}

t.test('the same request has the same', async (t) => {
  t.match(fingerprint(), /^[\w-]{43}$/)
  t.equal(fingerprint(), fingerprint({ body: structuredClone(body), headers: { ...headers, 'user-agent': 'another', 'x-gitlab-spam-log-id': '42' } }))
})

t.test('each part counts', async (t) => {
  const others: Array<[name: string, fingerprint: string]> = [
    ['method', fingerprint({ method: 'PUT' })],
    ['host', fingerprint({ host: 'other.example' })],
    ['route', fingerprint({ routeOptions: { url: '/*' } })],
    ['URL', fingerprint({ originalUrl: '/snippets?draft=2' })],
    ['type', fingerprint({ headers: { ...headers, 'content-type': 'text/plain' } })],
    ['user', fingerprint({ headers: { ...headers, authorization: 'Bearer b' } })],
    ['private token', fingerprint({ headers: { ...headers, 'private-token': 'b' } })],
    ['no user', fingerprint({ headers: { 'content-type': 'application/json' } })],
    ['the user of the application', fingerprint({}, { user: () => 'b' })],
    ['another one', fingerprint({}, { user: () => 'c' })],
    ['nobody', fingerprint({}, { user: () => undefined })],
    ['content of the application', fingerprint({}, { content: () => 'a text' })]
  ]
  t.equal(new Set([fingerprint(), ...others.map(([, one]) => one)]).size, others.length + 1, others.map(([name]) => name).join(', '))
})

t.test('no two contents have the same', async (t) => {
  const form = Object.create(Object.create(null) as object, { title: { value: 'A title', enumerable: true } }) as object
  const contents: unknown[] = [
    undefined, null, true, false, 0, 1, -1, NaN, 1n, '', '0', '1', 'null', 'undefined', 'a', 'ab', '\u00E9', 'e\u0301', '\u0161', 'a\0', '\uD800', '\uD801',
    [], [[]], [[], []], [''], ['', ''], ['a', 'b'], ['ab'], ['a,b'], [undefined], [null], {}, { a: undefined }, { a: null }, { a: 'b' }, { a: { b: '' } }, { ab: '' }, { a: '', b: '' },
    ['a', '', 'b', ''], [{}], { 0: 'a', 1: 'b' }, JSON.parse('{"__proto__":1}'), form, { title: 'Another title' },
    Buffer.from('a'), Buffer.from('b'), Buffer.alloc(0), new Uint8Array([1, 2]), [1, 2], { type: 'Buffer', data: [97] }, new Date(1), new Date(2), '[1:', 's1:a', { length: 0 }
  ]
  const seen = new Map<string, number>()
  for (const [index, content] of contents.entries()) {
    const one = fingerprint({ body: content })
    t.equal(seen.get(one), undefined, `content ${index}`)
    seen.set(one, index)
    t.equal(fingerprint({ body: content }), one)
  }
})

t.test('what cannot be compared is said', async (t) => {
  class Upload { readonly #bytes = 'secret'; get length (): number { return this.#bytes.length } }
  const cases: Array<[content: unknown, what: string]> = [
    [new FormData(), 'a value of the class FormData'],
    [{ file: new Upload() }, 'a value of the class Upload'],
    [new Map(), 'a value of the class Map'],
    [() => {}, 'a function'],
    [[Symbol('a')], 'a symbol'],
    [Object.create({ constructor: undefined }), 'a value of the class undefined']
  ]
  for (const [content, what] of cases) {
    t.throws(() => fingerprint({ body: content }), new TypeError(`spamCheck cannot compare ${what}: say with its option "content" what was classified`), what)
  }
})

t.test('answers', async (t) => {
  t.equal(digestOf('token'), 'PEaenWxYddN6Q_NT1PiOYfz4EsZu7jRXRlpAsNpBU-A')
  t.not(digestOf('a'), digestOf('b'))
  t.match(digestOf('x'.repeat(8192)), /^[\w-]{43}$/)
})

t.test('where a value ends is said, and not guessed from what it holds', async (t) => {
  // The UTF-16 of this character are the bytes that begin a text.
  const mark = '\u3A73'
  const pairs: Array<[name: string, one: unknown, other: unknown]> = [
    ['texts', [`x${mark}y`, 'z'], ['x', `y${mark}z`]],
    ['bytes', [Buffer.from('a'), Buffer.from('bb:c')], [Buffer.from('ab:b'), Buffer.from('c')]],
    ['lists', [['a'], 'b'], [['a', 'b']]],
    ['empty lists', [[[]]], [[], []]],
    ['objects', { a: {}, b: 'c' }, { a: { b: 'c' } }]
  ]
  for (const [name, one, other] of pairs) t.not(fingerprint({ body: one }), fingerprint({ body: other }), name)
  t.not(fingerprint({ body: 'z' }, { user: () => `x${mark}y` }), fingerprint({ body: `y${mark}z` }, { user: () => 'x' }), 'the user and the content')
})
