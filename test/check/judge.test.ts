import t from 'tap'
import type { Answer } from '../../lib/check/answer.ts'
import { judgeOf } from '../../lib/check/judge.ts'
import { documentWith, response } from './documents.ts'

const headers = { Allow: { $ref: '#/components/headers/Allow' }, 'X-Maybe': { schema: { type: 'string' } } }
const document = documentWith({
  'GET /books/{id}': {
    200: response('object'),
    404: response(undefined, ['not_found', 'out_of_print']),
    405: { ...response(undefined), headers },
    410: { description: 'Gone' },
    422: response({ type: 'string' }, [], 'text/plain'),
    '5XX': response(undefined, ['internal']),
    default: response(undefined, ['bad_request'])
  },
  'POST /books': { 200: { description: 'Default Response' }, 400: response(undefined, [], 'application/*'), default: response(undefined) },
  'PATCH /books': { 303: { description: 'Elsewhere' } },
  'DELETE /books': { default: { content: { 'application/json': {}, 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' }, examples: { bad_request: {} } } } } },
  'PUT /books': { 201: { description: 'Created' }, 409: { content: { 'application/json': {} } }, 415: response({ type: 'object' }, [], '*/*') }
}, { components: { headers: { Allow: { required: true } }, schemas: { Problem: { type: 'object', required: ['title'] } } } })

function answer (method: string, url: string, status: number, more: Partial<Answer> & { readonly kind?: string, readonly text?: string } = {}): Answer {
  const { kind, text = `{"title":"a","status":${status}}`, ...rest } = more
  const body = Buffer.from(text)
  return { method, url, status, headers: { 'content-type': 'application/problem+json', allow: 'GET' }, body, length: body.length, heard: kind === undefined ? undefined : { kind, route: url.replace('7', ':id') }, ...rest }
}

const errors = judgeOf(document, false)
const all = judgeOf(document, true)

type Case = readonly [name: string, answer: Answer, met: string | undefined, found?: string]

const cases: readonly Case[] = [
  ['an error that is there', answer('GET', '/books/7', 404, { kind: 'not_found' }), '404 not_found'],
  ['another kind', answer('GET', '/books/7', 404, { kind: 'out_of_print' }), '404 out_of_print'],
  ['a kind that nobody has heard of', answer('GET', '/books/7?a', 404), '404'],
  ['the only kind', answer('GET', '/books/7', 500), '5XX internal'],
  ['a kind that is not there', answer('GET', '/books/7', 404, { kind: 'gone' }), undefined, 'kind: The document has a 404 of another kind there (not_found, out_of_print), and this is gone.'],
  ['a status that is not there', answer('GET', '/books/7', 409, { kind: 'conflict' }), undefined, 'status: The document has no 409 for GET /books/{id}.'],
  ['a status that is not there, of no kind', answer('GET', '/books/7', 409), undefined, 'status: The document has no 409 for GET /books/{id}.'],
  ['what is named below the hooks', answer('GET', '/books/7', 400, { heard: { kind: 'bad_request', isBelow: true } }), 'default bad_request'],
  ['a default that says it of all', answer('POST', '/books', 409, { kind: 'conflict' }), 'default'],
  ['a default of which one media type is named', answer('DELETE', '/books', 409, { kind: 'conflict' }), undefined, 'status: The document has no 409 for DELETE /books.'],
  ['a default of which one media type says it of all', answer('DELETE', '/books', 409, { headers: { 'content-type': 'application/json' } }), 'default'],
  ['a range of media types', answer('POST', '/books', 400), '400'],
  ['any media type', answer('PUT', '/books', 415), '415'],
  ['a media type that is not there', answer('GET', '/books/7', 404, { kind: 'not_found', headers: { 'content-type': 'text/html; charset=utf-8' }, text: '<html>' }), undefined, 'media type: The document has application/problem+json there, and this is text/html; charset=utf-8.'],
  ['no media type', answer('GET', '/books/7', 404, { headers: {} }), undefined, 'media type: The document has application/problem+json there, and this is of no type.'],
  ['no body', answer('GET', '/books/7', 404, { headers: { 'content-type': 'text/plain' }, text: '' }), undefined, 'media type: The document has application/problem+json there, and this is empty.'],
  ['no body, as to HEAD', answer('HEAD', '/books/7', 404, { text: '' }), '404'],
  ['a body that the document has not', answer('GET', '/books/7', 410), undefined, 'media type: The document has no body there.'],
  ['no body, and none in the document', answer('GET', '/books/7', 410, { headers: {}, text: '' }), '410'],
  ['a body that is not in the schema', answer('GET', '/books/7', 500, { kind: 'internal', text: '{"status":500}' }), undefined, "schema: The body is not in the schema: the body must have required property 'title'."],
  ['a body without a schema', answer('PUT', '/books', 409, { headers: { 'content-type': 'application/json' } }), '409'],
  ['a body that is no JSON is not looked at', answer('GET', '/books/7', 422, { headers: { 'content-type': 'text/plain' }, text: 'no' }), '422'],
  ['a body that nobody has seen', answer('GET', '/books/7', 404, { body: undefined, length: undefined }), '404'],
  ['a field that is there', answer('GET', '/books/7', 405), '405'],
  ['a field that is not there', answer('GET', '/books/7', 405, { headers: { 'content-type': 'application/problem+json' } }), undefined, 'contradiction: Allow: A 405 needs the field Allow.; Allow: The document says that the field Allow is there.'],
  ['what contradicts itself is that error all the same', answer('GET', '/books/7', 404, { kind: 'not_found', text: '{"title":"a","status":400}' }), '404 not_found', 'contradiction: status: The member "status" says 400, and the status is 404.'],
  ['what no route takes', answer('GET', '/none', 404, { heard: { kind: 'route_not_found' } }), undefined],
  ['what no route takes, unlike all that are there', answer('GET', '/none', 404, { heard: { kind: 'route_not_found' }, text: '{}' }), undefined, 'schema: No 404 of the document has such a body.'],
  ['of a status that is nowhere', answer('GET', '/none', 403, { headers: { 'content-type': 'text/html' }, heard: { kind: 'forbidden' } }), undefined],
  ['below the hooks, of a status that is nowhere', answer('GET', '/none', 414, { heard: { kind: 'uri_too_long', isBelow: true } }), undefined],
  ['below the hooks, unlike what is there', answer('GET', '/none', 414, { heard: { kind: 'uri_too_long', isBelow: true }, headers: { 'content-type': 'text/html' } }), undefined, 'schema: No 414 of the document has such a body.'],
  ['of the application\'s own', answer('GET', '/none', 404, { headers: { 'content-type': 'text/html' }, text: '<html>' }), undefined],
  ['without a body', answer('GET', '/none', 404, { heard: { kind: 'route_not_found' }, headers: {}, text: '' }), undefined],
  ['a success', answer('GET', '/books/7', 202), undefined],
  ['a success that contradicts itself', answer('GET', '/books/7', 200, { headers: { 'content-type': 'application/json' }, text: '{' }), undefined, 'contradiction: body: Content-Type says application/json, and the body is no JSON.']
]

for (const [name, given, met, found] of cases) {
  t.test(name, async (t) => {
    const judgement = errors.judge(given)
    t.equal(judgement.met === undefined ? undefined : [judgement.met.status, judgement.met.kind ?? []].flat().join(' '), met)
    t.equal(judgement.faults.map(({ rule, message }) => `${rule}: ${message}`).join('; '), found ?? '')
  })
}

const successes: ReadonlyArray<readonly [name: string, answer: Answer, found: string]> = [
  ['one that is there', answer('GET', '/books/7', 200, { headers: { 'content-type': 'application/json' } }), ''],
  ['a status that is not there', answer('GET', '/books/7', 202), 'status: The document has no 202 for GET /books/{id}.'],
  ['a body that is not in the schema', answer('GET', '/books/7', 200, { headers: { 'content-type': 'application/json' }, text: '[]' }), 'schema: The body is not in the schema: the body must be object.'],
  ['a redirection of which nothing is said', answer('PUT', '/books', 302), ''],
  ['a redirection that is not there', answer('PATCH', '/books', 302), 'status: The document has no 302 for PATCH /books.'],
  ['a body of which nothing is said', answer('PUT', '/books', 201), ''],
  ['a body that is not there', answer('GET', '/books/7', 200, { headers: {}, text: '' }), 'media type: The document has application/json there, and this is empty.'],
  ['what is fresh', answer('GET', '/books/7', 304, { headers: {}, text: '' }), ''],
  ['of an operation that says nothing of success', answer('POST', '/books', 201), ''],
  ['of no operation', answer('GET', '/none', 201), '']
]

for (const [name, given, found] of successes) {
  t.test(`all: ${name}`, async (t) => {
    t.equal(all.judge(given).faults.map(({ rule, message }) => `${rule}: ${message}`).join('; '), found)
    t.equal(all.judge(given).met, undefined)
  })
}

t.test('a document in which no error is', async (t) => {
  const { judge, errors } = judgeOf(documentWith({ 'GET /a': { 200: response('object') } }), false)
  t.same(errors, [])
  t.same(judge(answer('GET', '/none', 404, { heard: { kind: 'route_not_found' } })).faults, [])
})

t.test('what is said of an operation', async (t) => {
  t.equal(errors.describe('GET /books/{id}'), '200, 404 not_found out_of_print, 405, 410, 422, 5XX internal, default')
  t.equal(errors.errors.length, 12)
})
