import type { FastifyRequest } from 'fastify'
import t from 'tap'
import type { ApiError } from '../../lib/errors/api-error.ts'
import { attachUnknown, failedWith, standardLimit, validationErrors, validationFailed } from '../../lib/validation/failed.ts'
import { unknownFailure } from '../../lib/validation/failure.ts'
import { PathBudget } from '../../lib/validation/path-budget.ts'

interface Finding { readonly keyword: string, readonly instancePath: string, readonly schemaPath: string, readonly params: object }

const wrong = (name: string): Finding => ({ keyword: 'type', instancePath: `/${name}`, schemaPath: `#/properties/${name}/type`, params: { type: 'string' } })

/** A request of which the query fails with these. */
function requestWith (...ofQuery: Finding[]): FastifyRequest {
  const validator = Object.assign(() => false, { errors: ofQuery })
  const value = { a: 1, b: 1, c: 1 }
  return {
    params: value,
    body: value,
    query: value,
    headers: value,
    routeOptions: {},
    getValidationFunction: (part: string) => part === 'querystring' && ofQuery.length > 0 ? validator : undefined
  } as unknown as FastifyRequest
}

/** The findings of an error as texts, and how many are left out. */
const shown = (error: ApiError | undefined): unknown => error && [
  error.kind, error.status, error.issues.map(({ path, keyword, part }) => `${part === undefined ? '' : `${part} `}${path.join('.')} ${String(keyword)}`), error.facts.omitted
]
const failed = (issues: string[], omitted = 0, status = 422): unknown[] => ['validation_failed', status, issues, omitted]

t.test('what was refused, what is unknown, and what is behind it', async (t) => {
  const body = { part: 'body' as const, items: [wrong('a')] }
  const cases: Array<[name: string, error: ApiError, expected: unknown[]]> = [
    ['the part that failed', validationFailed(100, requestWith(), body), failed(['a type'])],
    ['and the parts behind it', validationFailed(100, requestWith(wrong('b')), body), failed(['a type', 'querystring b type'])],
    ['unknown properties go first', validationFailed(100, requestWith(wrong('b')), body, [['x'], ['y', 0]]),
      failed(['x additionalProperties', 'y.0 additionalProperties', 'a type', 'querystring b type'])],
    ['unknown properties alone', validationFailed(100, requestWith(), undefined, [['x']]), failed(['x additionalProperties'])],
    ['as many as the limit', validationFailed(2, requestWith(), undefined, [['x'], ['y']]), failed(['x additionalProperties', 'y additionalProperties'])],
    ['more than the limit', validationFailed(2, requestWith(), undefined, [['x'], ['y'], ['z']]), failed(['x additionalProperties', 'y additionalProperties'], 1)],
    ['what was refused is told, however much is unknown', validationFailed(2, requestWith(), body, [['x'], ['y'], ['z']]), failed(['x additionalProperties', 'a type'], 2)],
    ['also where there is room for one', validationFailed(1, requestWith(), body, [['x']]), failed(['a type'], 1)]
  ]
  for (const [name, error, expected] of cases) t.strictSame(shown(error), expected, name)
})

t.test('where the validation is Fastify\'s own, its findings and its status', async (t) => {
  const body = { part: 'body' as const, items: [wrong('a')] }
  const own = { code: 'FST_ERR_VALIDATION' }
  const cases: Array<[name: string, error: ApiError, expected: unknown[]]> = [
    ['nothing behind it', validationFailed(undefined, requestWith(wrong('b')), body, [], own), failed(['a type'], 0, 400)],
    ['thrown by others', validationFailed(undefined, requestWith(), body, [], {}), failed(['a type'])],
    ['thrown by nobody', validationFailed(undefined, requestWith(), undefined, [['x']]), failed(['x additionalProperties'])],
    ['ours keeps its status', validationFailed(100, requestWith(), body, [], own), failed(['a type'])]
  ]
  for (const [name, error, expected] of cases) t.strictSame(shown(error), expected, name)
})

t.test('the mapper knows only what was a client\'s fault', async (t) => {
  const thrown = (validationContext: unknown, validation: unknown = [wrong('a')]): object => Object.assign(new Error('secret'), { validation, validationContext, code: 'FST_ERR_VALIDATION' })
  for (const part of ['params', 'querystring', 'headers']) t.strictSame(shown(validationErrors(100)(thrown(part), requestWith())), failed([`${part} a type`]), part)
  t.strictSame(shown(validationErrors(100)(thrown('body'), requestWith())), failed(['a type']))
  t.strictSame(shown(validationErrors(undefined)(thrown('body'), requestWith())), failed(['a type'], 0, 400))
  for (const other of [thrown('response'), thrown(undefined), thrown('body', 'text'), thrown('body', null), {}, new Error('secret'), undefined, null, 'body']) {
    t.equal(validationErrors(100)(other, requestWith()), undefined, JSON.stringify(other))
  }
})

