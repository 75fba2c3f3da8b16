import { once } from 'node:events'
import { connect, type ClientHttp2Session, type OutgoingHttpHeaders } from 'node:http2'
import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import conformant, { akeneo, conflict, gitlab, problem, serverOptions, type Dialect } from '../../../lib/index.ts'
import { json, noStore, problem as problemAnswer, success } from '../../helpers/answers.ts'
import { certificate } from '../../fixtures/certificate.ts'
import { listen } from '../../helpers/exchange.ts'
import { answerOf } from '../../helpers/http2.ts'
import type { Answer } from '../../helpers/raw.ts'

const dialects = { akeneo: akeneo(), gitlab: gitlab(), problem: problem() }
const servers = {
  'HTTP/2 without TLS': {},
  'HTTP/2 over TLS': { https: certificate },
  'HTTP/2 over TLS, beside HTTP/1.1': { https: { ...certificate, allowHTTP1: true } }
}

// Each is given once for a process.
const warnings: Error[] = []
process.on('warning', warning => warnings.push(warning))

/** An application on which everything can go wrong. */
async function server (t: Test, dialect: Dialect, options: object): Promise<ClientHttp2Session> {
  const app = Fastify(serverOptions({
    ...options,
    dialect,
    http2: true,
    genReqId: ({ headers }) => {
      if (headers['x-fails'] !== undefined) throw new Error('secret')
      return '1'
    }
  })) as unknown as FastifyInstance
  await app.register(conformant, { dialect })
  app.get('/things/:id', async () => ({}))
  app.post('/things', {
    schema: { body: { type: 'object', properties: { name: { type: 'string', maxLength: 3 } } } }
  }, async ({ body }) => body as object)
  app.get('/error', async () => { throw Object.assign(new Error('secret'), { headers: { 'x-secret': 'secret' } }) })
  app.get('/text', async () => { throw 'secret' }) // eslint-disable-line no-throw-literal
  app.get('/conflict', async () => { throw conflict('Taken.') })
  app.get('/send', { onSend: async () => { throw new Error('secret') } }, async () => ({}))
  app.get('/send/large', { onSend: async () => { throw new Error('secret') } }, async () => { throw Object.assign(new Error('Large.'), { statusCode: 413 }) })
  const port = await listen(t, app)
  const session = connect(`http${'https' in options ? 's' : ''}://localhost:${port}`, { ca: certificate.cert, host: '127.0.0.1' } as object)
  t.teardown(() => session.destroy())
  return session
}

/** One request and its answer. The body is text; null: announced, and never sent. */
async function ask (session: ClientHttp2Session, fields: OutgoingHttpHeaders, body?: string | null): Promise<{ answer: Answer, hasContinue: boolean, code: number | undefined }> {
  const stream = session.request({ ':path': '/', ...fields }, { endStream: body === undefined })
  let hasContinue = false
  stream.on('continue', () => { hasContinue = true })
  if (typeof body === 'string') stream.end(body)
  const closed = once(stream, 'close')
  const answer = await answerOf(stream)
  stream.end()
  await closed
  return { answer, hasContinue, code: stream.rstCode }
}

type Words = string | object | undefined

/** What a dialect says: a sentence, or a whole body. */
function told (name: string, status: number, words: Words, headers: Answer['headers']): Answer {
  if (typeof words === 'object') return json(status, words, headers, dialects[name as 'akeneo'].mediaType)
  if (name === 'problem') return problemAnswer(status, words, headers)
  return json(status, name === 'akeneo' ? { code: status, message: words } : { message: words }, headers)
}

interface Case {
  readonly title: string
  readonly fields: OutgoingHttpHeaders
  readonly body?: string | null
  /** Of akeneo, gitlab and problem. */
  readonly status: number | [number, number, number]
  readonly words: [akeneo: Words, gitlab: Words, problem: Words]
  readonly headers?: Answer['headers']
}

const post = { ':method': 'POST', ':path': '/things', 'content-type': 'application/json' }
const fault = { status: 500, words: ['Internal Server Error', '500 Internal Server Error', undefined] } satisfies Partial<Case>
const noMethod = { status: 501, words: ['The method is not implemented.', '501 Not Implemented', 'The method is not implemented.'], headers: noStore } satisfies Partial<Case>
const wrongType = {
  status: 415,
  words: [
    "'text/csv' in 'Content-type' header is not valid.  Only 'application/json' is allowed.", '415 Unsupported Media Type',
    "The content type 'text/csv' is not supported. Supported: application/json."
  ],
  headers: { accept: 'application/json', 'accept-post': 'application/json' }
} satisfies Partial<Case>
const tooLarge = {
  status: 413,
  words: ['The request is too large, 1048576 bytes is the maximum allowed.', '413 Request Entity Too Large', 'The request body is larger than 1048576 bytes.']
} satisfies Partial<Case>

