import Fastify from 'fastify'
import t from 'tap'
import conformant, { type ConformantOptions } from '../../lib/index.ts'
import { ask } from '../../lib/openapi/probe.ts'
import { validatorsOf } from '../../lib/openapi/validators.ts'
import { knownRoutes, type KnownRoute } from '../../lib/plugin/known-routes.ts'

const Body = { type: 'object', required: ['a'], properties: { a: { type: 'integer', minimum: 2 }, b: { type: 'string' }, c: { type: 'string', format: 'date' } } }

async function routeOf (schema: object, options: ConformantOptions, server: object): Promise<KnownRoute> {
  const app = Fastify(server)
  await app.register(conformant, options)
  app.post('/', { schema }, async () => '')
  await app.ready()
  return knownRoutes(app)[0] as KnownRoute
}

/** What is found in a body, and whether the validator is another one than that of the server. */
async function found (body: unknown, { options = {}, schema = { body: Body }, server = {} }: { options?: ConformantOptions, schema?: object, server?: object } = {}): Promise<unknown> {
  const route = await routeOf(schema, options, server)
  const compile = route.instance.validatorCompiler as unknown as (given: object) => unknown
  const outcome = ask(route, { method: 'POST', url: '/', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  const isOwn = validatorsOf(route).body !== compile({ schema: route.options.schema?.body, method: 'POST', url: '/', httpPart: 'body' })
  return { issues: outcome?.error.issues.map(({ path, keyword }) => `${path.join('.')} ${String(keyword)}`), isOwn }
}

t.test('what is wrong is said without a validator where that is one thing, and by one where there is more to know', async (t) => {
  t.strictSame(await found({}), { issues: ['a required'], isOwn: true })
  t.strictSame(await found({ a: 2 }), { issues: undefined, isOwn: true })
  t.strictSame(await found({ a: 1, b: 2 }), { issues: ['a minimum', 'b type'], isOwn: true }, 'several things')
  t.strictSame(await found({ a: 2, c: 'x' }), { issues: ['c format'], isOwn: true }, 'a keyword that is not plain')
})

t.test('where the application has said how it is validated, the validator of the server is asked', async (t) => {
  t.strictSame(await found({ a: '1' }, { options: { coerce: 'all' } }), { issues: ['a minimum'], isOwn: false })
  t.strictSame(await found({ a: '1' }, { options: { validation: false } }), { issues: ['a minimum'], isOwn: false })
  t.strictSame(await found({ a: '1' }, { options: { validation: 'report' } }), { issues: ['a minimum'], isOwn: false })
  t.strictSame(await found({ a: '1' }, { server: { ajv: { customOptions: { coerceTypes: true } } } }), { issues: ['a minimum'], isOwn: false })
  t.strictSame(await found({ a: 2 }, { server: { ajv: { plugins: [() => {}] } } }), { issues: undefined, isOwn: false })
  t.strictSame(await found({ a: 2 }, { server: { ajv: { onCreate () {} } } }), { issues: undefined, isOwn: false })
})

t.test('header fields that a schema does not want are taken out, and are no finding', async (t) => {
  const headers = { type: 'object', properties: { 'X-A': { type: 'integer' } } }
  t.strictSame(await found({ a: 2 }, { schema: { body: Body, headers: { ...headers, additionalProperties: false } } }), { issues: undefined, isOwn: true })
  t.strictSame(await found({ a: 2 }, { schema: { body: Body, headers: { ...headers, required: ['X-A'] } } }), { issues: ['x-a required'], isOwn: true })
})
