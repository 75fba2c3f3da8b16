import { createHash } from 'node:crypto'
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import { Type } from '@sinclair/typebox'
import conformant, { conflict, created, defineErrors, forbidden, gone, notFound, noContent, serverOptions, typed, unauthorized, type Dialect } from '../../../lib/index.ts'

const errors = defineErrors({
  requestsOutOfCredit: {
    status: 403,
    type: 'https://example.com/probs/out-of-credit',
    title: 'You do not have enough credit.',
    members: Type.Object({ balance: Type.Integer(), accounts: Type.Array(Type.String()) }),
    message: ({ balance }) => `Your current balance is ${balance}, but that costs 50.`,
    headers: { link: '</pay>; rel="payment"' }
  },
  requestsSkuTaken: { from: 'conflict', members: Type.Object({ sku: Type.String() }), message: ({ sku }) => `The sku ${sku} exists.` },
  requestsShut: { status: 503, headers: { 'retry-after': 60 } }
})

/** What a route takes, for who makes requests of it. */
export interface Sample {
  readonly method: string
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

const code = Type.String({ minLength: 1, maxLength: 20, pattern: '^[a-z0-9_-]+$' })
const Book = Type.Object({
  code,
  title: Type.String({ minLength: 1, maxLength: 40 }),
  pages: Type.Optional(Type.Integer({ minimum: 1, maximum: 5000 })),
  price: Type.Optional(Type.Union([Type.Number({ minimum: 0 }), Type.Object({ amount: Type.Number(), currency: Type.Union([Type.Literal('EUR'), Type.Literal('USD')]) })])),
  tags: Type.Optional(Type.Array(Type.String({ maxLength: 10 }), { maxItems: 5, uniqueItems: true })),
  values: Type.Optional(Type.Record(Type.String(), Type.Array(Type.Object({ locale: Type.Union([Type.String(), Type.Null()]), scope: Type.Union([Type.String(), Type.Null()]), data: Type.Unknown() }))))
}, { additionalProperties: false })

const book = { code: 'winter', title: 'Winter', pages: 12, price: { amount: 3.5, currency: 'EUR' }, tags: ['a', 'b'], values: { name: [{ locale: 'de', scope: null, data: 'Winter' }] } }
const tag = '"1"'

/** Every request that is right, one a route. */
export const samples: readonly Sample[] = [
  { method: 'GET', path: '/books', query: { page: '1', sort: 'code', with: 'a' } },
  { method: 'GET', path: '/books/7', headers: { 'x-tenant': 'blue' } },
  { method: 'POST', path: '/books', body: book },
  { method: 'PUT', path: '/books/7', body: book, headers: { 'if-match': tag } },
  { method: 'PATCH', path: '/books/7', body: { title: 'Spring' }, headers: { 'if-match': tag } },
  { method: 'DELETE', path: '/books/7', headers: { 'if-match': tag } },
  { method: 'POST', path: '/credits', body: { amount: 50, sku: 'x' } },
  { method: 'GET', path: '/members/me', headers: { authorization: 'Bearer good' } },
  { method: 'POST', path: '/members/upload', body: { a: 1 }, headers: { authorization: 'Bearer good' } },
  { method: 'GET', path: '/limited', headers: { 'x-client': 'a' } },
  { method: 'POST', path: '/limited/costly', headers: { 'x-client': 'a' }, body: { a: 1 } },
  { method: 'GET', path: '/old/books' },
  { method: 'POST', path: '/old/books', body: { a: 1 } },
  { method: 'GET', path: '/files/a/b.txt', headers: { accept: 'text/plain' } },
  { method: 'POST', path: '/forms', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'name=Ann&age=7' },
  { method: 'POST', path: '/texts', headers: { 'content-type': 'text/plain' }, body: 'Hello' },
  { method: 'POST', path: '/small', body: { a: 'b' } },
  { method: 'POST', path: '/lists', body: [1, 2, 3] },
  { method: 'POST', path: '/loose', body: { a: { b: { c: 1 } } } },
  { method: 'POST', path: '/comments', body: { content: 'Hello' } },
  { method: 'PATCH', path: '/lines', headers: { 'content-type': 'application/x-ndjson' }, body: '{"code":"a"}\n{"code":"b"}' },
  { method: 'PATCH', path: '/lines', body: [{ code: 'a' }, { code: 'b' }] },
  { method: 'POST', path: '/typeless' },
  { method: 'HEAD', path: '/heads' },
  { method: 'OPTIONS', path: '/options' },
  { method: 'GET', path: '/failing' },
  { method: 'GET', path: '/2024-02-30/report' }
]

/** How the body of each parser's type is read, for the forms of a test. */
function fields (text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text))
}

