import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import conformant, { problem } from 'fastify-conformant'
import { documentOf, swagger } from '../fixtures/swagger.ts'
import { swaggerOf } from '../../lib/openapi/swagger.ts'

type Document = { paths: Record<string, Record<string, { responses: Record<string, unknown> }>>, components: { schemas: object } }

const statuses = (document: unknown, path = '/a'): string[] => Object.keys((document as Document).paths[path]?.['get']?.responses ?? {})
const complete = ['200', '406', '500', 'default']

async function made (t: Test, register: (app: FastifyInstance) => Promise<void>): Promise<FastifyInstance> {
  const app = Fastify()
  t.teardown(async () => { await app.close() })
  await register(app)
  await app.ready()
  return app
}

t.test('registered before the plugin, or after it', async (t) => {
  const before = await made(t, async app => {
    await app.register(swagger)
    await app.register(conformant, { dialect: problem() })
    app.get('/a', async () => 'a')
  })
  t.strictSame(statuses(documentOf(before)), complete)
  const after = await made(t, async app => {
    await app.register(conformant, { dialect: problem() })
    await app.register(swagger)
    app.get('/a', async () => 'a')
  })
  t.strictSame(statuses(documentOf(after)), complete)
})

t.test('the document is made once, and the one of the other plugin stays as it is', async (t) => {
  const document = { openapi: '3.1.0', info: {}, paths: { '/a': { get: { responses: { 200: { description: 'a' } } } } } }
  const app = await made(t, async app => {
    await app.register(swagger, { document })
    await app.register(conformant)
    app.get('/a', async () => 'a')
  })
  t.equal(documentOf(app), documentOf(app))
  t.equal(swaggerOf(app), documentOf(app))
  t.equal(JSON.stringify(document), '{"openapi":"3.1.0","info":{},"paths":{"/a":{"get":{"responses":{"200":{"description":"a"}}}}}}')
})

t.test('as YAML', async (t) => {
  const app = await made(t, async app => {
    await app.register(swagger)
    await app.register(conformant)
    app.get('/a', async () => 'a')
  })
  const text = documentOf(app, { yaml: true }) as unknown as string
  t.match(text, /^openapi: ["']?3\.0\.3["']?\ninfo:\n {2}title: a\n/)
  t.match(text, /\n {8}"406":\n/)
  t.equal(documentOf(app, { yaml: true }), text)
})

t.test('under any name, in a scope of its own, and in several', async (t) => {
  const app = await made(t, async app => {
    await app.register(conformant)
    for (const name of ['one', 'two']) {
      await app.register(async scope => {
        await scope.register(swagger, { decorator: `docs-${name}` })
        scope.decorate('yaml', 'a text')
        scope.decorate('other', (value: unknown) => value)
        scope.get('/a', async () => 'a')
        scope.get('/documentation', { schema: { hide: true } as object }, async () => (scope as unknown as Record<string, () => unknown>)[`docs-${name}`]?.())
      }, { prefix: `/${name}` })
    }
    await app.register(async scope => { await scope.register(conformant, { items: 5 }) })
  })
  for (const name of ['one', 'two']) {
    const document = (await app.inject(`/${name}/documentation`)).json()
    t.strictSame(Object.keys(document.paths), [`/${name}/a`])
    t.strictSame(statuses(document, `/${name}/a`), complete)
  }
})

t.test('the plugin in a scope completes what the application around it documents', async (t) => {
  const app = await made(t, async app => {
    await app.register(async scope => {
      await scope.register(conformant)
      scope.get('/a', async () => 'a')
    })
    await app.register(swagger)
    app.get('/b', async () => 'b')
  })
  // Its hook of routes was not there yet.
  t.strictSame(Object.keys(documentOf(app)['paths'] as object), ['/b'])
  t.strictSame(statuses(documentOf(app), '/b'), ['200'])
})

t.test('a document of another kind is left alone', async (t) => {
  for (const document of [{ swagger: '2.0', paths: { '/a': { get: { responses: {} } } } }, { openapi: '4.0.0', paths: {} }, { openapi: '3.1.0' }, 'a text']) {
    const app = await made(t, async app => {
      await app.register(swagger, { document })
      await app.register(conformant)
      app.get('/a', async () => 'a')
    })
    t.equal(documentOf(app) as unknown, document)
    t.equal(documentOf(app, { yaml: true }) as unknown, `text: ${JSON.stringify(document)}`)
  }
})

t.test('without @fastify/swagger nothing of that name is touched', async (t) => {
  const own = (): Record<string, unknown> => ({ openapi: '3.1.0', paths: {} })
  const app = await made(t, async app => {
    app.decorate('swagger' as string, own)
    await app.register(conformant)
    app.get('/a', async () => 'a')
  })
  t.equal((app as unknown as { swagger: unknown }).swagger, own)
  t.equal(swaggerOf(app), undefined)
})

t.test('a hook of the application that never ends is named, as without the plugin', async (t) => {
  const app = Fastify({ pluginTimeout: 200 })
  const armed = conformant(app, {})
  app.addHook('onReady', function endless (done) { t.type(done, 'function') })
  await armed
  await t.rejects(Promise.resolve(app.ready()), { code: 'FST_ERR_HOOK_TIMEOUT', message: /'onReady' hook "endless" timed out/ })
})
