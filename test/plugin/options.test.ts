import t from 'tap'
import { akeneo } from '../../lib/dialects/akeneo.ts'
import { problem } from '../../lib/dialects/problem.ts'
import { reporting } from '../../lib/plugin/gates.ts'
import { defaults, isReported, resolveOptions, type ConformantOptions, type Settings } from '../../lib/plugin/options.ts'
import { concurrencySettings, rateLimitSettings } from '../../lib/limits/limit-options.ts'
import { badOptions } from '../fixtures/bad-options.ts'

const over = (around: Settings, given: ConformantOptions, where = 'plugin'): Settings => resolveOptions(around, given, where)
const on = (given: ConformantOptions): Settings => over(defaults, given)

t.test('what holds where nothing is said', async (t) => {
  t.equal(defaults.dialect.name, 'problem')
  t.strictSame({ ...defaults, dialect: 0 }, {
    dialect: 0,
    accept: 'sent',
    contentType: 'declared',
    contentCoding: [],
    payload: { limit: 'route', status: 413 },
    json: 512,
    items: { limit: 'schema', status: 413 },
    unknownProperties: true,
    validation: 100,
    rateLimit: [],
    deprecated: undefined,
    concurrency: [],
    coerce: 'forms',
    enforce: true,
    reports: new Set(),
    errors: [],
    rateLimitHeaders: true,
    spamCheck: undefined,
    preconditions: undefined,
    maskForbidden: undefined,
    refusals: undefined,
    emptyErrors: undefined,
    exposeChosen: false,
    log: { level: undefined, sample: undefined },
    realm: undefined,
    challenge: undefined,
    echo: 200,
    documentation: undefined,
    standardFormat: undefined,
    messages: undefined,
    requestId: undefined,
    unknownUrl: true,
    method: true,
    cors: undefined,
    mappers: [],
    baseUrl: undefined,
    drain: { bytes: 64 * 1024 * 1024, seconds: 30 },
    maxConnections: undefined
  })
  t.strictSame(on({}), defaults)
  t.strictSame(on({ accept: undefined, echo: undefined, mappers: undefined, baseUrl: undefined } as object), defaults, 'undefined says nothing')
})

