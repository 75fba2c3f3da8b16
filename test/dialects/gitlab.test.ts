import t from 'tap'
import { Value } from '@sinclair/typebox/value'
import { gitlab, type GitlabOptions } from '../../lib/dialects/gitlab.ts'
import { statusOf } from '../../lib/dialects/dialect.ts'
import { ApiError } from '../../lib/errors/api-error.ts'
import {
  badGateway, badRequest, conflict, forbidden, internal, methodNotAllowed, notFound, tooManyRequests, unauthorized, unprocessable
} from '../../lib/errors/constructors.ts'
import type { IssueInit } from '../../lib/errors/issue.ts'
import { textOf } from '../fixtures/render.ts'

type Case = [name: string, error: ApiError, text: string, options?: GitlabOptions]

const live: GitlabOptions = { wording: 'live' }

function check (group: string, cases: Case[]): void {
  t.test(group, async (t) => {
    for (const [name, error, text, options] of cases) {
      const dialect = gitlab(options)
      t.equal(textOf(error, dialect), text, name)
      t.ok(Value.Check(dialect.schema(statusOf(error, dialect)), JSON.parse(text)), `${name} meets the schema`)
    }
  })
}

const withIssues = (...issues: IssueInit[]): ApiError => unprocessable({ issues })
const missing = (path: IssueInit['path'], more?: Partial<IssueInit>): IssueInit => ({ path, keyword: 'required', ...more })
const tooLong: IssueInit = { path: 'bio', keyword: 'maxLength', params: { limit: 255 } }

check('messages', [
  ['a reason', badRequest('no'), '{"message":"400 Bad request - no"}'],
  ['malformed JSON with a reason', new ApiError('malformed_json', { message: 'no' }), '{"message":"400 Bad request - no"}'],
  ['forbidden', forbidden(), '{"message":"403 Forbidden"}'],
  ['forbidden with a reason', forbidden('no'), '{"message":"403 Forbidden - no"}'],
  ['unauthenticated', unauthorized(), '{"message":"401 Unauthorized"}'],
  ['a resource', notFound({ resource: 'Project', id: '7' }), '{"message":"404 Project Not Found"}'],
  ['not found with a message', notFound('Nothing here.'), '{"message":"404 Not Found - Nothing here."}'],
  ['a conflict, verbatim', conflict('Name is taken'), '{"message":"Name is taken"}'],
  ['unprocessable', unprocessable(), '{"message":"422 Unprocessable Entity"}'],
  ['unprocessable with a message, verbatim', unprocessable('Cannot merge'), '{"message":"Cannot merge"}'],
  ['a method', methodNotAllowed(['GET'], 'Read only'), '{"message":"Read only"}'],
  ['a method of a moved resource', methodNotAllowed(['GET', 'HEAD'], undefined, { facts: { moved: true } }),
    '{"message":"Non GET methods are not allowed for moved projects"}'],
  ['an application\'s limit', tooManyRequests('Slow down.'), '{"message":{"error":"Slow down."}}'],
  ['nothing of an internal error', internal('secret', { cause: new Error('secret') }), '{"message":"500 Internal Server Error"}'],
  ['another server error says what the application says', badGateway('Upstream is away'), '{"message":"Upstream is away"}'],
  ['a status without a kind', new ApiError('bad_request', { status: 418 }), '{"message":"418 I\'m a Teapot"}'],
  ['further members come first and replace none', conflict('Spam.', { extra: { needs_captcha_response: true, message: 'x' } }),
    '{"needs_captcha_response":true,"message":"Spam."}']
])

