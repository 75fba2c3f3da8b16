import t from 'tap'
import createError from '@fastify/error'
import { errorCodes } from 'fastify'
import { fastifyErrors, type RequestView } from '../../../lib/errors/mappers/fastify.ts'

const request: RequestView = { headers: { 'content-type': 'text/csv; a=b' }, method: 'POST', routeOptions: { bodyLimit: 1000 } }

t.test('what Fastify and its parsers refuse', async (t) => {
  const taken = { accept: 'application/json', 'accept-post': 'application/json' }
  const cases: Array<[code: string, kind: string, facts?: object, headers?: object]> = [
    ['FST_ERR_BAD_URL', 'invalid_url'],
    ['FST_ERR_CTP_BODY_TOO_LARGE', 'payload_too_large', { limit: 1000 }],
    ['FST_ERR_CTP_EMPTY_JSON_BODY', 'malformed_json'],
    ['FST_ERR_CTP_INVALID_CONTENT_LENGTH', 'bad_request'],
    ['FST_ERR_CTP_INVALID_JSON_BODY', 'malformed_json'],
    ['FST_ERR_CTP_INVALID_MEDIA_TYPE', 'unsupported_media_type', { value: 'text/csv', allowed: ['application/json'] }, taken],
    ['FST_ERR_HANDLER_TIMEOUT', 'service_unavailable'],
    ['FST_ERR_MAX_PARAM_LENGTH', 'uri_too_long'],
    ['FST_ERR_NOT_FOUND', 'not_found'],
    // Fastify 6: QUERY without a body.
    ['FST_ERR_ROUTE_MISSING_CONTENT', 'bad_request'],
    ['FST_ERR_ROUTE_MISSING_CONTENT_TYPE', 'content_type_missing']
  ]
  for (const [code, kind, facts = {}, headers = {}] of cases) {
    const own = (errorCodes as Record<string, new () => Error>)[code]
    const thrown = own === undefined ? new (createError(code, 'secret'))() : new own() // eslint-disable-line new-cap
    const error = fastifyErrors(thrown, request)
    t.strictSame([error?.kind, error?.detail, error?.facts, error?.headers], [kind, undefined, facts, headers], code)
    t.equal(error?.cause, thrown)
    const without = fastifyErrors(thrown, undefined)
    t.strictSame([without?.kind, without?.facts], [kind, {}], `${code} before there is a request`)
  }
})

t.test('every other code is the server\'s fault, and nobody else\'s error is taken', async (t) => {
  const cases: unknown[] = [
    new errorCodes.FST_ERR_REP_ALREADY_SENT('/', 'GET'),
    new errorCodes.FST_ERR_DUPLICATED_ROUTE('GET', '/'),
    new (createError('toString', 'x'))(),
    new (createError('__proto__', 'x'))(),
    { code: 5 },
    { code: 'ECONNREFUSED' },
    new Error('x'),
    'FST_ERR_NOT_FOUND',
    null
  ]
  for (const thrown of cases) t.equal(fastifyErrors(thrown, request), undefined)
})

t.test('a type that is missing is another thing than a wrong one', async (t) => {
  for (const type of [undefined, '']) {
    const error = fastifyErrors(new errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE(), { ...request, headers: { 'content-type': type } })
    t.strictSame([error?.kind, error?.facts], ['content_type_missing', { allowed: ['application/json'] }])
  }
})
