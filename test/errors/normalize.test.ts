import t from 'tap'
import { ApiError } from '../../lib/errors/api-error.ts'
import { kinds, catalog } from '../../lib/errors/catalog.ts'
import { badGateway, conflict, gone, notFound, unprocessable } from '../../lib/errors/constructors.ts'
import { builtInMappers } from '../../lib/errors/mappers/index.ts'
import { cacheControl, isClientError, normalize, type Mapper } from '../../lib/errors/normalize.ts'

const brand = Symbol.for('fastify-conformant.ApiError')
const withStatus = (statusCode: unknown, more?: object): Error => Object.assign(new Error('secret'), { statusCode }, more)
const revoked = (): object => {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}
const throwing = (message: string): never => { throw new Error(message) }

/** Nothing can be asked of them without an error. */
const hostile: Array<[name: string, thrown: unknown]> = [
  ['a revoked proxy', revoked()],
  ['a proxy that throws', new Proxy({}, { get: () => throwing('no'), has: () => throwing('no'), getPrototypeOf: () => throwing('no') })],
  ['a getter that throws, of the status', Object.defineProperty(new Error('x'), 'statusCode', { get: () => throwing('no') })],
  ['a getter that throws, of the brand', Object.defineProperty({}, brand, { get: () => throwing('no') })],
  ['a proxy of an ApiError', new Proxy(conflict(), {})],
  ['the prototype', ApiError.prototype],
  ['what inherits from an ApiError', Object.create(conflict())],
  ['the brand alone', { [brand]: true }],
  ['the brand with a kind that is none', { [brand]: true, kind: 'toString' }],
  ['an aggregate without errors', Object.assign(new AggregateError([]), { errors: null })],
  ['an aggregate of what cannot be asked', new AggregateError([revoked()])],
  ['an aggregate with a getter', Object.defineProperty(new AggregateError([]), 'errors', { get: () => throwing('no') })]
]

const cyclic = new AggregateError([])
cyclic.errors.push(cyclic)
const cyclicMixed = new AggregateError([notFound()])
cyclicMixed.errors.push(cyclicMixed)

t.test('what nobody knows is a 500 of which nothing is shown', async (t) => {
  const cases: Array<[name: string, thrown: unknown]> = [
    ...['boom', '', null, undefined, 0, 404, NaN, 10n, true, Symbol('x'), () => {}, {}, [], new Error('secret'), new Map()]
      .map((thrown): [string, unknown] => [typeof thrown, thrown]),
    ...[200, 99, 399, 600, 404.5, NaN, Infinity, -404, 'abc', '404', null, {}, true, 404n].map((status): [string, unknown] => [`status ${String(status)}`, withStatus(status)]),
    ['a function with a status', Object.assign(() => {}, { statusCode: 404 })],
    ['a status of another name behind one that is none', withStatus(200, { status: 404 })],
    ['an aggregate of nothing', new AggregateError([])],
    ['an aggregate of what nobody knows', new AggregateError([new Error('secret'), 'boom'])],
    ['an aggregate in an aggregate', new AggregateError([new AggregateError([notFound()])])],
    ['an aggregate in an aggregate beside another', new AggregateError([notFound(), new AggregateError([notFound()])])],
    ['an aggregate of itself', cyclic],
    ['an aggregate of itself and another', cyclicMixed],
    ['an aggregate of two kinds', new AggregateError([notFound(), conflict()])],
    ['an aggregate of two statuses', new AggregateError([withStatus(499), withStatus(400)])],
    ['an aggregate of a known one and another', new AggregateError([notFound(), new Error('secret')])],
    ['an aggregate of server errors', new AggregateError([badGateway(), badGateway()])],
    ...hostile
  ]
  for (const [name, thrown] of cases) {
    const error = normalize(thrown, builtInMappers, undefined)
    t.strictSame([error.kind, error.status, error.message, error.detail, error.issues, error.headers], ['internal', 500, 'Internal Server Error', undefined, [], {}], name)
    t.ok(Object.is(error.cause, thrown), `${name} is the cause`)
  }
})

t.test('an ApiError stays what it is', async (t) => {
  for (const kind of kinds) {
    const error = new ApiError(kind)
    t.equal(normalize(error, [() => throwing('not asked')], undefined), error, kind)
  }
  const ofAnotherCopy = Object.assign(new Error('x'), { [brand]: true, kind: 'conflict', status: 409 })
  t.equal(normalize(ofAnotherCopy, [], undefined), ofAnotherCopy as unknown as ApiError)
  const ofLater = Object.assign(new Error('M'), { [brand]: true, kind: 'a_later_kind', statusCode: 409 })
  const { kind, detail } = normalize(ofLater, builtInMappers, undefined)
  t.strictSame([kind, detail], ['conflict', 'M'], 'of a copy that has more kinds, by its status')
})

