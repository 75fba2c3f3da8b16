import t from 'tap'
import { Type } from '@sinclair/typebox'
import { dataTypeOf, defineDialect, statusOf, type Dialect } from '../../lib/dialects/dialect.ts'
import { ApiError } from '../../lib/errors/api-error.ts'
import { textOf } from '../fixtures/render.ts'

const plain = { name: 'plain', mediaType: 'application/json', render: (error: ApiError) => ({ error: error.message }), schema: () => Type.Object({ error: Type.String() }) }

t.test('defineDialect', async (t) => {
  const dialect = defineDialect(plain)
  t.equal(textOf(new ApiError('conflict'), dialect), '{"error":"The request conflicts with the current state of the resource."}')
  t.ok(Object.isFrozen(dialect))
  t.not(dialect, plain)
  t.throws(() => Object.assign(dialect, { name: 'x' }), TypeError)
})

t.test('what is no dialect', async (t) => {
  const cases: Array<[given: unknown, message: string]> = [
    [undefined, 'A dialect needs the member "name", a non-empty string'],
    [null, 'A dialect needs the member "name", a non-empty string'],
    [{}, 'A dialect needs the member "name", a non-empty string'],
    [{ ...plain, name: '' }, 'A dialect needs the member "name", a non-empty string'],
    [{ ...plain, mediaType: 5 }, 'A dialect needs the member "mediaType", a non-empty string'],
    [{ ...plain, mediaType: '' }, 'A dialect needs the member "mediaType", a non-empty string'],
    [{ ...plain, render: undefined }, 'A dialect needs the member "render", a function'],
    [{ ...plain, schema: {} }, 'A dialect needs the member "schema", a function'],
    ...['json', 'application/*', 'a/b/c', 'text/html, a/b', 'application/json; charset', 'application/json; a=\u0001'].map((mediaType): [unknown, string] =>
      [{ ...plain, mediaType }, `The member "mediaType" of a dialect is a media type such as application/json, got ${JSON.stringify(mediaType)}`]),
    [{ ...plain, header: () => ({}) }, 'A dialect has no member "header"; its members are name, mediaType, render, headers, schema, status, reasons, accepted, documentation, standardFormat, rateLimit, pure, negotiation, nullBody, acceptBehindAccess']
  ]
  for (const [given, message] of cases) t.throws(() => defineDialect(given as Dialect), new TypeError(message), message)
})

t.test('the type that data may be of too', async (t) => {
  const cases: Array<[mediaType: string, expected: string | undefined]> = [
    ['application/vnd.api+json', 'application/vnd.api+json'],
    ['Application/FHIR+JSON; fhirVersion=4.0', 'application/fhir+json'],
    ['application/json', undefined],
    ['application/problem+json; charset=utf-8', undefined],
    ['text/html', undefined]
  ]
  for (const [mediaType, expected] of cases) t.equal(dataTypeOf({ mediaType }), expected, mediaType)
})

t.test('statusOf', async (t) => {
  const dialect = defineDialect({ ...plain, status: kind => kind === 'validation_failed' ? 400 : undefined })
  const cases: Array<[name: string, error: ApiError, dialect: Dialect, status: number]> = [
    ['the catalog\'s', new ApiError('validation_failed'), defineDialect(plain), 422],
    ['the dialect\'s', new ApiError('validation_failed'), dialect, 400],
    ['where the dialect has none', new ApiError('conflict'), dialect, 409],
    ['the error\'s own wins', new ApiError('validation_failed', { status: 409 }), dialect, 409],
    ['the error\'s own without a dialect\'s', new ApiError('bad_request', { status: 418 }), defineDialect(plain), 418]
  ]
  for (const [name, error, dialect, status] of cases) t.equal(statusOf(error, dialect), status, name)
})