t.test('each option on, off, and set; then below a scope where it is off, and where it is set', async (t) => {
  const limit = rateLimitSettings({ limit: 9, window: 9 })
  const crowd = concurrencySettings({ limit: 9 })
  const untilFive = { bytes: 64 * 1024 * 1024, seconds: 30 }
  const cases: Array<[held: keyof Settings, given: ConformantOptions, alone: unknown, belowOff: unknown, belowSet: unknown]> = [
    ['accept', { accept: true }, 'sent', 'sent', ['a/b']],
    ['accept', { accept: false }, undefined, undefined, undefined],
    ['accept', { accept: 'text/csv' }, ['text/csv'], ['text/csv'], ['text/csv']],
    ['accept', { accept: ['a/a', 'b/b'] }, ['a/a', 'b/b'], ['a/a', 'b/b'], ['a/a', 'b/b']],
    ['accept', {}, 'sent', undefined, ['a/b']],
    ['contentType', { contentType: true }, 'declared', 'declared', ['a/b']],
    ['contentType', { contentType: false }, undefined, undefined, undefined],
    ['contentType', { contentType: 'image/*' }, ['image/*'], ['image/*'], ['image/*']],
    ['contentCoding', { contentCoding: true }, [], [], ['gzip']],
    ['contentCoding', { contentCoding: false }, undefined, undefined, undefined],
    ['contentCoding', { contentCoding: 'br' }, ['br'], ['br'], ['br']],
    ['payload', { payload: true }, { limit: 'route', status: 413 }, { limit: 'route', status: 413 }, { limit: 9, status: 413 }],
    ['payload', { payload: false }, { limit: undefined, status: 413 }, { limit: undefined, status: 413 }, { limit: undefined, status: 413 }],
    ['payload', { payload: 5 }, { limit: 5, status: 413 }, { limit: 5, status: 413 }, { limit: 5, status: 413 }],
    ['json', { json: true }, 512, 512, 9],
    ['json', { json: false }, undefined, undefined, undefined],
    ['json', { json: {} }, 512, 512, 9],
    ['json', { json: { maxDepth: 5 } }, 5, 5, 5],
    ['items', { items: true }, { limit: 'schema', status: 413 }, { limit: 'schema', status: 413 }, { limit: 9, status: 413 }],
    ['items', { items: false }, { limit: undefined, status: 413 }, { limit: undefined, status: 413 }, { limit: undefined, status: 413 }],
    ['items', { items: 5 }, { limit: 5, status: 413 }, { limit: 5, status: 413 }, { limit: 5, status: 413 }],
    ['items', { items: { limit: 5 } }, { limit: 5, status: 413 }, { limit: 5, status: 413 }, { limit: 5, status: 413 }],
    ['items', { items: { status: 403 } }, { limit: 'schema', status: 403 }, { limit: 'schema', status: 403 }, { limit: 9, status: 403 }],
    ['payload', { payload: { status: 403 } }, { limit: 'route', status: 403 }, { limit: 'route', status: 403 }, { limit: 9, status: 403 }],
    ['payload', { payload: { limit: 5, status: 403 } }, { limit: 5, status: 403 }, { limit: 5, status: 403 }, { limit: 5, status: 403 }],
    ['maskForbidden', { maskForbidden: true }, true, true, true],
    ['maskForbidden', { maskForbidden: false }, undefined, undefined, undefined],
    ['maskForbidden', {}, undefined, undefined, undefined],
    ['realm', { realm: 'shop' }, 'shop', 'shop', 'shop'],
    ['challenge', { challenge: false }, false, false, false],
    ['challenge', {}, undefined, undefined, undefined],
    ['realm', {}, undefined, undefined, undefined],
    ['emptyErrors', { emptyErrors: 'dialect' }, 'dialect', 'dialect', 'dialect'],
    ['exposeChosen', { exposeChosen: true }, true, true, true],
    ['exposeChosen', { exposeChosen: false }, false, false, false],
    ['emptyErrors', {}, undefined, 'keep', undefined],
    ['validation', { validation: true }, 100, 100, 9],
    ['validation', { validation: false }, undefined, undefined, undefined],
    ['validation', { validation: {} }, 100, 100, 9],
    ['validation', { validation: { limit: 5 } }, 5, 5, 5],
    ['coerce', {}, 'forms', false, 'all'],
    ['coerce', { coerce: 'forms' }, 'forms', 'forms', 'forms'],
    ['enforce', { enforce: 'report' }, 'report', 'report', 'report'],
    ['enforce', { enforce: true }, true, true, true],
    ['unknownProperties', { unknownProperties: true }, true, true, true],
    ['unknownProperties', { unknownProperties: false }, false, false, false],
    ['unknownProperties', { unknownProperties: 'remove' }, 'remove', 'remove', 'remove'],
    ['unknownProperties', {}, true, false, true],
    ['unknownUrl', { unknownUrl: false }, false, false, false],
    ['unknownUrl', {}, true, false, true],
    ['method', { method: false }, false, false, false],
    ['method', { method: true }, true, true, true],
    ['rateLimit', {}, [], [], [limit]],
    ['rateLimit', { rateLimit: false }, [], [], []],
    ['rateLimit', { rateLimit: { limit: 9, window: 9 } }, [limit], [limit], [limit]],
    ['concurrency', {}, [], [], [crowd]],
    ['concurrency', { concurrency: false }, [], [], []],
    ['concurrency', { concurrency: [{ limit: 9 }] }, [crowd], [crowd], [crowd]],
    ['rateLimitHeaders', {}, true, false, 'draft'],
    ['rateLimitHeaders', { rateLimitHeaders: true }, true, true, true],
    ['rateLimitHeaders', { rateLimitHeaders: 'gitlab' }, 'gitlab', 'gitlab', 'gitlab'],
    ['echo', { echo: 1 }, 1, 1, 1],
    ['echo', { echo: 10_000 }, 10_000, 10_000, 10_000],
    ['echo', {}, 200, 200, 9],
    ['drain', { drain: true }, untilFive, untilFive, { bytes: 9, seconds: 0.5 }],
    ['drain', { drain: false }, undefined, undefined, undefined],
    ['drain', { drain: { bytes: 1 } }, { ...untilFive, bytes: 1 }, { ...untilFive, bytes: 1 }, { ...untilFive, bytes: 1 }],
    ['drain', { drain: { seconds: 3600 } }, { ...untilFive, seconds: 3600 }, { ...untilFive, seconds: 3600 }, { ...untilFive, seconds: 3600 }],
    ['drain', { drain: { bytes: 1, seconds: 0.1 } }, { bytes: 1, seconds: 0.1 }, { bytes: 1, seconds: 0.1 }, { bytes: 1, seconds: 0.1 }],
    ['drain', { drain: {} }, untilFive, untilFive, untilFive],
    ['drain', {}, untilFive, undefined, { bytes: 9, seconds: 0.5 }],
    ['maxConnections', { maxConnections: 1 }, 1, 1, 1],
    ['maxConnections', {}, undefined, undefined, 9]
  ]
  const off = on({
    accept: false, contentType: false, contentCoding: false, payload: false, json: false, items: false, validation: false, unknownProperties: false, unknownUrl: false, method: false, drain: false, rateLimit: false, concurrency: false, rateLimitHeaders: false, coerce: false, emptyErrors: 'keep'
  })
  const set = on({
    accept: 'a/b', contentType: 'a/b', contentCoding: 'gzip', payload: 9, json: { maxDepth: 9 }, items: 9, validation: { limit: 9 }, echo: 9, drain: { bytes: 9, seconds: 0.5 }, maxConnections: 9, rateLimit: { limit: 9, window: 9 }, concurrency: { limit: 9 }, rateLimitHeaders: 'draft', coerce: 'all'
  })
  for (const [held, given, ...expected] of cases) {
    t.strictSame([defaults, off, set].map(around => over(around, given)[held]), expected, JSON.stringify(given))
  }
})

