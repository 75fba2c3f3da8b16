import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import conformant, { type ConformantOptions } from '../../lib/index.ts'
import { setJson, stepBack } from '../../lib/plugin/json-parser.ts'
import { captureLogs } from '../helpers/logs.ts'

type Parsed = [status: number, body: unknown]

async function server (t: Test, options: ConformantOptions = {}, before: (app: FastifyInstance) => unknown = () => {}, own: object = {}): Promise<(body: string | Buffer, type?: string, url?: string) => Promise<Parsed>> {
  const app = Fastify(own)
  t.teardown(() => app.close())
  before(app)
  await app.register(conformant, { contentType: false, ...options })
  app.post('/', async ({ body }) => ({ body }))
  app.post('/shallow', { config: { conformant: { json: { maxDepth: 1 } } } }, async ({ body }) => ({ body }))
  return async (payload, type = 'application/json', url = '/') => {
    const { statusCode, body } = await app.inject({ method: 'POST', url, headers: { 'content-type': type }, payload })
    return [statusCode, statusCode === 200 ? JSON.parse(body).body : JSON.parse(body).detail]
  }
}

const malformed: Parsed = [400, 'The request body is not valid JSON.']

t.test('JSON, and what is built on it', async (t) => {
  const parse = await server(t)
  const read = ['application/json', 'application/json; charset=utf-8', 'application/merge-patch+json', 'Application/Vnd.A+JSON', 'application/a+json;b=c']
  for (const type of read) t.strictSame(await parse('{"a":1}', type), [200, { a: 1 }], type)
  for (const type of ['application/json5', 'text/+jsonx', 'application/a+jsonb', 'application/a;b=c+json']) t.equal((await parse('{"a":1}', type))[0], 415, type)
})

t.test('it is read strictly, as the place says', async (t) => {
  const parse = await server(t)
  const cases: Array<[name: string, body: string | Buffer, url: string, expected: Parsed]> = [
    ['a value', '[[1]]', '/', [200, [[1]]]],
    ['broken', '{"a":', '/', malformed],
    ['no UTF-8', Buffer.from([0x22, 0xE9, 0x22]), '/', malformed],
    ['a prototype', '{"__proto__":{}}', '/', malformed],
    ['as deep as the route takes', '[1]', '/shallow', [200, [1]]],
    ['deeper', '[[1]]', '/shallow', malformed],
    ['deeper than all take', '['.repeat(513) + ']'.repeat(513), '/', malformed]
  ]
  for (const [name, body, url, expected] of cases) t.strictSame(await parse(body, undefined, url), expected, name)
  const loose = await server(t, { json: false }, undefined, { onProtoPoisoning: 'remove' })
  t.strictSame(await loose('{"a":1,"__proto__":{}}'), [200, { a: 1 }], 'what Fastify was told holds')
  t.strictSame(await loose(Buffer.from([0x22, 0xE9, 0x22])), [200, '\uFFFD'], 'off')
})

t.test('a parser of the application stays, and the log says so', async (t) => {
  const logs = captureLogs()
  const parse = await server(t, {}, app => {
    app.removeContentTypeParser('application/json')
    app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => done(null, `own ${body as string}`))
  }, { logger: logs.logger })
  const left = 'fastify-conformant leaves application/json to the parser that is there'
  t.strictSame(await parse('{"a":1}'), [200, 'own {"a":1}'])
  t.strictSame(await parse('{"a":1}', 'application/a+json'), [200, { a: 1 }], 'the other is ours')
  t.strictSame(logs.records.filter(({ msg }) => msg.includes('leaves')).map(({ level, msg }) => [level, msg]), [[30, left]])
  const quiet = captureLogs()
  await server(t, {}, undefined, { logger: quiet.logger })
  t.strictSame(quiet.records.filter(({ msg }) => msg.includes('leaves')), [], "Fastify's own is not the application's")
})

type Ask = (payload: string, type?: string, url?: string, method?: 'POST' | 'DELETE') => Promise<[number, unknown]>

/** A server that echoes what its handlers are given. */
async function echoing (t: Test, make: (app: FastifyInstance) => unknown): Promise<Ask> {
  const app = Fastify()
  t.teardown(() => app.close())
  await make(app)
  return async (payload, type = 'application/json', url = '/', method = 'POST') => {
    const { statusCode, body } = await app.inject({ method, url, headers: { 'content-type': type }, payload })
    return [statusCode, statusCode === 200 ? JSON.parse(body).body : JSON.parse(body).title]
  }
}

