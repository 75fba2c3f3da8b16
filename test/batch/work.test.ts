import { Type, type TSchema } from '@sinclair/typebox'
import Fastify, { type FastifyInstance, type FastifyRequest, type FastifyServerOptions } from 'fastify'
import t from 'tap'
import { workOf, type WorkParts } from '../../lib/batch/work.ts'
import type { Work } from '../../lib/batch/run.ts'
import conformant, { akeneo, ApiError, defineDialect, forbidden, gitlab, notFound, problem, type ConformantOptions, type Dialect } from '../../lib/index.ts'
import { placeOf } from '../../lib/plugin/enter.ts'
import { scopeOf, type Scope } from '../../lib/plugin/held.ts'
import { captureLogs } from '../helpers/logs.ts'

const item = Type.Object({ code: Type.String({ maxLength: 3 }), position: Type.Optional(Type.Integer()) })
const limits = { concurrency: 1, isTimed: false }

const hostOf = (scope: FastifyInstance): Parameters<typeof workOf>[2] => ({ placeOf, validators: (scopeOf(scope) as Scope).validators })

type Look = (work: Work, request: FastifyRequest) => unknown
interface More { readonly options?: ConformantOptions, readonly of?: FastifyServerOptions, readonly parts?: Partial<WorkParts>, readonly limits?: Parameters<typeof workOf>[3] }

/** What is seen of the work of one request, while that is handled. */
async function seen (look: Look, { options = { dialect: akeneo() }, of = {}, parts, limits: own = limits }: More = {}): Promise<unknown> {
  const app = Fastify(of)
  await app.register(conformant, options)
  let found: unknown
  await app.register(async (scope: FastifyInstance) => {
    scope.get('/lines', async (request) => {
      found = look(workOf(scope, request, hostOf(scope), own, { key: 'code', item, handler: () => undefined, ...parts }), request)
    })
  })
  const { statusCode, body } = await app.inject('/lines')
  if (statusCode !== 200) throw new Error(body)
  return found
}

t.test('what a route brings is passed on', async (t) => {
  const tooLong = new ApiError('operational_constraint')
  const context = { line: 2, total: 3, signal: new AbortController().signal }
  const handler: WorkParts['handler'] = (...told) => told
  const look: Look = (work, request) => {
    t.strictSame([work.key, work.concurrency, work.isTimed, work.tooLong], ['uuid', 5, true, tooLong])
    const [value, given, rest] = work.handle({ code: 'a' }, context) as unknown[]
    t.strictSame([value, rest], [{ code: 'a' }, context])
    return given === request
  }
  t.equal(await seen(look, { parts: { key: 'uuid', handler }, limits: { concurrency: 5, isTimed: true, tooLong } }), true, 'and the request')
  t.equal(await seen(work => 'tooLong' in work), false, 'and nothing else')
})

t.test('lines are read as bodies are', async (t) => {
  const cases: Array<[more: More, json: object]> = [
    [{}, { maxDepth: 512, protoAction: 'error', constructorAction: 'error' }],
    [{ options: { json: { maxDepth: 5 } } }, { maxDepth: 5, protoAction: 'error', constructorAction: 'error' }],
    [{ options: { json: false }, of: { onProtoPoisoning: 'remove', onConstructorPoisoning: 'ignore' } }, { maxDepth: undefined, protoAction: 'remove', constructorAction: 'ignore' }]
  ]
  for (const [more, json] of cases) t.strictSame(await seen(({ json }) => json, more), json, JSON.stringify(more))
})

/** The findings of an item: the status, and where and what each is. */
const findings = (body: object): Look => ({ check }) => {
  const error = check(body)
  return error && [error.status, error.issues?.map(({ path, keyword }) => `${path.join('.')} ${keyword}`)]
}

t.test('items are checked as bodies are', async (t) => {
  const unknown = { unknownProperties: false }
  const fastifys = { validation: false } as const
  const cases: Array<[name: string, body: object, options: ConformantOptions, found: unknown]> = [
    ['right', { code: 'a', position: 1 }, {}, undefined],
    ['all findings, what is unknown first', { code: 'abcd', position: '1', x: 1 }, {}, [422, ['x additionalProperties', 'code maxLength', 'position type']]],
    ['only what is unknown', { code: 'a', x: 1 }, {}, [422, ['x additionalProperties']]],
    ['only what is wrong', {}, {}, [422, ['code required']]],
    ['what is unknown is let pass', { code: 'abcd', x: 1 }, unknown, [422, ['code maxLength']]],
    ['at most so many', { code: 'abcd', position: '1', x: 1 }, { validation: { limit: 2 } }, [422, ['x additionalProperties', 'code maxLength']]],
    ['as Fastify does: the first, with a 400', { code: 'abcd', position: 'one' }, fastifys, [400, ['code maxLength']]],
    ['as Fastify does: it coerces', { code: 'a', position: '1' }, fastifys, undefined],
    ['as Fastify does, and what is unknown', { code: 'abcd', x: 1 }, fastifys, [422, ['x additionalProperties', 'code maxLength']]]
  ]
  for (const [name, body, options, found] of cases) t.strictSame(await seen(findings(body), { options }), found, name)
})