t.test('a gate that reports is on, and reports until something else is said of it', async (t) => {
  const reported = (settings: Settings): string[] => reporting.filter(gate => isReported(settings, gate))
  const one = on({ accept: 'report', json: 'report', items: 'report', unknownUrl: 'report', validation: 'report', unknownProperties: 'report' })
  t.strictSame([one.accept, one.json, one.items, one.unknownUrl, one.validation, one.unknownProperties], ['sent', 512, defaults.items, true, 100, true])
  t.strictSame(reported(one), ['unknownUrl', 'accept', 'json', 'items', 'unknownProperties', 'validation'])
  t.strictSame(reported(over(one, { accept: 'text/csv', json: false, items: 5, unknownUrl: true, validation: true })), ['unknownProperties'])
  t.strictSame(over(on({ accept: 'text/csv' }), { accept: 'report' }).accept, ['text/csv'], 'with what holds around it')
  t.strictSame(reported(defaults), [])
  const all = on({ enforce: 'report' })
  t.strictSame(reported(all), [...reporting])
  t.strictSame(reported(over(all, { accept: 'text/csv' }, 'GET /a')), [...reporting], 'saying what a gate is to know does not make it refuse')
  t.strictSame(reported(over(over(all, { accept: 'report' }), { enforce: true }, 'GET /a')), ['accept'])
  for (const gate of ['rateLimit', 'concurrency', 'preconditions', 'spamCheck']) t.notOk(isReported(all, gate), `${gate} holds`)
})

t.test('on a route, the limits of a route are named', async (t) => {
  const cases: Array<[given: object, message: string]> = [
    [{ rateLimit: { limit: 1, window: '1s', allow: ['x'] } }, 'option "rateLimit.allow.0" of route POST /a must be an address such as 192.0.2.1, or a network such as 10.0.0.0/8; got "x"'],
    [{ concurrency: 4 }, 'option "concurrency" of route POST /a must be false, a limit such as { limit: 4 }, or a list of them; got 4']
  ]
  for (const [given, message] of cases) t.throws(() => resolveOptions(defaults, given, 'POST /a'), new TypeError(`fastify-conformant: ${message}`), message)
})

t.test('lists are copied', async (t) => {
  const accept = ['a/b']
  const settings = on({ accept })
  accept.push('c/d')
  t.strictSame(settings.accept, ['a/b'])
})

