import { Type } from '@sinclair/typebox'
import t from 'tap'
import { akeneo } from '../../lib/dialects/akeneo.ts'
import { gitlab } from '../../lib/dialects/gitlab.ts'
import { withMembers } from '../../lib/dialects/own-members.ts'
import { problem } from '../../lib/dialects/problem.ts'
import type { SchemaOf } from '../../lib/dialects/dialect.ts'
import { entryOf } from '../../lib/errors/catalog.ts'
import { Type as Ours } from '../../lib/options/type.ts'
import { defineErrors } from '../../lib/own/define-errors.ts'

defineErrors({
  noCredit: { status: 403, type: 'https://example.com/probs/no-credit', title: 'No credit.', members: Type.Object({ balance: Type.Integer(), hint: Type.Optional(Type.String()) }) },
  shut: { status: 403 },
  referring: { status: 409, members: { type: 'object', properties: { a: { $ref: '#/$defs/a' }, b: { $ref: '#/definitions/b' } }, $defs: { a: { type: 'string' } }, definitions: { b: { type: 'string' } } } }
})

const of = (kind: string, mayHaveIssues = false): SchemaOf => ({ kind, definition: entryOf(kind), mayHaveIssues })
const json = (schema: object): unknown => JSON.parse(JSON.stringify(schema))
const message = { type: 'string', minLength: 1 }

t.test('the members that a kind has stand beside those of the body', async (t) => {
  const body = Ours.Object({ message: Ours.String() })
  t.strictSame(json(withMembers(body, of('noCredit'))), {
    type: 'object', required: ['message', 'balance'], properties: { message: { type: 'string' }, balance: { type: 'integer' }, hint: { type: 'string' } }
  })
  t.equal(withMembers(body, of('conflict')), body)
  t.strictSame(json(withMembers(body, of('shut'))), json(body), 'none')
  t.strictSame(json(withMembers(body, of('referring'))), {
    type: 'object', required: ['message'], properties: { message: { type: 'string' }, a: { $ref: '#/$defs/a' }, b: { $ref: '#/definitions/b' } }, $defs: { a: { type: 'string' } }, definitions: { b: { type: 'string' } }
  })
})

t.test('problem: of one kind, with what identifies it', async (t) => {
  const identity = (schema: object): unknown[] => {
    const { type, title } = (json(schema) as { properties: Record<string, unknown> }).properties
    return [type, title]
  }
  const constant = (value: string): object => ({ const: value, type: 'string' })
  t.strictSame(identity(problem().schema(403, of('noCredit'))), [constant('https://example.com/probs/no-credit'), constant('No credit.')])
  t.strictSame(identity(problem().schema(403, of('forbidden'))), [constant('about:blank'), constant('Forbidden')])
  const types = 'https://example.com/problems/'
  t.strictSame(identity(problem({ types }).schema(403, of('forbidden'))), [constant(`${types}forbidden`), constant('Forbidden')])
  t.strictSame(identity(problem({ types }).schema(429, of('too_many_requests'))), [constant(`${types}too_many_requests`), constant('Too Many Requests')])
  t.strictSame(identity(problem().schema(429, of('too_many_requests'))), [
    { enum: ['https://iana.org/assignments/http-problem-types#quota-exceeded', 'about:blank'], type: 'string' },
    { enum: ['Request cannot be satisfied as assigned quota has been exceeded', 'Too Many Requests'], type: 'string' }
  ])
  t.strictSame(Object.keys((problem({ status: false }).schema(403, of('forbidden')) as unknown as { properties: object }).properties).includes('status'), false)
  t.strictSame(problem().schema(403).properties, problem().schema(403).properties)
})

t.test('gitlab: a sentence, or what was found', async (t) => {
  t.strictSame(json(gitlab().schema(404, of('not_found'))), { type: 'object', required: ['message'], properties: { message } })
  t.strictSame(json(gitlab().schema(409, of('captcha_required'))), { type: 'object', required: ['message'], properties: { message: { type: 'object', required: ['error'], properties: { error: message } } } })
  t.match(json(gitlab().schema(400, of('validation_failed', true))), { properties: { message: { anyOf: [message, { type: 'object' }] } } })
  t.match(json(gitlab({ wording: 'live' }).schema(404, of('not_found'))), { anyOf: [{ required: ['message'] }, { required: ['error'] }] })
  t.match(json(gitlab({ oauth: true }).schema(401, of('unauthorized'))), { anyOf: [{ required: ['message'] }, { required: ['error'] }] })
  t.match(json(gitlab().schema(404)), { anyOf: [{ required: ['message'] }, { required: ['error'] }] })
  t.strictSame(json(gitlab({ throttle: 'text' }).schema(429, of('too_many_requests'))), { const: 'Retry later\n', type: 'string' })
})

t.test('akeneo: with the members of its own errors', async (t) => {
  t.strictSame(json(akeneo().schema(404, of('not_found'))), json(akeneo().schema(404)))
  t.match(json(akeneo().schema(403, of('noCredit'))), { required: ['code', 'message', 'balance'], properties: { code: { const: 403 }, balance: { type: 'integer' } } })
})
