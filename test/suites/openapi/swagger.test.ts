// What @fastify/swagger and the pages of its document show of the errors, whatever of it is used.
// The packages have a lock of their own: `npm ci --ignore-scripts` in this folder.
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Type } from '@sinclair/typebox'
import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import conformant, { akeneo, gitlab, problem, typed } from '../../../lib/index.ts'

const here = import.meta.dirname
if (!existsSync(join(here, 'node_modules/.package-lock.json'))) {
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit'], { cwd: here, stdio: 'ignore', timeout: 240_000 })
}

/** A package of this folder. It may not be installed where types are checked. */
async function load (name: string): Promise<any> {
  return await import(name)
}

const { default: swagger } = await load('@fastify/swagger')
const statuses = ['200', '406', '500', 'default']
const of = (document: any, path: string, method = 'get'): string[] => Object.keys(document.paths[path]?.[method]?.responses ?? {})

type Declare = (app: any) => unknown

async function serving (t: Test, options: object | undefined, declare: Declare, server: object = {}): Promise<any> {
  const app: FastifyInstance = Fastify(server)
  t.teardown(async () => { await app.close() })
  if (options !== undefined) await app.register(swagger, options)
  await app.register(conformant, { dialect: problem() })
  await declare(app)
  await app.ready()
  return app
}

t.test('in every version, before the plugin or after it', async (t) => {
  for (const openapi of ['3.0.3', '3.1.0', '3.2.0']) {
    const before = await serving(t, { openapi: { openapi } }, app => app.get('/a', async () => 'a'))
    t.strictSame(of(before.swagger(), '/a'), statuses, openapi)
    t.equal(before.swagger().openapi, openapi)
    const after = await serving(t, undefined, async app => {
      await app.register(swagger, { openapi: { openapi } })
      app.get('/a', async () => 'a')
    })
    t.strictSame(after.swagger(), before.swagger(), openapi)
  }
})

t.test('as YAML, written by the package that writes it without us', async (t) => {
  const { default: yaml } = await load('yaml')
  const app = await serving(t, { openapi: {} }, app => app.get('/a', async () => 'a'))
  const text = app.swagger({ yaml: true })
  t.strictSame(yaml.parse(text), JSON.parse(JSON.stringify(app.swagger())))
  t.equal(text, yaml.stringify(app.swagger(), { strict: false, aliasDuplicateObjects: false }))
})

t.test('paths as it names them', async (t) => {
  const urls = { '/a/:id(^\\d+$)': '/a/{id}', '/b/*': '/b/{*}', '/c/:id?': '/c/{id}?', '/d/:one-:two': '/d/{one}-{two}', '/e::now': '/e:now', '/f/:file.json': '/f/{file}.json' }
  const app = await serving(t, { openapi: {} }, app => { for (const url of Object.keys(urls)) app.get(url, async () => 'a') })
  t.strictSame(Object.keys(app.swagger().paths).sort(), Object.values(urls).sort())
  for (const path of Object.values(urls)) t.ok(of(app.swagger(), path).includes('406'), path)
})

t.test('prefixes, servers, and what is hidden', async (t) => {
  const app = await serving(t, { openapi: { servers: [{ url: 'https://api.example/v1' }] }, hideUntagged: true, hiddenTag: 'internal' }, app => app.register(async (scope: any) => {
    scope.get('/a', { schema: { tags: ['a'] } }, async () => 'a')
    scope.get('/hidden', { schema: { tags: ['a'], hide: true } }, async () => 'a')
    scope.get('/internal', { schema: { tags: ['internal'] } }, async () => 'a')
    scope.get('/untagged', async () => 'a')
  }, { prefix: '/v1' }))
  t.strictSame(Object.keys(app.swagger().paths), ['/a'])
  t.strictSame(of(app.swagger(), '/a'), statuses)
})

t.test('HEAD, several methods of a route, and those without a field of their own', async (t) => {
  const app = await serving(t, { openapi: { openapi: '3.2.0' }, exposeHeadRoutes: true }, app => {
    app.addHttpMethod('COPY')
    app.route({ method: ['GET', 'COPY'], url: '/a', handler: async () => 'a' })
    app.get('/b', { schema: { operationId: 'readB' } }, async () => 'b')
  })
  const { paths } = app.swagger()
  t.ok(of(app.swagger(), '/a').includes('406'))
  t.ok(Object.keys(paths['/a'].additionalOperations.COPY.responses).includes('500'))
  t.strictSame(paths['/b'].head.operationId, 'readB-head')
  t.notOk(paths['/b'].head.responses['406'].content)
})

t.test('transforms have their turn, and a URL that they change is found by the operationId', async (t) => {
  const app = await serving(t, {
    openapi: {},
    transform: ({ schema, url }: any) => ({ schema, url: url.replace('/internal', '') }),
    transformObject: ({ openapiObject }: any) => ({ ...openapiObject, 'x-own': true })
  }, app => {
    app.get('/internal/a', { schema: { operationId: 'a' } }, async () => 'a')
    app.get('/b', { config: { swaggerTransform: ({ schema, url }: any) => ({ schema: { ...schema, summary: 'own' }, url }) } }, async () => 'b')
  })
  t.strictSame(of(app.swagger(), '/a'), statuses)
  t.strictSame(of(app.swagger(), '/b'), statuses)
  t.equal(app.swagger().paths['/b'].get.summary, 'own')
  t.equal(app.swagger()['x-own'], true)
})

