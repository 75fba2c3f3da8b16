import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import conformant, { type ConformantOptions } from '../../lib/index.ts'
import { armJson } from '../../lib/plugin/json-parser.ts'
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

t.test('another fault is not passed over', async (t) => {
  const fault = Object.assign(new Error('no'), { code: 'FST_ERR_INSTANCE_ALREADY_LISTENING' })
  const instance = { initialConfig: {}, log: { info () {} }, addContentTypeParser () { throw fault } } as unknown as FastifyInstance
  t.throws(() => armJson(instance), fault)
})
