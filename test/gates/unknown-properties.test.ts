import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import t from 'tap'
import conformant, { type ConformantOptions } from '../../lib/index.ts'
import type { RouteFacts } from '../../lib/gates/gate.ts'
import { unknownProperties, unknownPropertiesOf } from '../../lib/gates/unknown-properties.ts'
import type { ServerValidators } from '../../lib/validation/server-validators.ts'

const schema = { type: 'object', properties: { a: {} } }
const found = async (t: { teardown: (task: () => unknown) => void }, options: ConformantOptions, route: object = {}, body: object = { a: 1, b: 2 }, server: object = {}): Promise<unknown[]> => {
  const app = Fastify(server)
  t.teardown(() => app.close())
  await app.register(conformant, options)
  app.post('/', { schema: { body: schema }, ...route }, async (request) => ({ body: request.body, error: errorOf(request) }))
  app.addSchema({ $id: 'later', ...schema })
  const { statusCode, payload } = await app.inject({ method: 'POST', url: '/', payload: body })
  const { errors, ...rest } = JSON.parse(payload)
  return [statusCode, statusCode === 200 ? rest : errors]
}

function errorOf ({ validationError }: FastifyRequest): unknown {
  if (validationError === undefined) return undefined
  const { message, validation, validationContext } = validationError
  return { message, places: (validation as Array<Record<string, unknown>>).map(({ keyword, instancePath, params }) => [keyword, instancePath, params]), validationContext }
}

const refused = [422, [{ detail: 'is not a known property', pointer: '#/b' }]]
const passed = (body: object): unknown[] => [200, { body }]

t.test('what a schema does not name is refused, let pass or taken out', async (t) => {
  const both = { a: 1, b: 2 }
  const cases: Array<[name: string, options: ConformantOptions, route: object, expected: unknown[]]> = [
    ['nothing said', {}, {}, refused],
    ['on', { unknownProperties: true }, {}, refused],
    ['off', { unknownProperties: false }, {}, passed(both)],
    ['taken out', { unknownProperties: 'remove' }, {}, passed({ a: 1 })],
    ['off on the route', {}, { config: { conformant: { unknownProperties: false } } }, passed(both)],
    ['on on the route', { unknownProperties: false }, { config: { conformant: { unknownProperties: true } } }, refused],
    ['no schema', {}, { schema: {} }, passed(both)],
    ['a schema that says so itself', {}, { schema: { body: { ...schema, additionalProperties: true } } }, passed(both)],
    ['a schema that is added later', {}, { schema: { body: { $ref: 'later#' } } }, refused],
    ['for whoever looks at the findings himself', {}, { attachValidation: true }, [200, { body: both, error: { message: 'body must NOT have additional properties', places: [['additionalProperties', '', { additionalProperty: 'b' }]], validationContext: 'body' } }]]
  ]
  for (const [name, options, route, expected] of cases) t.strictSame(await found(t, options, route), expected, name)
  t.strictSame(await found(t, {}, {}, { a: 1 }), passed({ a: 1 }), 'nothing unknown')
})

t.test('of so many as the limit says', async (t) => {
  const limit = { validation: { limit: 2 } }
  const [status, errors] = await found(t, limit, {}, { b: 1, c: 1, d: 1 })
  t.strictSame([status, (errors as Array<{ pointer: string }>).map(({ pointer }) => pointer)], [422, ['#/b', '#/c']])
})

t.test('an Ajv of the application that takes all out is left to it', async (t) => {
  t.strictSame(await found(t, {}, {}, undefined, { ajv: { customOptions: { removeAdditional: 'all' } } }), passed({ a: 1 }))
})

t.test('what is unknown is told with what Fastify finds, also where the handler throws that', async (t) => {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(conformant)
  app.post('/', { attachValidation: true, schema: { body: { type: 'object', properties: { a: { type: 'integer' } } } } }, async ({ validationError }, reply) => reply.send(validationError))
  const { payload } = await app.inject({ method: 'POST', url: '/', payload: { a: 'x', b: 2 } })
  t.strictSame(JSON.parse(payload).errors.map(({ pointer }: { pointer: string }) => pointer), ['#/b', '#/a'])
})

t.test('there is no check where there is no body', async (t) => {
  const tasks: unknown[] = []
  const facts = (hasBody: boolean): RouteFacts => ({ hasBody, options: { schema: { body: schema } }, settingOf: () => 5, whenReady: (task: unknown) => tasks.push(task) }) as unknown as RouteFacts
  t.equal(unknownProperties.arm(true, facts(false)), undefined)
  t.equal(tasks.length, 0)
  t.type(unknownProperties.arm(true, facts(true)), 'function')
  t.equal(tasks.length, 1)
})

t.test('nothing is compiled where nothing can be unknown', async (t) => {
  const instance = { getSchema: (id: string) => id === 'there' ? schema : undefined } as unknown as FastifyInstance
  const validators = (removesAll: boolean): ServerValidators => ({ removesAll }) as ServerValidators
  const cases: Array<[name: string, schema: unknown, isOn: boolean | 'remove', removesAll: boolean, found: unknown]> = [
    ['off', schema, false, false, undefined],
    ['removed by the application', schema, true, true, undefined],
    ['removed by the application, and by us', schema, 'remove', true, undefined],
    ['open', {}, true, false, undefined],
    ['a schema that is not there', { $ref: 'nowhere' }, true, false, undefined],
    ['a schema that is there', { $ref: 'there' }, true, false, [['b'], ['c']]],
    ['taken out', schema, 'remove', false, []]
  ]
  for (const [name, of, isOn, removesAll, paths] of cases) {
    t.strictSame(unknownPropertiesOf(of, instance, isOn, 5, validators(removesAll))?.({ b: 1, c: 2 }), paths, name)
  }
})

t.test('one more than the limit is looked for, to say that there is more', async (t) => {
  const body = Object.fromEntries(Array.from({ length: 200 }, (_, at) => [`x${at}`, 1]))
  for (const [limit, length] of [[5, 6], [undefined, 101]] as const) {
    t.equal(unknownPropertiesOf(schema, {} as FastifyInstance, true, limit, { removesAll: false } as ServerValidators)?.(body).length, length, String(limit))
  }
})
