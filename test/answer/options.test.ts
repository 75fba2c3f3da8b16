import { Value } from '@sinclair/typebox/value'
import t from 'tap'
import { answerOptions, answerScopeOptions } from '../../lib/answer/options.ts'
import { akeneo, notFound } from '../../lib/index.ts'

const said = (given: object = {}): { of: string, given: Readonly<Record<string, unknown>>, around: {} } => ({ of: ' of route GET /', given: given as Record<string, unknown>, around: {} })
const base = 'https://docs.example/api'

t.test('links are absolute, or anchors on what is around', async (t) => {
  const cases: Array<[name: string, given: string | undefined, around: string | undefined, ofDialect: string | undefined, link: string | undefined]> = [
    ['nothing said', undefined, undefined, undefined, undefined],
    ['nothing said here', undefined, base, undefined, base],
    ['an absolute URL', 'https://other.example/a', base, undefined, 'https://other.example/a'],
    ['of HTTP', 'http://other.example/a', undefined, undefined, 'http://other.example/a'],
    ['an anchor', '#a', base, undefined, `${base}#a`],
    ['a path', '/b', base, undefined, 'https://docs.example/b'],
    ['the dialect goes before what is around', '#a', base, 'https://own.example/', 'https://own.example/#a'],
    ['a dialect alone', undefined, base, 'https://own.example/', 'https://own.example/'],
    ['a dialect that says nothing', '#a', base, undefined, `${base}#a`]
  ]
  for (const name of ['documentation', 'standardFormat'] as const) {
    for (const [title, given, around, ofDialect, link] of cases) {
      t.equal(answerOptions[name].read(given, around, said({ dialect: { [name]: ofDialect } })), link, `${name}: ${title}`)
      t.equal(answerOptions[name].read(given, around, said(ofDialect === undefined ? {} : { dialect: { [name]: ofDialect } })), link)
    }
    const right = `an absolute URL, or an anchor where the dialect has an absolute URL "${name}"`
    for (const [given, around] of [['#a', undefined], ['a b', undefined], ['mailto:a@b.example', base], ['javascript:1', base], ['ftp://a.example/', undefined]] as const) {
      t.throws(() => answerOptions[name].read(given, around, said()), new TypeError(`fastify-conformant: option "${name}" of route GET / must be ${right}; got ${JSON.stringify(given)}`), given)
    }
  }
  t.equal(answerOptions.documentation.read('#a', undefined, said({ dialect: { standardFormat: base, documentation: 'https://own.example/' } })), 'https://own.example/#a', 'each has its own base')
})

t.test('Location is built on an absolute URL', async (t) => {
  const { baseUrl } = answerScopeOptions
  const around = new URL('https://api.example/')
  t.equal(baseUrl.read(undefined, around, said()), around)
  t.strictSame(baseUrl.read('https://other.example/v1', around, said())?.href, 'https://other.example/v1')
  for (const given of ['/v1', 'a', 'ftp://a.example/', 'data:,a']) {
    t.throws(() => baseUrl.read(given, around, said()), new TypeError(`fastify-conformant: option "baseUrl" of route GET / must be an absolute URL such as https://api.example.com; got "${given}"`), given)
  }
})

t.test('mappers of a scope go before those around it', async (t) => {
  const { mappers } = answerScopeOptions
  const [a, b, c] = [() => undefined, () => undefined, () => undefined]
  t.strictSame(mappers.read([a, b], [c], said()), [a, b, c])
  t.strictSame(mappers.read(undefined, [c], said()), [c])
  t.strictSame(mappers.default, [])
})

t.test('masking is off, and can be turned on, off and on again', async (t) => {
  const { maskForbidden } = answerOptions
  const mask = (): ReturnType<typeof notFound> => notFound()
  t.equal(maskForbidden.default, undefined)
  t.equal(maskForbidden.read(undefined, mask, said()), mask)
  t.equal(maskForbidden.read(true, undefined, said()), true)
  t.equal(maskForbidden.read(true, mask, said()), mask, 'as it is around')
  t.equal(maskForbidden.read(false, mask, said()), undefined)
  t.equal(maskForbidden.read(mask, undefined, said()), mask)
})

t.test('what each takes', async (t) => {
  const all = { ...answerOptions, ...answerScopeOptions }
  const cases: Array<[name: keyof typeof all, right: unknown[], wrong: unknown[]]> = [
    ['dialect', [akeneo(), { ...akeneo(), more: 1 }], [{}, 'akeneo', null, { ...akeneo(), name: '' }]],
    ['maskForbidden', [true, false, () => false], [1, 'true', null, {}]],
    ['refusals', [{}, { not_found: () => undefined }], [() => undefined, { not_found: 1 }, { notFound: () => undefined }]],
    ['emptyErrors', ['dialect', 'keep'], [true, false, null, 'leave']],
    ['exposeChosen', [true, false], [1, 'true', null]],
    ['log', [{}, { level: () => 'warn' }, { sample: 2 }, { sample: { conflict: 2 } }], [true, 'info', { level: 'info' }, { sample: 0 }, { sample: { conflict: '2' } }, { samples: 1 }]],
    ['realm', ['api', ' ', '~', 'a "b"'], ['', 'é', 'a\n', '\t', 5, 'a\u007f']],
    ['challenge', [false, 'DPoP', 'Basic realm="shop"'], [true, null, '', ' Bearer', 'a\r\nb', 'é']],
    ['echo', [1, 200, 10_000], [0, 10_001, 1.5, '5', -1]],
    ['documentation', ['#a', 'https://a.example'], ['', 5, null]],
    ['standardFormat', ['#a', 'https://a.example'], ['', 5, null]],
    ['cors', [() => undefined], [true, {}, '*', null]],
    ['messages', [false, { en: {} }, { de: { keywords: { type: () => '' }, kinds: { gone: () => '' } } }], [true, {}, 'de', null, { de: 5 }]],
    ['requestId', [true, false, { header: 'x-id' }, { member: 'id' }], ['x-id', {}, null, { header: 'a b' }]],
    ['mappers', [[], [() => undefined]], [() => undefined, [1], null]],
    ['baseUrl', ['https://a.example'], ['', 5, null]]
  ]
  for (const [name, right, wrong] of cases) {
    for (const value of right) t.ok(Value.Check(all[name].schema, value), `${name}: ${String(value)}`)
    for (const value of wrong) t.notOk(Value.Check(all[name].schema, value), `${name}: not ${String(value)}`)
  }
  t.strictSame(cases.map(([name]) => name).sort(), Object.keys(all).sort())
})
