// The fields of a form are text, and become what the schema asks for.
import multipart from '@fastify/multipart'
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import t, { type Test } from 'tap'
import conformant, { gitlab, type ConformantOptions } from '../../lib/index.ts'
import { json, success } from '../helpers/answers.ts'
import { exchange, listen } from '../helpers/exchange.ts'

const urlencoded = 'application/x-www-form-urlencoded'
const body = {
  type: 'object',
  required: ['name'],
  properties: { name: { type: 'string' }, lfs: { type: 'boolean' }, quota: { type: 'integer' }, tags: { type: 'array', items: { type: 'string' } }, size: { default: 'small' } }
}
const coerced = { name: 'x', lfs: true, quota: 5, tags: ['a'], size: 'small' }
const parts = (fields: Record<string, string>): string =>
  `${Object.entries(fields).map(([name, value]) => `--B\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`).join('')}--B--\r\n`
const fields = { name: 'x', lfs: 'true', quota: '5', tags: 'a' }

interface Setting { readonly options?: ConformantOptions, readonly own?: FastifyServerOptions, readonly attach?: true | 'keyValues', readonly sharedSchemaId?: string, readonly isLate?: boolean }

async function server (t: Test, declare: (app: FastifyInstance) => unknown, { options = {}, own = {}, attach = 'keyValues', isLate = false, ...more }: Setting = {}): Promise<(path: string, type: string, content: unknown) => ReturnType<typeof exchange>> {
  const app = Fastify(own)
  await app.register(conformant, { dialect: gitlab(), ...options })
  if (isLate) declare(app)
  app.addContentTypeParser(urlencoded, { parseAs: 'string' }, async (_request: unknown, text: string) => Object.fromEntries(new URLSearchParams(text)))
  await app.register(multipart, { attachFieldsToBody: attach, ...more })
  if (!isLate) declare(app)
  const port = await listen(t, app)
  return async (path, type, content) => await exchange(port, { method: 'POST', path, headers: { 'content-type': type }, body: typeof content === 'string' ? content : JSON.stringify(content) })
}

const form = new URLSearchParams(fields).toString()
const asParts = 'multipart/form-data; boundary=B'
const echo = async ({ body }: { body: unknown }) => body

t.test('forms are coerced as query strings are, JSON is not', async (t) => {
  for (const isLate of [false, true]) {
    const ask = await server(t, app => {
      app.post('/', { schema: { body } }, echo)
      app.post('/content', { schema: { body: { content: { [urlencoded]: { schema: body }, 'multipart/form-data': { schema: body }, 'application/json': { schema: body } } } } }, echo)
    }, { isLate })
    for (const path of ['/', '/content']) {
      t.strictSame(await ask(path, urlencoded, form), success(200, coerced), path)
      t.strictSame(await ask(path, `${urlencoded}; charset=utf-8`, form), success(200, coerced), path)
      t.strictSame(await ask(path, asParts, parts(fields)), success(200, coerced), path)
      t.strictSame(await ask(path, 'application/json', fields), json(400, { message: { lfs: ['is invalid'], quota: ['must be an integer'], tags: ['is invalid'] } }), path)
    }
  }
})

t.test('what cannot become what is asked for is all told, with what is unknown', async (t) => {
  const ask = await server(t, app => { app.post('/', { schema: { body } }, echo) })
  const wrong = { lfs: 'maybe', quota: 'many', more: 'x' }
  const told = json(400, { message: { more: ['is not allowed'], name: ["can't be blank"], lfs: ['is invalid'], quota: ['must be an integer'] } })
  t.strictSame(await ask('/', urlencoded, new URLSearchParams(wrong).toString()), told)
  t.strictSame(await ask('/', asParts, parts(wrong)), told)
})

t.test('a hook of the route may make the body', async (t) => {
  const ask = await server(t, app => {
    app.post('/', { schema: { body }, preValidation: async request => { request.body = { ...request.body as object, quota: '7' } } }, echo)
  })
  t.strictSame(await ask('/', urlencoded, form), success(200, { ...coerced, quota: 7 }))
})