/** One route of every kind that there is a gate, a parser or a limit for, and one that declares what it throws. */
export async function build (dialect: Dialect): Promise<FastifyInstance> {
  const app = Fastify(serverOptions({ dialect, routerOptions: { maxParamLength: 60, ignoreTrailingSlash: false } }))
  await app.register(conformant, { dialect })
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => { done(null, fields(body as string)) })

  typed(app).get('/books', {
    schema: { querystring: Type.Object({ page: Type.Optional(Type.Integer({ minimum: 1 })), sort: Type.Optional(Type.Union([Type.Literal('code'), Type.Literal('title')])), with: Type.Optional(Type.Array(Type.String())) }) }
  }, async () => [])
  typed(app).get('/books/:id', {
    schema: { params: Type.Object({ id: Type.Integer({ minimum: 1 }) }), headers: Type.Object({ 'x-tenant': Type.Optional(Type.Union([Type.Literal('blue'), Type.Literal('green')])) }) },
    config: { conformant: { errors: [notFound, gone] } }
  }, async ({ params: { id } }, reply) => {
    if (id === 404) return notFound({ resource: 'Book', id })
    if (id === 410) return reply.errors.gone('It has ended.')
    return { id }
  })
  typed(app).post('/books', { schema: { body: Book }, config: { conformant: { errors: [conflict('A book with this code already exists.', { existing: '/books/taken', etag: tag })] } } }, async ({ body }, reply) => {
    if (body.code === 'taken') throw conflict('A book with this code already exists.', { existing: '/books/taken', etag: tag })
    return reply.created(`/books/${body.code}`)
  })

  const preconditions = { state: (request: FastifyRequest) => (request.params as { id: string }).id === '404' ? { exists: false } : { etag: tag, lastModified: new Date(0) }, required: true }
  app.put('/books/:id', { schema: { body: Book }, config: { conformant: { preconditions } } }, async (_request, reply) => reply.noContent())
  app.patch('/books/:id', { schema: { body: Type.Partial(Book) }, config: { conformant: { preconditions: { ...preconditions, required: false }, unknownProperties: 'remove' } } }, async (_request, reply) => reply.noContent())
  app.delete('/books/:id', { config: { conformant: { preconditions } } }, async (_request, reply) => reply.noContent())

  typed(app).post('/credits', {
    schema: { body: Type.Object({ amount: Type.Integer(), sku: Type.String() }) },
    config: { conformant: { errors: [errors.requestsOutOfCredit, errors.requestsSkuTaken, errors.requestsShut] } }
  }, async ({ body: { amount, sku } }, reply) => {
    if (amount > 100) throw errors.requestsOutOfCredit({ balance: 30, accounts: ['/account/12345'] })
    if (amount < 0) return errors.requestsShut()
    return sku === '' ? reply.errors.requestsSkuTaken({ sku }) : { amount }
  })

  await app.register(async (members) => {
    await members.register(conformant, { errors: [unauthorized, forbidden({ scope: 'read' })] })
    members.addHook('onRequest', async ({ headers: { authorization } }) => {
      if (authorization === undefined) throw unauthorized({ realm: 'members' })
      if (authorization !== 'Bearer good') throw authorization.startsWith('Bearer ') ? unauthorized({ error: 'invalid_token' }) : forbidden({ scope: 'read' })
    })
    members.get('/me', async () => ({ name: 'Ann' }))
    members.post('/upload', { bodyLimit: 200 }, async () => ({ ok: true }))
  }, { prefix: '/members' })

  await app.register(async (limited) => {
    await limited.register(conformant, { rateLimit: { limit: 3, window: '1d', key: ({ headers }) => String(headers['x-client']) } })
    limited.get('/', async () => ({ ok: true }))
    limited.post('/costly', { config: { conformant: { rateLimit: [{ limit: 2, window: '1d', key: ({ headers }) => String(headers['x-client']), name: 'costly' }] } } }, async () => ({ ok: true }))
  }, { prefix: '/limited' })

  await app.register(async (old) => {
    await old.register(conformant, { deprecated: { since: '2020-01-01', sunset: '2030-01-01', link: 'https://example.com/old' } })
    old.get('/books', async () => [])
    old.post('/books', { config: { conformant: { deprecated: { since: '2020-01-01', sunset: '2021-01-01', afterSunset: 'gone' } } } }, async () => [])
  }, { prefix: '/old' })

  app.get('/files/*', { config: { conformant: { accept: ['text/plain', 'text/csv'] } } }, async (_request, reply) => reply.type('text/plain').send('a'))
  app.post('/forms', { schema: { body: Type.Object({ name: Type.String({ minLength: 1 }), age: Type.Integer() }) }, config: { conformant: { contentType: 'application/x-www-form-urlencoded' } } }, async () => ({ ok: true }))
  app.post('/texts', { config: { conformant: { contentType: 'text/plain' } } }, async () => ({ ok: true }))
  app.post('/small', { bodyLimit: 64 }, async () => ({ ok: true }))
  app.post('/lists', { schema: { body: Type.Array(Type.Integer()) }, config: { conformant: { items: 4 } } }, async () => ({ ok: true }))
  app.post('/loose', { config: { conformant: { json: { maxDepth: 10 } } } }, async () => ({ ok: true }))
  app.post('/comments', {
    schema: { body: Type.Object({ content: Type.String() }) },
    config: { conformant: { spamCheck: { resource: 'comment', classify: ({ body }) => (body as { content: string }).content.includes('casino') ? 'spam' : 'ham' } } }
  }, async () => ({ ok: true }))
  app.batch({ method: 'PATCH', url: '/lines', key: 'code', item: Type.Object({ code }), lines: 5 }, async (item) => {
    if (item.code === 'gone') throw gone()
    return item.code === 'new' ? created() : noContent()
  })
  app.post('/typeless', { config: { conformant: { contentType: false, validation: false } } }, async () => ({ ok: true }))
  app.head('/heads', async () => '')
  app.options('/options', async (_request, reply) => reply.noContent())
  app.get('/failing', async ({ headers }) => { throw new Error(createHash('md5').update(String(headers.accept)).digest('hex')) })
  app.get('/:date(^\\d{4}-\\d{2}-\\d{2}$)/report', { constraints: {}, schema: { params: Type.Object({ date: Type.String({ format: 'date' }) }) } }, async () => ({ ok: true }))
  return app
}
