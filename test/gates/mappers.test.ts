import type { FastifyRequest } from 'fastify'
import t from 'tap'
import { bodyLimitErrors, mediaTypeErrors, type ReadersAt } from '../../lib/gates/mappers.ts'
import type { Reader } from '../../lib/gates/readers.ts'

const coded = (code: string): Error => Object.assign(new Error('secret'), { code })
const tooLarge = coded('FST_ERR_CTP_BODY_TOO_LARGE')
const noParser = coded('FST_ERR_CTP_INVALID_MEDIA_TYPE')
const requestWith = (type?: string, method = 'PUT'): FastifyRequest => ({ method, headers: { 'content-type': type }, routeOptions: { bodyLimit: 9 }, server: { initialConfig: { bodyLimit: 9 } } }) as unknown as FastifyRequest
const readersWith = (reader?: Partial<Reader>): ReadersAt => () => ({ of: () => reader as Reader | undefined, types: () => ['application/json', 'text/csv'] })
const readers = readersWith()
const strangers: unknown[] = [new Error('secret'), coded('FST_ERR_NOT_FOUND'), coded('toString'), {}, null, undefined, 'FST_ERR_CTP_INVALID_MEDIA_TYPE']

t.test('what Fastify counts is refused as a constraint where the place says so', async (t) => {
  const { kind, status, facts } = bodyLimitErrors(403, readers)(tooLarge, requestWith()) ?? {}
  t.strictSame([kind, status, { ...facts }], ['operational_constraint', 403, { limit: 9, unit: 'bytes' }])
  const elsewhere = bodyLimitErrors(413, readers)(tooLarge, requestWith())
  t.strictSame([elsewhere?.kind, elsewhere?.status, { ...elsewhere?.facts }, elsewhere?.cause], ['payload_too_large', 413, { limit: 9 }, tooLarge])
})

t.test('the limit that is named is the one that refused', async (t) => {
  const limitOf = (reader: Partial<Reader> | undefined, bodyLimit = 9): unknown =>
    bodyLimitErrors(413, readersWith(reader))(tooLarge, { ...requestWith('text/csv'), routeOptions: { bodyLimit } } as FastifyRequest)?.facts.limit
  t.equal(limitOf({ bodyLimit: 5 }), 5, "the parser's")
  t.equal(limitOf({ bodyLimit: 5 }, 7), 7, 'the route\'s goes before it')
  t.equal(limitOf({ bodyLimit: undefined }), 9)
  t.equal(limitOf(undefined), 9)
  t.equal(bodyLimitErrors(413, readersWith({ bodyLimit: 5 }))(tooLarge, requestWith())?.facts.limit, 5, 'without a type')
})

t.test('a type that no parser takes', async (t) => {
  const types = ['text/csv', '+json']
  const list = 'text/csv, application/*+json'
  const cases: Array<[name: string, type: string | undefined, method: string, kind: string, facts: object, headers: object]> = [
    ['one that is not taken', 'text/plain; a=b', 'PUT', 'unsupported_media_type', { value: 'text/plain', allowed: types }, { accept: list }],
    ['in a POST', 'text/plain', 'POST', 'unsupported_media_type', { value: 'text/plain', allowed: types }, { accept: list, 'accept-post': list }],
    ['none', undefined, 'PUT', 'content_type_missing', { allowed: types }, {}],
    ['an empty one', '', 'PUT', 'content_type_missing', { allowed: types }, {}],
    ['one that is taken: the parser is missing', 'text/csv', 'PUT', 'internal', {}, {}],
    ['the same, in capitals and with a parameter', 'Text/CSV; header=present', 'PUT', 'internal', {}, {}],
    ['one that is taken by its suffix', 'application/merge-patch+json', 'PATCH', 'internal', {}, {}]
  ]
  for (const [name, type, method, kind, facts, headers] of cases) {
    const error = mediaTypeErrors(types, readers)(noParser, requestWith(type, method))
    t.strictSame([error?.kind, { ...error?.facts }, { ...error?.headers }], [kind, facts, headers], name)
    t.equal(error?.cause, noParser, `${name}: the log has the cause`)
  }
})

t.test('where nothing is said, what there are parsers for would have been right', async (t) => {
  for (const types of [undefined, 'declared'] as const) {
    const error = mediaTypeErrors(types, readers)(noParser, requestWith('application/json'))
    t.strictSame([error?.kind, error?.facts.allowed], ['unsupported_media_type', ['application/json', 'text/csv']])
  }
})

t.test('all others are left to others', async (t) => {
  for (const thrown of strangers) {
    t.equal(bodyLimitErrors(403, readers)(thrown, requestWith()), undefined, String(thrown))
    t.equal(mediaTypeErrors('declared', readers)(thrown, requestWith('text/csv')), undefined, String(thrown))
  }
  t.equal(bodyLimitErrors(403, readers)(noParser, requestWith()), undefined)
  t.equal(mediaTypeErrors('declared', readers)(tooLarge, requestWith('text/csv')), undefined)
})