const route = (app: FastifyInstance, url = '/'): void => { app.route({ method: ['POST', 'DELETE'], url, handler: async ({ body }) => ({ body: body ?? null }) }) }
const own = (app: FastifyInstance, type: string | RegExp, name: string): void => {
  app.addContentTypeParser(type, { parseAs: 'string' }, (_request, body, done) => done(null, `${name} ${body as string}`))
}

t.test('a parser of the application that comes later replaces ours, in its scope and below', async (t) => {
  const ask = await echoing(t, async app => {
    await app.register(conformant)
    await app.register(async scope => {
      own(scope, 'application/json', 'scope')
      route(scope, '/scope')
      await scope.register(async inner => route(inner, '/below'))
    })
    await app.register(async scope => route(scope, '/other'))
    route(app)
  })
  t.strictSame(await ask('{}', undefined, '/scope'), [200, 'scope {}'])
  t.strictSame(await ask('{}', undefined, '/below'), [200, 'scope {}'])
  t.strictSame(await ask('{}', undefined, '/other'), [200, {}])
  t.strictSame(await ask('{}'), [200, {}])
  t.strictSame(await ask('x'), [400, 'Bad Request'], 'ours is strict')
})

t.test("with json: false there is Fastify's own, at the root or in a scope, and ours again below", async (t) => {
  const bytes = '\xE9'
  const ask = await echoing(t, async app => {
    await app.register(conformant, { json: false, contentType: '+json' })
    route(app)
    await app.register(async scope => {
      await scope.register(conformant, { json: { maxDepth: 1 } })
      route(scope, '/on')
      await scope.register(async inner => {
        await inner.register(conformant, { json: false })
        route(inner, '/off')
        own(inner, 'application/json', 'inner')
      })
    })
  })
  t.strictSame((await ask('{"a":1}', 'application/a+json'))[0], 500, 'nobody is there for what is built on it')
  t.strictSame(await ask('[[1]]', 'application/a+json', '/on'), [400, 'Bad Request'])
  t.strictSame(await ask('[1]', 'application/a+json', '/on'), [200, [1]])
  t.strictSame((await ask('[1]', 'application/a+json', '/off'))[0], 500)
  t.strictSame(await ask(bytes, undefined, '/off', 'DELETE'), [200, `inner ${bytes}`])
  t.strictSame(await ask('[[1]]', undefined, '/', 'DELETE'), [200, [[1]]])
})

t.test("the application's patterns go before ours, whenever they come, and its `*` does", async (t) => {
  for (const isEarly of [true, false]) {
    const ask = await echoing(t, async app => {
      if (isEarly) own(app, /^application\/b\+json/, 'pattern')
      await app.register(conformant, { contentType: false })
      if (!isEarly) own(app, /^application\/b\+json/, 'pattern')
      route(app)
      await app.register(async scope => {
        own(scope, '*', 'any')
        route(scope, '/any')
      })
    })
    t.strictSame(await ask('{}', 'application/b+json'), [200, 'pattern {}'])
    t.strictSame(await ask('{}', 'application/c+json'), [200, {}])
    t.strictSame(await ask('{}', 'application/b+json', '/any'), [200, 'pattern {}'])
    t.strictSame(await ask('{}', 'application/c+json', '/any'), [200, 'any {}'])
    t.strictSame(await ask('{}', 'application/json', '/any'), [200, {}], 'JSON has a parser of its own')
  }
})

t.test('what is built on JSON is read where it is named, whatever the method', async (t) => {
  const ask = await echoing(t, async app => {
    await app.register(conformant)
    route(app)
    app.delete('/named', { config: { conformant: { contentType: '+json' } } }, async ({ body }) => ({ body }))
  })
  for (const method of ['POST', 'DELETE'] as const) t.strictSame(await ask('{}', 'application/a+json', '/', method), [415, 'Unsupported Media Type'], method)
  t.strictSame(await ask('{}', 'Application/JSON; charset=utf-8', '/', 'DELETE'), [200, {}])
  t.strictSame(await ask('{}', 'application/a+json', '/named', 'DELETE'), [200, {}])
})

t.test('where Fastify does not show its parsers ours is one like any other', async (t) => {
  const added: unknown[] = []
  const instance = { initialConfig: {}, addContentTypeParser: (type: unknown) => added.push(type) } as unknown as FastifyInstance
  setJson(instance, true)
  t.equal(added.length, 2)
  setJson(instance, false)
  stepBack(instance)
  t.equal(added.length, 2, 'and stays')
})

t.test('another fault is not passed over', async (t) => {
  const fault = Object.assign(new Error('no'), { code: 'FST_ERR_INSTANCE_ALREADY_LISTENING' })
  const instance = { initialConfig: {}, log: { info () {} }, addContentTypeParser () { throw fault } } as unknown as FastifyInstance
  t.throws(() => setJson(instance, true), fault)
})
