import createError from '@fastify/error'
import t from 'tap'
import { pluginErrors } from '../../../lib/errors/mappers/plugins.ts'

const request = { method: 'POST', headers: { 'content-type': 'text/csv' }, routeOptions: { bodyLimit: 10 } }

t.test('plugins of Fastify, by their code; none of their words', async (t) => {
  const cases: Array<[code: string, kind: string]> = [
    ['FST_CP_ERR_INVALID_CONTENT_ENCODING', 'unsupported_coding'],
    ['FST_REQ_FILE_TOO_LARGE', 'payload_too_large'],
    ['FST_FILES_LIMIT', 'too_many_items'],
    ['FST_PARTS_LIMIT', 'too_many_items'],
    ['FST_FIELDS_LIMIT', 'too_many_items'],
    ['FST_INVALID_JSON_FIELD_ERROR', 'malformed_json'],
    ['FST_MP_PREMATURE_CLOSE', 'bad_request']
  ]
  for (const [code, kind] of cases) {
    const thrown = new (createError(code, 'secret', 499))()
    const error = pluginErrors(thrown, request)
    t.strictSame([error?.kind, error?.detail, error?.facts, error?.headers, error?.cause], [kind, undefined, {}, {}, thrown], code)
  }
})

t.test('refused credentials, and what their challenge says (RFC 6750 §3.1)', async (t) => {
  const bad = 'Bearer error="invalid_token"'
  const cases: Array<[code: string, challenge: string, authorization?: string]> = [
    ['FST_JWT_NO_AUTHORIZATION_IN_HEADER', 'Bearer'],
    ['FST_JWT_NO_AUTHORIZATION_IN_COOKIE', 'Bearer'],
    ['FST_JWT_BAD_REQUEST', 'Bearer'],
    ['FST_JWT_BAD_COOKIE_REQUEST', 'Bearer'],
    ['FST_JWT_AUTHORIZATION_TOKEN_EXPIRED', bad],
    ['FST_JWT_AUTHORIZATION_TOKEN_INVALID', bad],
    ['FST_JWT_AUTHORIZATION_TOKEN_UNTRUSTED', bad],
    ['FAST_JWT_MISSING_SIGNATURE', bad],
    ['FST_BEARER_AUTH_MISSING_AUTHORIZATION_HEADER', 'Bearer'],
    ['FST_BEARER_AUTH_INVALID_AUTHORIZATION_HEADER', bad, 'Bearer unknown'],
    ['FST_BEARER_AUTH_INVALID_AUTHORIZATION_HEADER', bad, 'bearer unknown'],
    ['FST_BEARER_AUTH_INVALID_AUTHORIZATION_HEADER', 'Bearer', 'Basic dTpw']
  ]
  for (const [code, challenge, authorization] of cases) {
    const thrown = new (createError(code, 'secret', 401))()
    const error = pluginErrors(thrown, { ...request, headers: { authorization } })
    t.strictSame([error?.kind, error?.detail, error?.headers, error?.cause], ['unauthorized', undefined, { 'www-authenticate': challenge }, thrown], code)
    t.strictSame(error?.facts, challenge === bad ? { challenge: { error: 'invalid_token' } } : {}, code)
  }
  const basic = pluginErrors(new (createError('FST_BASIC_AUTH_MISSING_OR_BAD_AUTHORIZATION_HEADER', 'secret', 401))(), request)
  t.strictSame([basic?.kind, basic?.headers], ['unauthorized', {}], 'what @fastify/basic-auth has put on the reply, or nothing')
  const proxy = new (createError('FST_BASIC_AUTH_MISSING_OR_BAD_AUTHORIZATION_HEADER', 'secret', 407))()
  t.equal(pluginErrors(proxy, request), undefined, 'a proxy has challenges of its own')
  const unknown = new (createError('FST_BEARER_AUTH_INVALID_AUTHORIZATION_HEADER', 'secret', 401))()
  t.strictSame(pluginErrors(unknown, undefined)?.headers, { 'www-authenticate': 'Bearer' }, 'without a request')
})

t.test('multipart bodies that are none', async (t) => {
  const thrown = new (createError('FST_INVALID_MULTIPART_CONTENT_TYPE', 'secret', 406))()
  const wrong = pluginErrors(thrown, request)
  t.strictSame([wrong?.kind, wrong?.facts], ['unsupported_media_type', { value: 'text/csv', allowed: ['multipart/form-data'] }])
  const missing = pluginErrors(thrown, { ...request, headers: {} })
  t.strictSame([missing?.kind, missing?.facts], ['content_type_missing', { allowed: ['multipart/form-data'] }])
  t.equal(pluginErrors(thrown, undefined)?.kind, 'unsupported_media_type')
  for (const message of ['Multipart: Boundary not found', 'Unexpected end of multipart data', 'Part terminated early due to unexpected end of multipart data']) {
    t.equal(pluginErrors(new Error(message), request)?.kind, 'bad_request', message)
  }
})

t.test('who comes back to @fastify/oauth2 with another state', async (t) => {
  const thrown = new Error('Invalid state')
  const from = (name: string): object => ({ ...request, server: { hasPlugin: (one: string) => one === name } })
  const error = pluginErrors(thrown, from('@fastify/oauth2') as never)
  t.strictSame([error?.kind, error?.detail, error?.cause], ['bad_request', undefined, thrown])
  t.equal(pluginErrors(new Error('Invalid state of the order'), from('@fastify/oauth2') as never), undefined)
  for (const other of [from('@fastify/jwt'), request, undefined]) t.equal(pluginErrors(thrown, other as never), undefined, 'the words alone may be anybody\'s')
})

t.test('nobody else\'s error is taken', async (t) => {
  for (const thrown of [new Error('secret'), { code: 'toString' }, { code: 5 }, 'FST_FILES_LIMIT', null]) {
    t.equal(pluginErrors(thrown, request), undefined)
  }
})