check('issues', [
  ['one missing', withIssues(missing('title')), '{"message":"400 (Bad request) \\"title\\" not given"}'],
  ['one missing, live', withIssues(missing('title')), '{"error":"title is missing"}', live],
  ['one missing, twice', withIssues(missing('title'), missing('title')), '{"message":"400 (Bad request) \\"title\\" not given"}'],
  ['one missing, inside', withIssues(missing(['a', 0, 'b'])), '{"message":"400 (Bad request) \\"a[0].b\\" not given"}'],
  ['one missing, no text for people', withIssues(missing(['a\n'])), '{"message":"400 (Bad request) \\"a\uFFFD\\" not given"}'],
  ['one missing with words of its own', withIssues(missing('title', { message: 'is needed' })), '{"message":{"title":["is needed"]}}'],
  ['the whole is missing', withIssues(missing('')), '{"message":{"base":["can\'t be blank"]}}'],
  ['two missing', withIssues(missing('title'), missing('text')), '{"message":{"title":["can\'t be blank"],"text":["can\'t be blank"]}}'],
  ['one missing and more', withIssues(missing('title'), tooLong),
    '{"message":{"title":["can\'t be blank"],"bio":["is too long (maximum is 255 characters)"]}}'],
  ['own and nested', withIssues({ path: 'a', message: 'x' }, { path: 'a.__proto__', message: 'y' }), '{"message":{"a":{"base":["x"],"__proto__":["y"]}}}'],
  ['the body in the live wording', withIssues(tooLong), '{"error":"bio is expected to have length less than or equal to 255"}', live],
  ['words of the application in the live wording', withIssues({ ...tooLong, message: 'is too long' }), '{"message":{"bio":["is too long"]}}', live],
  ['and all that is found beside them', withIssues(missing('title'), { path: 'bio', message: 'is rude' }), '{"message":{"title":["can\'t be blank"],"bio":["is rude"]}}', live],
  ['a place inside, in the live wording', withIssues(missing(['items', 0, 'name'])), '{"error":"items[0][name] is missing"}', live],
  ['a parameter', withIssues(missing('title', { part: 'querystring' })), '{"message":"400 (Bad request) \\"title\\" not given"}'],
  ['parameters in the live wording', withIssues(
    missing('title', { part: 'querystring' }), { path: 'state', keyword: 'enum', part: 'params' }, { path: 'x-a\n', keyword: 'type', part: 'headers' }),
  '{"error":"title is missing, state does not have a valid value, x-a\uFFFD is invalid"}', live],
  ['parameters and the body in the live wording', withIssues(missing('title', { part: 'querystring' }), tooLong),
    '{"error":"title is missing, bio is expected to have length less than or equal to 255"}', live]
])

check('the router of the live wording', [
  ['a method of what has moved', new ApiError('method_not_allowed', { facts: { moved: true } }), '{"message":"Non GET methods are not allowed for moved projects"}', live],
  ['an unknown URL with a message', new ApiError('route_not_found', { message: 'Not here.' }), '{"message":"Not here."}', live],
  ['a method with a message', methodNotAllowed(['GET'], 'Read only'), '{"message":"Read only"}', live],
  ['a type that is empty', new ApiError('unsupported_media_type', { facts: { value: '' } }), '{"error":"The provided content-type \'\' is not supported."}', live],
  ['further members', new ApiError('route_not_found', { extra: { error: 'x', id: 1 } }), '{"id":1,"error":"404 Not Found"}', live]
])

t.test('the throttle', async (t) => {
  const dialect = gitlab({ throttle: 'text' })
  const context = { status: 429, method: 'GET', path: '/', origin: 'https://x' }
  t.equal(dialect.render(tooManyRequests(), context), 'Retry later\n')
  t.strictSame(dialect.headers?.(tooManyRequests(), context), { 'content-type': 'text/plain' })
  t.strictSame(dialect.headers?.(conflict(), context), {})
  t.equal(textOf(conflict('x'), dialect), '{"message":"x"}')
  t.ok(Value.Check(dialect.schema(429), 'Retry later\n'))
  t.ok(Value.Check(dialect.schema(409), { message: 'x' }))
  t.equal(gitlab().headers, undefined)
})

t.test('what a dialect is', async (t) => {
  const { name, mediaType, accepted, negotiation } = gitlab()
  t.strictSame({ name, mediaType, accepted, negotiation },
    { name: 'gitlab', mediaType: 'application/json', accepted: { message: '202 Accepted' }, negotiation: undefined })
})

t.test('a failed validation is a bad request, unless the application says otherwise', async (t) => {
  t.equal(statusOf(withIssues(tooLong), gitlab()), 400)
  t.equal(statusOf(unprocessable(), gitlab()), 422)
  t.equal(statusOf(new ApiError('validation_failed', { status: 409, issues: [tooLong] }), gitlab()), 409)
})