t.test('coerce says which, and what the application has told Ajv holds', async (t) => {
  const cases: Array<[setting: Setting, isForm: boolean, isJson: boolean]> = [
    [{ options: { coerce: 'forms' } }, true, false],
    [{ options: { coerce: 'all' } }, true, true],
    [{ options: { coerce: false } }, false, false],
    [{ own: { ajv: { customOptions: { coerceTypes: 'array' } } } }, true, true],
    [{ own: { ajv: { customOptions: { coerceTypes: 'array' } } }, options: { coerce: false } }, true, true],
    [{ own: { ajv: { customOptions: { coerceTypes: false } } } }, false, false],
    [{ options: { validation: false } }, true, true]
  ]
  for (const [setting, isForm, isJson] of cases) {
    const ask = await server(t, app => {
      app.post('/', { schema: { body } }, echo)
      app.post('/number', { schema: { body: { type: 'integer' } } }, echo)
    }, setting)
    const name = JSON.stringify(setting)
    t.equal((await ask('/', urlencoded, form)).status, isForm ? 200 : 400, name)
    const answer = await ask('/', 'application/json', fields)
    t.equal(answer.status, isJson ? 200 : 400, name)
    if (isJson) t.strictSame(answer, success(200, coerced))
    t.equal((await ask('/number', 'application/json', '5')).status, 200, name)
    if (setting.options?.coerce !== false) t.match(await ask('/number', 'application/json', '"5"'), isJson ? { status: 200, body: '5' } : { status: 400 }, name)
  }
})

t.test('a route says it itself', async (t) => {
  const ask = await server(t, app => {
    app.post('/all', { schema: { body }, config: { conformant: { coerce: 'all' } } }, echo)
    app.post('/none', { schema: { body }, config: { conformant: { coerce: false } } }, echo)
  })
  t.strictSame(await ask('/all', 'application/json', fields), success(200, coerced))
  t.equal((await ask('/none', urlencoded, form)).status, 400)
})

t.test("multipart's own schema of a part passes, and what is inside of a part is no property of the client's", async (t) => {
  const shared = { type: 'object', required: ['file'], properties: { file: { $ref: 'shared' }, note: { type: 'object', properties: { value: { type: 'string' } } } } }
  const ask = await server(t, app => {
    app.post('/', { schema: { body: shared } }, async ({ body }) => Object.fromEntries(Object.entries(body as Record<string, { value: string }>).map(([name, { value }]) => [name, value])))
    app.post('/remove', { schema: { body: shared }, config: { conformant: { unknownProperties: 'remove' } } }, async ({ body }) => Object.entries(body as Record<string, { value: string }>).map(([name, { value }]) => [name, value]))
  }, { attach: true, sharedSchemaId: 'shared' })
  t.strictSame(await ask('/', asParts, parts({ file: 'a', note: 'b' })), success(200, { file: 'a', note: 'b' }))
  t.strictSame(await ask('/', asParts, parts({ file: 'a', more: 'b' })), json(400, { message: { more: ['is not allowed'] } }))
  t.strictSame(await ask('/remove', asParts, parts({ file: 'a', more: 'b' })), success(200, [['file', 'a']]))
  const faked = { fieldname: 'a', mimetype: 'a', fields: {}, more: 1 }
  t.strictSame(await ask('/', 'application/json', { file: faked }), json(400, { message: { file: { fields: ['is not allowed'], more: ['is not allowed'] } } }), 'JSON has no parts')
})

t.test('a schema of header fields refuses none that it does not name', async (t) => {
  const app = Fastify()
  await app.register(conformant, { dialect: gitlab() })
  const headers = { type: 'object', required: ['x-key'], additionalProperties: false, properties: { 'x-key': { type: 'integer' } } }
  app.get('/', { schema: { headers } }, async ({ headers }) => headers)
  app.get('/query', { schema: { querystring: { type: 'object', additionalProperties: false, properties: { page: { type: 'integer' } } } } }, async ({ query }) => query)
  const port = await listen(t, app)
  t.strictSame(await exchange(port, { headers: { 'x-key': '5', 'x-other': 'a' } }), success(200, { 'x-key': 5 }), 'as in bare Fastify')
  t.strictSame(await exchange(port, { headers: { 'x-key': 'a', 'x-other': 'a' } }), json(400, { message: { 'x-key': ['must be an integer'] } }))
  t.strictSame(await exchange(port, { path: '/query?page=1' }), success(200, { page: 1 }))
  t.strictSame(await exchange(port, { path: '/query?page=1&utm_source=mail' }), json(400, { message: { utm_source: ['is not allowed'] } }), 'a closed query string is refused')
})
