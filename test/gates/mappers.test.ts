import type { FastifyRequest } from 'fastify'
import t from 'tap'
import { bodyLimitErrors, mediaTypeErrors } from '../../lib/gates/mappers.ts'

const coded = (code: string): Error => Object.assign(new Error('secret'), { code })
const tooLarge = coded('FST_ERR_CTP_BODY_TOO_LARGE')
const noParser = coded('FST_ERR_CTP_INVALID_MEDIA_TYPE')
const requestWith = (type?: string, method = 'PUT'): FastifyRequest => ({ method, headers: { 'content-type': type }, routeOptions: { bodyLimit: 9 } }) as unknown as FastifyRequest
const strangers: unknown[] = [new Error('secret'), coded('FST_ERR_NOT_FOUND'), coded('toString'), {}, null, undefined, 'FST_ERR_CTP_INVALID_MEDIA_TYPE']

t.test('what Fastify counts is refused as a constraint where the place says so', async (t) => {
  const { kind, status, facts } = bodyLimitErrors(403)(tooLarge, requestWith()) ?? {}
  t.strictSame([kind, status, { ...facts }], ['operational_constraint', 403, { limit: 9, unit: 'bytes' }])
  t.equal(bodyLimitErrors(413)(tooLarge, requestWith()), undefined, 'elsewhere it is what Fastify says')
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
    const error = mediaTypeErrors(types)(noParser, requestWith(type, method))
    t.strictSame([error?.kind, { ...error?.facts }, { ...error?.headers }], [kind, facts, headers], name)
    t.equal(error?.cause, noParser, `${name}: the log has the cause`)
  }
})

t.test('JSON is taken where nothing is said', async (t) => {
  t.equal(mediaTypeErrors()(noParser, requestWith('application/json'))?.kind, 'internal')
  t.strictSame(mediaTypeErrors()(noParser, requestWith('text/csv'))?.facts.allowed, ['application/json'])
})

t.test('all others are left to others', async (t) => {
  for (const thrown of strangers) {
    t.equal(bodyLimitErrors(403)(thrown, requestWith()), undefined, String(thrown))
    t.equal(mediaTypeErrors()(thrown, requestWith('text/csv')), undefined, String(thrown))
  }
  t.equal(bodyLimitErrors(403)(noParser, requestWith()), undefined)
  t.equal(mediaTypeErrors()(tooLarge, requestWith('text/csv')), undefined)
})
