import t from 'tap'
import { akeneo } from '../../lib/dialects/akeneo.ts'
import { defineDialect, type Dialect } from '../../lib/dialects/dialect.ts'
import { gitlab } from '../../lib/dialects/gitlab.ts'
import { problem } from '../../lib/dialects/problem.ts'
import { entryOf } from '../../lib/errors/catalog.ts'
import { Components } from '../../lib/openapi/components.ts'
import type { DocumentedError } from '../../lib/openapi/documented-error.ts'
import { errorResponse, mediaTypeObject } from '../../lib/openapi/responses.ts'
import { defineErrors } from '../../lib/own/define-errors.ts'

defineErrors({ tooDear: { status: 402, type: 'https://example.com/too-dear', title: 'Too dear', docs: '# Too dear\n\nIt is.' } })

const error = (dialect: Dialect, kind: string, status: number, more: Partial<DocumentedError> = {}): DocumentedError => ({
  kind,
  status,
  mediaType: dialect.mediaType,
  headers: {},
  body: '{}',
  from: 'handler',
  gate: undefined,
  provocation: undefined,
  mayHaveIssues: false,
  schema: dialect.schema(status, { kind, definition: entryOf(kind), mayHaveIssues: more.mayHaveIssues ?? false }),
  ...more
})

const schemaOf = (dialect: Dialect, errors: readonly DocumentedError[]): [schema: unknown, names: string[]] => {
  const components = new Components('3.1.1')
  return [mediaTypeObject(errors, { components, dialect })['schema'], Object.keys(components.schemas)]
}

t.test('a response of one kind, and of several', async (t) => {
  const dialect = akeneo()
  const making = { components: new Components('3.1.1'), dialect, isHead: false }
  t.strictSame(errorResponse([error(dialect, 'tooDear', 402, { headers: { link: 'a' } })], making), {
    description: '# Too dear\n\nIt is.',
    headers: { Link: { description: 'Where more is said of it (RFC 8288).', required: true, schema: { type: 'string' }, example: 'a' } },
    content: { 'application/json': { schema: { $ref: '#/components/schemas/Akeneo402' }, examples: { tooDear: { summary: 'Too dear', value: {} } } } }
  })
  t.strictSame(errorResponse([error(dialect, 'not_found', 404), error(dialect, 'route_not_found', 404, { body: undefined })], { ...making, isHead: true }), { description: 'The resource does not exist.\n\nThere is nothing at this URL.' })
  t.strictSame(errorResponse([error(dialect, 'unknownKind', 499, { body: 'a', mediaType: 'text/plain' })], making), {
    description: 'Bad Request', content: { 'text/plain': { schema: { $ref: '#/components/schemas/Akeneo499' }, examples: { unknownKind: { summary: 'unknownKind', value: 'a' } } } }
  })
  t.strictSame(errorResponse([error(dialect, 'gone', 410, { body: undefined })], making)['content'], { 'application/json': { schema: { $ref: '#/components/schemas/Akeneo410' } } })
})

t.test('several kinds of a status are one schema, unless something tells them apart', async (t) => {
  const dialect = problem()
  t.strictSame(schemaOf(dialect, [error(dialect, 'payload_too_large', 413), error(dialect, 'too_many_items', 413)]), [{ $ref: '#/components/schemas/Problem413' }, ['Problem413']])
  const typed = problem({ types: 'https://example.com/' })
  t.strictSame(schemaOf(typed, [error(typed, 'payload_too_large', 413), error(typed, 'too_many_items', 413)]), [{
    oneOf: [{ $ref: '#/components/schemas/Problem413PayloadTooLarge' }, { $ref: '#/components/schemas/Problem413TooManyItems' }],
    discriminator: { propertyName: 'type', mapping: { 'https://example.com/payload_too_large': '#/components/schemas/Problem413PayloadTooLarge', 'https://example.com/too_many_items': '#/components/schemas/Problem413TooManyItems' } }
  }, ['Problem413PayloadTooLarge', 'Problem413TooManyItems']])
  t.strictSame(schemaOf(typed, [error(typed, 'conflict', 409)]), [{ $ref: '#/components/schemas/Problem409Conflict' }, ['Problem409Conflict']])
})

t.test('statuses tell themselves apart, but not as a discriminator: that is a text', async (t) => {
  const dialect = akeneo()
  t.strictSame(schemaOf(dialect, [error(dialect, 'internal', 500), error(dialect, 'bad_gateway', 502)])[0], { oneOf: [{ $ref: '#/components/schemas/Akeneo500' }, { $ref: '#/components/schemas/Akeneo502' }] })
})

t.test('what may be two of them is any of them', async (t) => {
  const dialect = gitlab()
  t.strictSame(schemaOf(dialect, [error(dialect, 'validation_failed', 400, { mayHaveIssues: true }), error(dialect, 'malformed_json', 400), error(dialect, 'captcha_required', 409)]), [
    { anyOf: [{ $ref: '#/components/schemas/GitlabErrorWithFindings' }, { $ref: '#/components/schemas/GitlabError' }, { $ref: '#/components/schemas/GitlabCaptchaRequired' }] },
    ['GitlabErrorWithFindings', 'Tree', 'GitlabError', 'GitlabCaptchaRequired']
  ])
})

t.test('a dialect of an application, whose schemas say what they like', async (t) => {
  const dialect = defineDialect({ name: 'my own', mediaType: 'application/json', render: () => ({}), schema: status => status === 404 ? { type: 'string' } : { type: 'object', properties: { a: { const: status } } } })
  t.strictSame(schemaOf(dialect, [error(dialect, 'not_found', 404), error(dialect, 'gone', 410)])[0], { anyOf: [{ $ref: '#/components/schemas/MyOwn404' }, { $ref: '#/components/schemas/MyOwn410' }] })
  t.strictSame(schemaOf(dialect, [error(dialect, 'conflict', 409), error(dialect, 'gone', 410)])[0], { anyOf: [{ $ref: '#/components/schemas/MyOwn409' }, { $ref: '#/components/schemas/MyOwn410' }] })
})

t.test('what was there before is copied: whoever changes one part of a document changes no other', async (t) => {
  const dialect = problem()
  const making = { components: new Components('3.1.1'), dialect, isHead: false }
  const said = { headers: { link: ['a', 'b'], 'retry-after': '7' }, body: '{"a":[{"__proto__":{"b":1}},2]}' }
  const [one, same, head, other] = [making, making, { ...making, isHead: true }, making].map((making, at) => errorResponse([error(dialect, 'conflict', 409, at === 3 ? { ...said, body: '{}' } : said)], making))
  t.equal(JSON.stringify(one), JSON.stringify(same))
  t.equal(head?.['content'], undefined)
  t.notSame(other, one)
  const parts = (value: unknown): object[] => Object.values(Object(value)).flatMap(one => typeof one === 'object' && one !== null ? [one, ...parts(one)] : [])
  t.ok(parts(one).length > 8)
  t.strictSame(parts(one).filter(part => parts(same).includes(part)), [])
  t.match(errorResponse([error(problem({ types: 'https://a.example/' }), 'conflict', 409, said)], making)['content'], { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem409Conflict' } } }, 'of another schema')
})
