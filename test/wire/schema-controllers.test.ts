import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import t from 'tap'
import conformant from '../../lib/index.ts'
import { problem, success } from '../helpers/answers.ts'
import { exchange, listen } from '../helpers/exchange.ts'

type Test = Parameters<typeof listen>[0]
type Declare = (app: FastifyInstance) => unknown

const failed = (detail: string, place: object): object => problem(422, 'Validation failed.', {}, { errors: [{ detail, ...place }] })
const ofN = { $id: 'n', type: 'object', properties: { n: { type: 'integer' } } }
const ofM = { $id: 'm', type: 'object', properties: { m: { type: 'integer' } } }
const posts = (id: string): Declare => app => app.post('/', { schema: { body: { $ref: `${id}#` } } }, async ({ body }) => body)

interface StrictBucket { asked: number, bucket: (inherited?: object) => object }

/** Keeps the schemas of all scopes together, takes no name twice, and is asked no more often than there are instances. */
function strictBucket (instances: number): StrictBucket {
  const schemas: Record<string, unknown> = {}
  const strict: StrictBucket = {
    asked: 0,
    bucket () {
      if (++strict.asked > instances) throw new Error(`There are ${instances} instances.`)
      return {
        add (schema: { $id: string }) {
          if (schema.$id in schemas) throw new Error(`${schema.$id} is there.`)
          schemas[schema.$id] = schema
        },
        getSchema: (id: string) => schemas[id],
        getSchemas: () => schemas
      }
    }
  }
  return strict
}

async function listening (t: Test, isBare: boolean, own: FastifyServerOptions, before: Declare, behind: Declare): Promise<number> {
  const app = Fastify(own as object) as unknown as FastifyInstance
  before(app)
  if (!isBare) await app.register(conformant)
  await behind(app)
  return await listen(t, app)
}

t.test('an own bucket is asked as often as without the plugin', async (t) => {
  const cases: Array<[name: string, instances: number, declare: Declare]> = [
    ['the application alone', 1, posts('n')],
    ['scopes', 3, async (app) => {
      posts('n')(app)
      await app.register(async (scope) => {
        scope.addSchema(ofM)
        posts('m')(scope)
        await scope.register(async inner => posts('m')(inner), { prefix: '/inner' })
      }, { prefix: '/scope' })
    }]
  ]
  for (const [name, instances, declare] of cases) {
    for (const isBare of [true, false]) {
      const strict = strictBucket(instances)
      const port = await listening(t, isBare, { schemaController: { bucket: strict.bucket as never } }, app => app.addSchema(ofN), declare)
      t.equal(strict.asked, instances, name)
      t.strictSame(await exchange(port, { method: 'POST', json: { n: 1 } }), success(200, { n: 1 }), name)
    }
  }
})

t.test('a bucket that knows the scope that asks', async (t) => {
  const asked: Array<readonly string[] | undefined> = []
  const bucket = (inherited?: Record<string, unknown>): object => {
    asked.push(inherited && Object.keys(inherited))
    const schemas = { ...inherited }
    return { add: (schema: { $id: string }) => { schemas[schema.$id] = schema }, getSchema: (id: string) => schemas[id], getSchemas: () => schemas }
  }
  const app = Fastify({ schemaController: { bucket: bucket as never } })
  await app.register(conformant)
  app.addSchema(ofN)
  await app.register(async scope => posts('n')(scope))
  t.strictSame(await exchange(await listen(t, app), { method: 'POST', json: { n: 'x' } }), failed('must be of type integer', { pointer: '#/n' }))
  t.strictSame(asked, [undefined, ['n']])
})

t.test('schemas of scopes, and of where the plugin is', async (t) => {
  const port = await listening(t, false, {}, app => app.addSchema(ofN), async (app) => {
    app.addSchema(ofM)
    await app.register(async (scope) => {
      scope.addSchema({ $id: 'both', type: 'object', properties: { n: { $ref: 'n#/properties/n' }, m: { $ref: 'm#/properties/m' } } })
      t.ok(scope.getSchema('n') && scope.getSchemas().m, 'all are seen in the scope')
      await scope.register(async inner => posts('both')(inner), { prefix: '/inner' })
    })
    t.equal(app.getSchema('both'), undefined)
  })
  t.strictSame(await exchange(port, { method: 'POST', path: '/inner', json: { n: 1, m: 2 } }), success(200, { n: 1, m: 2 }))
  t.strictSame(await exchange(port, { method: 'POST', path: '/inner', json: { n: 1, m: 'x' } }), failed('must be of type integer', { pointer: '#/m' }))
})