t.test('references that it resolves, and schemas with names of ours', async (t) => {
  const app = await serving(t, { openapi: {}, refResolver: { buildLocalReference: (json: any) => json.$id } }, app => {
    app.addSchema({ $id: 'Problem406', type: 'object', properties: { own: { type: 'string' } } })
    app.get('/a', { schema: { response: { 404: { $ref: 'Problem406#' } } } }, async () => 'a')
  })
  const { components: { schemas }, paths } = app.swagger()
  t.match(schemas.Problem406, { properties: { own: {} } })
  t.strictSame(paths['/a'].get.responses['404'].content['application/json'].schema, { $ref: '#/components/schemas/Problem406' })
  const { $ref } = paths['/a'].get.responses['406'].content['application/problem+json'].schema
  t.equal($ref, '#/components/schemas/Problem4062')
  t.ok(schemas.Problem4062)
})

t.test('answers are serialized as they are without it', async (t) => {
  const app = await serving(t, { openapi: {} }, app => app.get('/a', async (_: unknown, reply: any) => reply.code(406).send({ own: 'body' })))
  app.swagger()
  t.strictSame((await app.inject('/a')).json(), { own: 'body' })
})

t.test('TypeBox, and Zod with its own transform', async (t) => {
  const typebox = await serving(t, { openapi: {} }, app => typed(app).get('/a', { schema: { querystring: Type.Object({ a: Type.Integer() }) } }, async () => 'a'))
  t.strictSame(of(typebox.swagger(), '/a'), ['200', '406', '422', '500', 'default'])
  const { z } = await load(join(here, 'node_modules/zod/index.js'))
  const { jsonSchemaTransform, serializerCompiler, validatorCompiler } = await load('fastify-type-provider-zod')
  const zod = await serving(t, { openapi: {}, transform: jsonSchemaTransform }, app => {
    app.setValidatorCompiler(validatorCompiler)
    app.setSerializerCompiler(serializerCompiler)
    app.get('/a', { schema: { querystring: z.object({ a: z.string().min(3) }) } }, async () => 'a')
  })
  t.strictSame(of(zod.swagger(), '/a'), ['200', '422', '500', 'default'])
  t.match(zod.swagger().paths['/a'].get.parameters, [{ name: 'a', schema: { minLength: 3 } }])
})

t.test('a document of your own is completed, and Swagger 2.0 left alone', async (t) => {
  const document = { openapi: '3.0.3', info: { title: 'a', version: '1' }, paths: { '/a/{key}': { get: { responses: { 200: { description: 'own' } } } } } }
  const app = await serving(t, { mode: 'static', specification: { document } }, app => {
    app.get('/a/:id', async () => 'a')
    app.get('/b', async () => 'b')
  })
  t.strictSame(Object.keys(app.swagger().paths), ['/a/{key}'])
  t.strictSame(of(app.swagger(), '/a/{key}'), statuses)
  t.match(app.swagger({ yaml: true }), /"406":/)
  const old = await serving(t, { swagger: {} }, app => app.get('/a', async () => 'a'))
  t.strictSame(of(old.swagger(), '/a'), ['200'])
  t.match(old.swagger({ yaml: true }), /^swagger: "2\.0"\n/)
})

t.test('each dialect, and a decorator of another name in scopes', async (t) => {
  const app = await serving(t, undefined, async app => {
    for (const [name, dialect] of Object.entries({ akeneo: akeneo(), gitlab: gitlab() })) {
      await app.register(async (scope: any) => {
        await scope.register(swagger, { openapi: {}, decorator: `${name}Docs` })
        await scope.register(conformant, { dialect })
        scope.get('/a', async () => 'a')
        scope.get('/docs', { schema: { hide: true } }, async () => scope[`${name}Docs`]())
      }, { prefix: `/${name}` })
    }
  })
  for (const [name, kind] of [['akeneo', { code: 406 }], ['gitlab', { message: '406 Not Acceptable' }]] as const) {
    const document = (await app.inject(`/${name}/docs`)).json()
    t.match(document.paths[`/${name}/a`].get.responses['406'].content['application/json'].examples.not_acceptable.value, kind)
  }
})

t.test('the pages of @fastify/swagger-ui and Scalar show it', async (t) => {
  const { default: ui } = await load('@fastify/swagger-ui')
  const { default: scalar } = await load('@scalar/fastify-api-reference')
  const app = await serving(t, { openapi: {} }, async app => {
    await app.register(ui)
    await app.register(scalar)
    app.get('/a', async () => 'a')
  })
  for (const url of ['/documentation/json', '/reference/openapi.json']) t.strictSame(of((await app.inject(url)).json(), '/a'), statuses, url)
  for (const url of ['/documentation/yaml', '/reference/openapi.yaml']) t.match((await app.inject({ url, headers: { accept: '*/*' } })).body, /"406":/, url)
})
