import t from 'tap'
import { Value } from '@sinclair/typebox/value'
import type { RenderContext } from '../../lib/dialects/dialect.ts'
import { problem, type ProblemOptions } from '../../lib/dialects/problem.ts'
import { ApiError } from '../../lib/errors/api-error.ts'
import { badGateway, conflict, internal, notFound, unprocessable } from '../../lib/errors/constructors.ts'
import { textOf } from '../fixtures/render.ts'

type Case = [name: string, error: ApiError, text: string, options?: ProblemOptions, context?: Partial<RenderContext>]

const types = 'https://api.example.com/problems/'
const documentation = 'https://api.example.com/reference#post'
const unprocessed = '"type":"about:blank","title":"Unprocessable Content","status":422'

const cases: Case[] = [
  ['a type for each kind', notFound('Not here.'),
    `{"type":"${types}not_found","title":"Not Found","status":404,"detail":"Not here."}`, { types }],
  ['a resource', notFound({ resource: 'Category' }), '{"type":"about:blank","title":"Not Found","status":404,"detail":"Category does not exist."}'],
  ['a resource with no text for people', notFound({ resource: 'Category', id: 'a\n' }),
    '{"type":"about:blank","title":"Not Found","status":404,"detail":"Category \'a\uFFFD\' does not exist."}'],
  ['several types are taken', new ApiError('unsupported_media_type', { facts: { value: '', allowed: ['a/b', 'c/d'] } }),
    '{"type":"about:blank","title":"Unsupported Media Type","status":415,"detail":"The content type \'\' is not supported. Supported: a/b or c/d."}'],
  ['several types are available', new ApiError('not_acceptable', { facts: { value: 'x', allowed: ['a/b', 'c/d'] } }),
    '{"type":"about:blank","title":"Not Acceptable","status":406,"detail":"The Accept header \'x\' allows nothing that can be sent. Available: a/b or c/d."}'],
  ['facts without the types that would be right', new ApiError('not_acceptable', { facts: { value: 'x' } }),
    '{"type":"about:blank","title":"Not Acceptable","status":406,"detail":"The Accept header allows nothing that can be sent."}'],
  ['facts without the types that would be right', new ApiError('unsupported_media_type', { facts: { value: 'x' } }),
    '{"type":"about:blank","title":"Unsupported Media Type","status":415,"detail":"The content type is not supported."}'],
  ['nothing of an internal error', internal('secret', { cause: new Error('secret') }), '{"type":"about:blank","title":"Internal Server Error","status":500}'],
  ['another server error says what the application says', badGateway('Upstream is away.'),
    '{"type":"about:blank","title":"Bad Gateway","status":502,"detail":"Upstream is away."}'],
  // RFC 9457 §4.2.1: the title of about:blank is the phrase of the status on the wire.
  ['another status', new ApiError('validation_failed', { status: 400 }), '{"type":"about:blank","title":"Bad Request","status":400,"detail":"Validation failed."}'],
  ['another status, with types', new ApiError('validation_failed', { status: 400 }),
    `{"type":"${types}validation_failed","title":"Unprocessable Content","status":400,"detail":"Validation failed."}`, { types }],
  ['a status without a kind', new ApiError('internal', { status: 511 }), '{"type":"about:blank","title":"Network Authentication Required","status":511}'],
  ['a link', conflict('Taken.', { links: { documentation: 'https://x/' } }),
    '{"type":"about:blank","title":"Conflict","status":409,"detail":"Taken.","documentation":"https://x/"}', {}, { documentation }],
  ['the documentation of the route on a 422', unprocessable('No.'), `{${unprocessed},"detail":"No.","documentation":"${documentation}"}`, {}, { documentation }],
  ['and on no other', conflict('Taken.'), '{"type":"about:blank","title":"Conflict","status":409,"detail":"Taken."}', {}, { documentation }],
  ['further members come last and replace none', conflict('Taken.', { extra: { status: 1, instance: '/a', type: 'x' } }),
    '{"type":"about:blank","title":"Conflict","status":409,"detail":"Taken.","instance":"/a"}'],
  // RFC 6901 §6, RFC 3986: in a fragment.
  ['pointers', unprocessable({ issues: [{ path: ['a', 0, 'b/c~d e%"é\uD800'], message: 'M' }, { path: '', message: 'N' }] }),
    `{${unprocessed},"detail":"Validation failed.","errors":[{"detail":"M","pointer":"#/a/0/b~1c~0d%20e%25%22%C3%A9%EF%BF%BD"},{"detail":"N","pointer":"#"}]}`],
  ['parts', unprocessable({
    issues: [
      { path: 'a', message: 'M', part: 'body' }, { path: 'b', message: 'M', part: 'querystring' },
      { path: 'c', message: 'M', part: 'params' }, { path: 'd', message: 'M', part: 'headers' }
    ]
  }), `{${unprocessed},"detail":"Validation failed.","errors":[{"detail":"M","pointer":"#/a"},{"detail":"M","parameter":"b"},{"detail":"M","parameter":"c"},{"detail":"M","header":"d"}]}`],
  ['an attribute', unprocessable({ issues: [{ path: 'values', message: 'M', attribute: 'price', locale: null, scope: 'print', currency: 'EUR' }] }),
    `{${unprocessed},"detail":"Validation failed.","errors":[{"detail":"M","pointer":"#/values","attribute":"price","locale":null,"scope":"print","currency":"EUR"}]}`],
  ['the message of the error', unprocessable('Two things.', { issues: [{ path: 'a', message: 'M' }, { path: 'a', message: 'M' }] }),
    `{${unprocessed},"detail":"Two things.","errors":[{"detail":"M","pointer":"#/a"}]}`]
]

t.test('problem', async (t) => {
  for (const [name, error, text, options, context] of cases) {
    const dialect = problem(options)
    t.equal(textOf(error, dialect, context), text, name)
    t.ok(Value.Check(dialect.schema(error.status), JSON.parse(text)), `${name} meets the schema`)
  }
})

t.test('what a dialect is', async (t) => {
  const { name, mediaType, documentation: link, status } = problem({ documentation })
  t.strictSame({ name, mediaType, link, status }, { name: 'problem', mediaType: 'application/problem+json', link: documentation, status: undefined })
})