t.test('what Fastify marks that a validator has answered or thrown', async (t) => {
  const marked = (error: object): object => Object.assign(error, { validationContext: 'body', statusCode: 400, code: 'FST_ERR_VALIDATION' })
  const said = (thrown: object): unknown => {
    const error = validationErrors(100)(thrown, requestWith())
    return error && [error.kind, error.issues.map(({ path, words }) => [...path, words])]
  }
  const system = Object.assign(new Error('connect ECONNREFUSED'), { syscall: 'connect', code: 'ECONNREFUSED' })
  const cases: Array<[name: string, thrown: object, expected: unknown]> = [
    ['an error', marked(new Error('No.')), ['validation_failed', [['No.']]]],
    ['the issues of an error', marked(Object.assign(new Error('No.'), { issues: [{ path: ['a'], message: 'Not a.' }] })), ['validation_failed', [['a', 'Not a.']]]],
    ['a mistake that knows what is wrong', marked(Object.assign(new TypeError('No.'), { issues: [{ path: ['a'], message: 'Not a.' }] })), ['validation_failed', [['a', 'Not a.']]]],
    ['failures that fail', marked(Object.assign(new Error('No.'), { failures () { throw new Error('secret') } })), ['validation_failed', [['No.']]]],
    ['what is no error', marked({ message: 'No.', name: 'TypeError' }), ['validation_failed', [['No.']]]],
    ['true', marked(Object.assign(new Error('No.'), { validation: true, errors: [wrong('a')] })), ['validation_failed', [['a', undefined]]]],
    ['a mistake', marked(new TypeError('secret')), ['internal', []]],
    ['a system that is away', Object.assign(system, { validationContext: 'body', statusCode: 400 }), ['internal', []]],
    ['a mistake that has a status of its own', Object.assign(marked(new TypeError('No.')), { statusCode: 409 }), undefined],
    ['an error that has a status of its own', Object.assign(marked(new Error('Taken.')), { statusCode: 409 }), undefined],
    ['an error that has a code of its own', Object.assign(marked(new Error('No.')), { code: 'OWN' }), undefined]
  ]
  for (const [name, thrown, expected] of cases) t.strictSame(said(thrown), expected, name)
})

t.test('unknown properties alone, thrown again', async (t) => {
  t.strictSame(shown(validationErrors(100)(unknownFailure([['x'], ['y', 0]]), requestWith(wrong('b')))), failed(['x additionalProperties', 'y.0 additionalProperties', 'querystring b type']))
})

t.test('what a formatter of the application says', async (t) => {
  const body = { part: 'body' as const, items: [wrong('a')] }
  const thrown = (message: string): Error => Object.assign(new Error(message), { validation: [{ ...wrong('a'), message: 'must be string' }], validationContext: 'body', code: 'FST_ERR_VALIDATION' })
  const messageOf = (error: object): string | undefined => validationErrors(100)(error, requestWith())?.message
  t.equal(messageOf(thrown('Own words.')), 'Own words.')
  t.equal(messageOf(thrown('body/a must be string')), 'Validation failed.', 'not what Fastify says')
  t.equal(messageOf(Object.assign(thrown('Own words.'), { code: 'OWN' })), 'Validation failed.', 'nor what another error says')
  t.equal(messageOf(Object.assign(thrown('Own words.'), { validation: [null] })), 'Own words.')
  t.equal(validationFailed(undefined, requestWith(), body, [], thrown('Own words.') as never).message, 'Own words.', 'also where the validation is Fastify\'s own')
})

t.test('unknown properties that were attached are told with what Fastify found', async (t) => {
  const request = requestWith()
  const thrown = { validation: [wrong('a')], validationContext: 'body' }
  attachUnknown(request, [['x']])
  t.strictSame(shown(validationErrors(100)(thrown, request)), failed(['x additionalProperties', 'a type']))
  t.strictSame(shown(validationErrors(100)(thrown, requestWith())), failed(['a type']), 'of this request only')
})

t.test('what is over the limit is counted, with what was left out before', async (t) => {
  const budget = new PathBudget()
  budget.omit(3)
  const found = [{ path: ['a'], keyword: 'type' }, { path: ['b'], keyword: 'type' }]
  t.strictSame(shown(failedWith([['x']], found, 2, budget)), failed(['x additionalProperties', 'a type'], 4))
  t.strictSame(shown(failedWith([], found, 2, new PathBudget(), { status: 400 })), failed(['a type', 'b type'], 0, 400))
  t.equal(standardLimit, 100)
})