t.test('what is left out is counted', async (t) => {
  const omitted: Look = ({ check }) => [{ code: 'abcd', position: '1', x: 1, y: 2 }, { code: 'abcd' }].map(body => check(body)?.facts.omitted)
  t.strictSame(await seen(omitted, { options: { validation: { limit: 2 } } }), [2, 0])
})

t.test('the fields of an item that a reference names are those of the scope', async (t) => {
  const app = Fastify()
  await app.register(conformant)
  const found: unknown[] = []
  for (const name of ['a', 'b']) {
    await app.register(async (scope) => {
      scope.addSchema({ $id: 'sub', type: 'object', properties: { [name]: { type: 'integer' } } })
      scope.get(`/${name}`, async (request) => {
        const { check } = workOf(scope, request, hostOf(scope), limits, { key: 'code', item: { type: 'object', properties: { sub: { $ref: 'sub#' } } } as unknown as TSchema, handler: () => undefined })
        found.push([{ sub: { a: 1 } }, { sub: { b: 1 } }].map(body => check(body) === undefined))
      })
    })
  }
  for (const url of ['/a', '/b', '/a']) t.equal((await app.inject(url)).statusCode, 200)
  t.strictSame(found, [[true, false], [false, true], [true, false]])
})

t.test('what is thrown is told by the dialect', async (t) => {
  const text = defineDialect({ name: 'text', mediaType: 'text/plain', render: ({ kind }) => `${kind} \n`, schema: () => Type.String() })
  const broken: Dialect = { ...text, render: () => { throw new Error('of the dialect') } }
  const refused = (thrown: unknown): Look => ({ refuse }) => refuse(thrown)
  const cases: Array<[name: string, dialect: Dialect, thrown: unknown, told: object]> = [
    ['akeneo', akeneo(), notFound('Gone.'), { status: 404, members: { code: 404, message: 'Gone.' } }],
    ['gitlab', gitlab(), notFound(), { status: 404, members: { message: '404 Not Found' } }],
    ['problem', problem(), notFound('Gone.'), { status: 404, members: { type: 'about:blank', title: 'Not Found', status: 404, detail: 'Gone.' } }],
    ['a text', text, notFound(), { status: 404, members: { message: 'not_found' } }],
    ['the status of the dialect', { ...text, status: () => 418 }, notFound(), { status: 418, members: { message: 'not_found' } }],
    ['a dialect that fails', broken, notFound(), { status: 500, members: { message: 'Internal Server Error' } }],
    ...[undefined, null, '', 5].map((said): typeof cases[number] => [`a dialect that says ${String(said)}`, { ...text, render: ({ kind }) => kind === 'internal' ? 'fault' : said }, notFound(), { status: 500, members: { message: 'fault' } }]),
    ['what nobody knows', akeneo(), new Error('secret'), { status: 500, members: { code: 500, message: 'Internal Server Error' } }],
    ['no error', akeneo(), 'secret', { status: 500, members: { code: 500, message: 'Internal Server Error' } }]
  ]
  for (const [name, dialect, thrown, told] of cases) t.strictSame(await seen(refused(thrown), { options: { dialect } }), told, name)
})

t.test('mappers and masks hold for lines too', async (t) => {
  class Taken extends Error {}
  const options: ConformantOptions = { dialect: akeneo(), maskForbidden: true, mappers: [thrown => thrown instanceof Taken ? new ApiError('conflict', { message: 'Taken.' }) : undefined] }
  t.strictSame(await seen(({ refuse }) => [new Taken(), forbidden('secret', { resource: 'Category', id: 'a' })].map(refuse), { options }), [
    { status: 409, members: { code: 409, message: 'Taken.' } },
    { status: 404, members: { code: 404, message: "Category 'a' does not exist." } }
  ])
})

t.test('what is logged of a line', async (t) => {
  const cases: Array<[name: string, thrown: unknown, options: ConformantOptions, logged: Array<[level: number, msg: string]>]> = [
    ['what a client has caused', notFound('Gone.'), {}, [[30, 'Gone.']]],
    ['a fault', new Error('secret'), {}, [[50, 'secret']]],
    ['a 403 that is masked', forbidden('secret'), { maskForbidden: true }, [[30, 'secret']]],
    ['a mapper that fails', notFound('Gone.'), { mappers: [() => { throw new Error('of the mapper') }] }, [[30, 'Gone.']]],
    ['a mapper that fails with what it is asked', new Error('secret'), { mappers: [() => { throw new Error('of the mapper') }] }, [[50, 'an error mapper failed'], [50, 'secret']]]
  ]
  for (const [name, thrown, options, logged] of cases) {
    const logs = captureLogs()
    await seen(({ refuse }) => refuse(thrown), { options: { dialect: akeneo(), ...options }, of: { logger: logs.logger } })
    t.strictSame(logs.errors().map(({ level, msg }) => [level, msg]), logged, name)
  }
  const logs = captureLogs()
  await seen(({ check, refuse }) => refuse(check({ code: 'abcd', x: 1 })), { options: { validation: { limit: 1 } }, of: { logger: logs.logger } })
  t.match(logs.errors().at(-1), { level: 30, error: { where: 'line', omitted: 1 }, msg: 'Validation failed.' })
})