t.test('the dialect, and links on it', async (t) => {
  const documentation = 'https://api.example.com/reference'
  const standardFormat = 'https://docs.example.com/formats'
  const dialect = akeneo({ documentation, standardFormat })
  const scope = on({ dialect })
  t.equal(scope.dialect, dialect)
  t.strictSame([scope.documentation, scope.standardFormat], [documentation, standardFormat])
  const route = over(scope, { documentation: '#post', standardFormat: '#category' }, 'POST /a')
  t.strictSame([route.documentation, route.standardFormat], [`${documentation}#post`, `${standardFormat}#category`])
  t.equal(over(scope, { documentation: 'https://other.example.com/a' }).documentation, 'https://other.example.com/a')
  t.equal(over(over(scope, { documentation: 'https://other.example.com/a' }), { documentation: '#b' }).documentation, 'https://other.example.com/a#b')
  t.equal(over(scope, { dialect: problem() }).documentation, documentation, 'another dialect without one leaves what holds')
  t.equal(on({ baseUrl: 'https://api.example.com' }).baseUrl?.href, 'https://api.example.com/')
  t.equal(over(on({ baseUrl: 'https://api.example.com' }), {}).baseUrl?.href, 'https://api.example.com/')
})

t.test('mappers of a scope come before those around it', async (t) => {
  const [a, b, c] = [() => undefined, () => undefined, () => undefined]
  t.strictSame(over(on({ mappers: [a] }), { mappers: [b, c] }).mappers, [b, c, a])
})

t.test('every bad value is named, with its path and what would be right', async (t) => {
  for (const [given, message] of badOptions) {
    t.throws(() => resolveOptions(defaults, given, 'plugin'), new TypeError(`fastify-conformant: ${message}`), message)
  }
})

t.test('on a route, the route is named', async (t) => {
  const cases: Array<[given: unknown, message: string]> = [
    [{ items: 'a' }, 'option "items" of route POST /a must be true, false, a whole number of items from 1, { limit, status } or "report"; got "a"'],
    [{ json: { maxDepth: 0 } }, 'option "json.maxDepth" of route POST /a must be a whole number of levels from 1; got 0'],
    [{ documentation: '#a' }, 'option "documentation" of route POST /a must be an absolute URL, or an anchor where the dialect has an absolute URL "documentation"; got "#a"'],
    [true, 'option "options" of route POST /a must be an object; got true'],
    ...['unknownUrl', 'method', 'cors', 'mappers', 'baseUrl', 'drain', 'maxConnections'].map((option): [object, string] => [{ [option]: true },
      `option "${option}" of route POST /a does not exist; the options are rateLimit, deprecated, concurrency, accept, contentType, contentCoding, payload, preconditions, json, items, unknownProperties, validation, spamCheck, dialect, maskForbidden, refusals, emptyErrors, exposeChosen, log, realm, challenge, echo, documentation, standardFormat, messages, coerce, enforce, errors, rateLimitHeaders`])
  ]
  for (const [given, message] of cases) t.throws(() => resolveOptions(defaults, given, 'POST /a'), new TypeError(`fastify-conformant: ${message}`), message)
})

t.test('links and baseUrl are addresses of the web', async (t) => {
  const cases: Array<[given: object, message: string]> = [
    [{ baseUrl: 'localhost:3000' }, 'option "baseUrl" must be an absolute URL such as https://api.example.com; got "localhost:3000"'],
    [{ baseUrl: 'ftp://api.example.com' }, 'option "baseUrl" must be an absolute URL such as https://api.example.com; got "ftp://api.example.com"'],
    [{ documentation: 'javascript:alert(1)' }, 'option "documentation" must be an absolute URL, or an anchor where the dialect has an absolute URL "documentation"; got "javascript:alert(1)"']
  ]
  for (const [given, message] of cases) t.throws(() => resolveOptions(defaults, given, 'plugin'), new TypeError(`fastify-conformant: ${message}`), message)
  t.equal(resolveOptions(defaults, { baseUrl: 'http://localhost:3000' }, 'plugin').baseUrl?.href, 'http://localhost:3000/')
})