t.test('what is set for validators stays with the scope that the plugin is in', async (t) => {
  const app = Fastify()
  await app.register(async (scope) => {
    await scope.register(conformant)
    scope.post('/', { schema: { body: ofN } }, async () => 1)
  }, { prefix: '/ours' })
  await app.register(async scope => scope.post('/', { schema: { body: ofN } }, async ({ body }) => body), { prefix: '/theirs' })
  const port = await listen(t, app)
  t.strictSame(await exchange(port, { method: 'POST', path: '/ours', json: { n: '1' } }), failed('must be of type integer', { pointer: '#/n' }))
  t.strictSame(await exchange(port, { method: 'POST', path: '/theirs', json: { n: '1' } }), success(200, { n: 1 }), 'Fastify\'s own, which coerce')
})

t.test('a compiler of the application is asked for all that Fastify asks it for', async (t) => {
  const compiler = () => () => ({ error: Object.assign(new Error('No.'), { issues: [{ path: ['n'], message: 'Not so.' }] }) })
  const set: Declare = app => app.setValidatorCompiler(compiler as never)
  const byOurs = failed('must be of type integer', { pointer: '#/n' })
  const byTheirs = failed('Not so.', { pointer: '#/n' })
  const add: Declare = app => app.addSchema(ofN)
  const both = (...declared: Declare[]): Declare => (app) => { for (const declare of declared) declare(app) }
  const inScope = (declare: Declare): Declare => async app => await app.register(async scope => declare(scope))
  const cases: Array<[name: string, before: Declare, behind: Declare, answer: object]> = [
    ['none is set', add, posts('n'), byOurs],
    ['set before', both(add, set), posts('n'), byTheirs],
    ['set before, and a schema is added behind', set, both(add, posts('n')), byTheirs],
    ['set behind', add, both(posts('n'), set), byTheirs],
    ['set before, for a scope too', both(add, set), inScope(posts('n')), byTheirs],
    // Fastify makes the validators of a scope that has schemas of its own by the builder of the server.
    ['set before, and a scope adds a schema', set, inScope(both(add, posts('n'))), byOurs]
  ]
  for (const [name, before, behind, answer] of cases) {
    const port = await listening(t, false, {}, before, behind)
    t.strictSame(await exchange(port, { method: 'POST', json: { n: 'x' } }), answer, name)
  }
})

t.test('a builder of serializers that is set before is kept', async (t) => {
  const compilersFactory = { buildSerializer: () => () => (value: unknown) => `<${JSON.stringify(value)}>` }
  const port = await listening(t, false, {}, app => app.setSchemaController({ compilersFactory: compilersFactory as never }), (app) => {
    app.post('/', { schema: { body: ofN, response: { 200: ofN } } }, async ({ body }) => body)
  })
  t.equal((await exchange(port, { method: 'POST', json: { n: 1 } })).body, '<{"n":1}>')
  t.strictSame(await exchange(port, { method: 'POST', json: { n: 'x' } }), failed('must be of type integer', { pointer: '#/n' }))
  t.strictSame(Object.keys(compilersFactory), ['buildSerializer'], 'the application\'s own object is as it was')
})

t.test('names of header fields are in any case', async (t) => {
  const port = await listening(t, false, {}, () => {}, (app) => {
    app.get('/', { schema: { headers: { type: 'object', properties: { 'X-Count': { type: 'integer' } }, required: ['X-Count'] } } }, async ({ headers }) => ({ count: headers['x-count'] }))
  })
  t.strictSame(await exchange(port, { method: 'GET', headers: { 'X-COUNT': '5' } }), success(200, { count: 5 }))
  t.strictSame(await exchange(port, { method: 'GET', headers: { 'x-count': 'x' } }), failed('must be of type integer', { header: 'x-count' }))
})

t.test('scopes with the same schemas share their validators, as without the plugin', async (t) => {
  const options: Array<[name: string, own: FastifyServerOptions]> = [
    ['nothing said', {}],
    ['with all findings', { ajv: { customOptions: { allErrors: true } } }]
  ]
  for (const [name, own] of options) {
    const compilers: Record<string, unknown> = {}
    const app = Fastify(own)
    await app.register(conformant)
    for (const scope of ['one', 'another', 'more']) {
      await app.register(async (instance) => {
        if (scope === 'more') instance.addSchema(ofM)
        instance.post(`/${scope}`, { schema: { body: ofN } }, async () => 1)
        instance.addHook('onReady', async () => { compilers[scope] = instance.validatorCompiler })
      })
    }
    await app.ready()
    t.type(compilers.one, 'function', name)
    t.equal(compilers.another, compilers.one, name)
    t.not(compilers.more, compilers.one, `${name}: one has a schema more`)
    await app.close()
  }
})