t.test('several at once', async (t) => {
  const first = notFound('1')
  const challenged = (path: string): ApiError => new ApiError('validation_failed', { status: 401, headers: { 'www-authenticate': 'Basic' }, issues: [{ path }] })
  const cases: Array<[name: string, errors: unknown[], expected: unknown[]]> = [
    ['one', [first], ['not_found', 404, '1', [], {}]],
    ['of the same kind, the first speaks', [first, notFound('2'), withStatus(404)], ['not_found', 404, '1', [], {}]],
    ['issues are added up', [unprocessable({ issues: [{ path: 'a' }] }), unprocessable({ issues: [{ path: 'b' }, { path: 'c' }] })],
      ['validation_failed', 422, undefined, [{ path: ['a'] }, { path: ['b'] }, { path: ['c'] }], {}]],
    ['issues that only the second has', [unprocessable({ issues: [] }), unprocessable({ issues: [{ path: 'b' }] })],
      ['validation_failed', 422, undefined, [{ path: ['b'] }], {}]],
    ['status and headers stay', [challenged('a'), challenged('b')],
      ['validation_failed', 401, undefined, [{ path: ['a'] }, { path: ['b'] }], { 'www-authenticate': 'Basic' }]]
  ]
  for (const [name, errors, expected] of cases) {
    const { kind, status, detail, issues, headers } = normalize(new AggregateError(errors), builtInMappers, undefined)
    t.strictSame([kind, status, detail, issues, headers], expected, name)
  }
})

t.test('mappers', async (t) => {
  const answers = (answer: unknown): Mapper => () => answer as ApiError
  const nonsense = 'a mapper must answer an ApiError or undefined'
  const cases: Array<[name: string, mappers: Mapper[], kind: string, faults: string[]]> = [
    ['none', [], 'internal', []],
    ['the first answer counts', [answers(undefined), answers(gone()), answers(conflict())], 'gone', []],
    ['one that throws', [() => throwing('bug'), answers(gone())], 'gone', ['bug']],
    ['one that throws what cannot be asked', [() => { throw revoked() }, answers(gone())], 'gone', ['?']],
    ['nonsense', [...[null, false, 404, 'x', {}, new Error('x'), { kind: 'gone' }, { [brand]: true }].map(answers), answers(gone())], 'gone', Array<string>(8).fill(nonsense)],
    ['what cannot be asked', [answers(revoked()), answers(gone())], 'gone', ["Cannot perform 'get' on a proxy that has been revoked"]],
    ['all fail', [() => throwing('1'), answers(null), () => throwing('3')], 'internal', ['1', nonsense, '3']]
  ]
  for (const [name, mappers, kind, expected] of cases) {
    const faults: string[] = []
    const note = (fault: unknown): void => { faults.push(fault instanceof Error ? fault.message : '?') }
    const safe = (fault: unknown): void => { try { note(fault) } catch { faults.push('?') } }
    t.equal(normalize('thrown', mappers, undefined, safe).kind, kind, name)
    t.strictSame(faults, expected, `${name}: faults`)
    t.equal(normalize('thrown', mappers, undefined).kind, kind, `${name}, with nobody to tell`)
  }
  t.equal(normalize('thrown', [() => throwing('bug')], undefined, () => throwing('too')).kind, 'internal', 'one that cannot be told of either')
  const asked: unknown[] = []
  normalize('thrown', [(...given) => { asked.push(given); return undefined }], 'request')
  t.strictSame(asked, [['thrown', 'request']])
})

t.test('a mapper that answers later does not end the process', async (t) => {
  const faults: unknown[] = []
  const late = new Error('late')
  const mapper = (async () => { throw late }) as unknown as Mapper
  t.equal(normalize('thrown', [mapper], undefined, fault => faults.push(fault)).kind, 'internal')
  await new Promise(resolve => setImmediate(resolve))
  t.strictSame(faults, [new TypeError('a mapper must answer an ApiError or undefined'), late])
})

t.test('isClientError and cacheControl', async (t) => {
  for (const kind of kinds) {
    const error = new ApiError(kind)
    t.equal(isClientError(error), catalog[kind].status < 500, kind)
    t.equal(cacheControl(error), catalog[kind].cacheability === 'explicit' ? undefined : 'no-store', kind)
  }
})