const cases: Case[] = [
  { title: 'an unknown URL', fields: { ':path': '/none' }, status: 404, words: ["No route found for 'GET /none'", '404 Not Found', 'There is nothing at /none.'], headers: noStore },
  {
    title: 'another method',
    fields: { ':method': 'PUT', ':path': '/things/1' },
    status: 405,
    words: ["No route found for 'PUT /things/1': Method Not Allowed (Allow: GET)", '405 Method Not Allowed', 'PUT is not supported at /things/1. Supported: GET.'],
    headers: { ...noStore, allow: 'GET, HEAD' }
  },
  {
    title: 'a type that is not there',
    fields: { ':path': '/things/1', accept: 'image/png' },
    status: 406,
    words: [
      '‘image/png’ in ‘Accept‘ header is not valid. Only ‘application/json‘ is allowed.', '406 Not Acceptable',
      "The Accept header 'image/png' allows nothing that can be sent. Available: application/json."
    ],
    headers: { vary: 'Accept' }
  },
  { title: 'a body of another type', fields: { ...post, 'content-type': 'text/csv' }, body: 'a', ...wrongType },
  {
    title: 'a coding that nobody decodes',
    fields: { ...post, 'content-encoding': 'br' },
    body: '{}',
    status: 415,
    words: ['The content coding is not supported.', '415 Unsupported Media Type', "The content coding 'br' is not supported."],
    headers: { 'accept-encoding': 'identity' }
  },
  {
    title: 'a body that is not JSON',
    fields: post,
    body: '{',
    status: 400,
    words: ['Invalid json message received', '400 Bad request - The body is not valid JSON', 'The request body is not valid JSON.']
  },
  { title: 'a body that is announced too large', fields: { ...post, 'content-length': 2_000_000 }, body: null, ...tooLarge },
  { title: 'a body that grows too large', fields: post, body: 'x'.repeat(2_000_000), ...tooLarge },
  {
    title: 'a body that does not meet its schema',
    fields: post,
    body: '{"name":"abcd","more":1}',
    status: [422, 400, 422],
    words: [
      {
        code: 422,
        message: 'Validation failed.',
        errors: [{ property: 'more', message: "Property 'more' does not exist." }, { property: 'name', message: 'This value is too long. It should have 3 characters or less.' }]
      },
      { message: { more: ['is not allowed'], name: ['is too long (maximum is 3 characters)'] } },
      {
        type: 'about:blank',
        title: 'Unprocessable Content',
        status: 422,
        detail: 'Validation failed.',
        errors: [{ detail: 'is not a known property', pointer: '#/more' }, { detail: 'must have at most 3 characters', pointer: '#/name' }]
      }
    ]
  },
  { title: 'a thrown ApiError', fields: { ':path': '/conflict' }, status: 409, words: ['Taken.', 'Taken.', 'Taken.'] },
  { title: 'a thrown Error', fields: { ':path': '/error' }, ...fault },
  { title: 'a thrown string', fields: { ':path': '/text' }, ...fault },
  { title: 'an onSend that throws at the error too', fields: { ':path': '/send' }, ...fault },
  { title: 'an onSend that throws at a client error', fields: { ':path': '/send/large' }, status: 413, words: ['Large.', 'Large.', 'Large.'] },
  { title: 'a genReqId that throws', fields: { ':path': '/things/1', 'x-fails': '1' }, ...fault },
  { title: 'a bad URL', fields: { ':path': '/things/%zz' }, status: 400, words: ['The URL is not valid.', '400 Bad request', 'The URL is not valid.'] },
  { title: 'a parameter that is too long', fields: { ':path': `/things/${'a'.repeat(8001)}` }, status: 414, words: ['The URL is too long.', '414 URI Too Long', 'The URL is too long.'], headers: noStore },
  { title: 'a method that nobody knows', fields: { ':method': 'FOO', ':path': '/things/1' }, ...noMethod },
  { title: 'a method that no route has', fields: { ':method': 'PROPFIND', ':path': '/things/1' }, ...noMethod },
  { title: 'CONNECT', fields: { ':method': 'CONNECT', ':authority': 'api.example:443', ':path': undefined, ':scheme': undefined }, ...noMethod },
  {
    title: 'an unknown expectation',
    fields: { ...post, expect: 'miracles' },
    body: '{}',
    status: 417,
    words: ['The expectation cannot be met.', '417 Expectation Failed', 'The expectation cannot be met.']
  },
  { title: 'a body that waits for 100 Continue, and is refused without it', fields: { ...post, 'content-type': 'text/csv', expect: '100-continue' }, body: null, ...wrongType }
]

for (const [where, options] of Object.entries(servers)) {
  for (const [index, [name, dialect]] of Object.entries(dialects).entries()) {
    t.test(`${where}: ${name}`, async (t) => {
      const session = await server(t, dialect, options)
      for (const { title, fields, body, status, words, headers = {} } of cases) {
        const expected = told(name, Array.isArray(status) ? status[index] as number : status, words[index], headers)
        t.strictSame(await ask(session, fields, body), { answer: expected, hasContinue: false, code: 0 }, title)
      }
      const { answer: { body, ...head } } = await ask(session, { ':method': 'HEAD', ':path': '/none' })
      const { status, headers } = told(name, 404, ['No route found for \'HEAD /none\'', '404 Not Found', 'There is nothing at /none.'][index], noStore)
      t.strictSame({ ...head, body }, { status, headers, body: '' }, 'HEAD has the same head and no body')
      const allow = { allow: 'GET, HEAD, OPTIONS' }
      t.strictSame((await ask(session, { ':method': 'OPTIONS', ':path': '/things/1' })).answer, { status: 204, headers: allow, body: '' }, 'OPTIONS says what there is')
      t.strictSame((await ask(session, { ':method': 'OPTIONS', ':path': '*' })).answer, { status: 204, headers: { allow: 'GET, HEAD, POST, OPTIONS' }, body: '' }, 'for the whole server too')
      t.strictSame(await ask(session, { ...post, expect: '100-continue' }, '{"name":"abc"}'), { answer: success(200, { name: 'abc' }), hasContinue: true, code: 0 }, 'a body that is wanted gets its 100 Continue')
      t.strictSame((await ask(session, { ':path': '/things/1' })).answer, success(200, {}), 'the session has lived through all of it')
    })
  }
}

t.test('Node has warned of nothing', async (t) => t.strictSame(warnings, []))
