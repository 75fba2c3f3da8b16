import t from 'tap'
import { ApiError } from '../../../lib/errors/api-error.ts'
import { parserError, refusedMessage } from '../../../lib/errors/mappers/parser.ts'

interface Packet { readonly code?: unknown, readonly rawPacket?: unknown, readonly bytesParsed?: unknown }

/** What Node gives to `clientError`; `|` marks how far the parser came. */
function refused (code: string, marked: string): Error & Packet {
  const bytesParsed = marked.indexOf('|')
  return Object.assign(new Error('Parse Error'), { code, reason: 'of the parser', bytesParsed, rawPacket: Buffer.from(marked.replace('|', ''), 'latin1') })
}

const kindOf = (thrown: unknown): string | undefined => parserError(thrown)?.error.kind
const first = 'HEAD /first HTTP/1.1\r\nHost: a\r\n\r\n'
const upload = 'POST /first HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nab\r\n'

t.test('every code of the parser, and its kind', async (t) => {
  const packet = 'GET /a HTTP/1.1\r\nHost: a\r\nx|'
  const cases: Array<[code: string, kind: string]> = [
    ['HPE_CB_CHUNK_COMPLETE', 'bad_request'],
    ['HPE_CHUNK_EXTENSIONS_OVERFLOW', 'payload_too_large'],
    ['HPE_CLOSED_CONNECTION', 'bad_request'],
    ['HPE_CR_EXPECTED', 'bad_request'],
    ['HPE_HEADER_OVERFLOW', 'header_fields_too_large'],
    ['HPE_INTERNAL', 'bad_request'],
    ['HPE_INVALID_CHUNK_SIZE', 'bad_request'],
    ['HPE_INVALID_CONSTANT', 'bad_request'],
    ['HPE_INVALID_CONTENT_LENGTH', 'bad_request'],
    ['HPE_INVALID_EOF_STATE', 'bad_request'],
    ['HPE_INVALID_HEADER_TOKEN', 'bad_request'],
    ['HPE_INVALID_METHOD', 'not_implemented'],
    ['HPE_INVALID_TRANSFER_ENCODING', 'bad_request'],
    ['HPE_INVALID_URL', 'invalid_url'],
    ['HPE_LF_EXPECTED', 'bad_request'],
    ['HPE_PAUSED_H2_UPGRADE', 'http_version_not_supported'],
    ['HPE_STRICT', 'bad_request'],
    ['HPE_UNEXPECTED_CONTENT_LENGTH', 'bad_request'],
    ['HPE_of another version of the parser', 'bad_request']
  ]
  for (const [code, kind] of cases) {
    const thrown = refused(code, packet)
    const { error, cause } = parserError(thrown) ?? {}
    t.ok(error instanceof ApiError, code)
    const asFastify = code === 'HPE_HEADER_OVERFLOW' ? 431 : 400
    t.equal(parserError(thrown, true)?.error.status, asFastify, `${code}, with the status that Fastify has for it`)
    t.equal(parserError(thrown, true)?.error.kind, error?.status === asFastify ? kind : 'bad_request')
    t.strictSame([error?.kind, error?.detail, error?.headers, error?.facts], [kind, undefined, {}, {}], code)
    t.strictSame(cause, { code, reason: 'of the parser', bytesParsed: thrown.bytesParsed }, `${code}: for the log, without the packet`)
  }
})

t.test('requests that take too long', async (t) => {
  const thrown = Object.assign(new Error('Request timeout'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' })
  const { error, cause } = parserError(thrown) ?? {}
  t.strictSame([error?.kind, error?.status, error?.detail], ['request_timeout', 408, undefined])
  t.equal(cause, thrown)
})

t.test('what went wrong with the connection, and everybody else\'s errors, have no answer', async (t) => {
  const cases: unknown[] = [
    { code: 'ECONNRESET' }, { code: 'EPIPE' }, { code: 'ERR_SSL_WRONG_VERSION_NUMBER' }, { code: 'FST_ERR_NOT_FOUND' }, { code: 'XHPE_STRICT' }, { code: 'hpe_strict' },
    { code: 5 }, { code: null }, { code: ['HPE_STRICT'] }, {}, new Error('HPE_STRICT'), 'HPE_STRICT', 5, null, undefined
  ]
  for (const thrown of cases) t.equal(parserError(thrown), undefined)
})

t.test('a method that nobody knows is 501 where the rest of the request line is sound (RFC 9110 §9.1)', async (t) => {
  const cases: Array<[marked: string, kind: string]> = [
    ['F|OO / HTTP/1.1\r\nHost: a\r\n\r\n', 'not_implemented'],
    ['|get / HTTP/1.1\r\n\r\n', 'not_implemented'],
    ['GET|X / HTTP/1.0\r\n\r\n', 'not_implemented'],
    ["|!#$%&'*+-.^_`~9 / HTTP/1.1\r\n\r\n", 'not_implemented'],
    [`${first}F|OO / HTTP/1.1\r\nHost: a\r\n\r\n`, 'not_implemented'],
    ['F|OO / HTTP/3.0\r\n\r\n', 'bad_request'],
    ['F|OO / HTTP/10.1\r\n\r\n', 'bad_request'],
    ['F|OO / HTTP/1.1', 'bad_request'],
    ['F|OO /', 'bad_request'],
    ['F|OO\r\n\r\n', 'bad_request'],
    ['F|OO / b HTTP/1.1\r\n\r\n', 'bad_request'],
    ['|(x) / HTTP/1.1\r\n\r\n', 'bad_request'],
    ['|\x16\x03\x01\x02\x00\x01', 'bad_request'],
    [`${first}j|unk`, 'bad_request'],
    ['|', 'bad_request']
  ]
  for (const [marked, kind] of cases) t.equal(kindOf(refused('HPE_INVALID_METHOD', marked)), kind, JSON.stringify(marked))
})

t.test('a version that nobody speaks is 505, a line that is broken is 400', async (t) => {
  const cases: Array<[marked: string, kind: string]> = [
    ['GET / HTTP/3.0|\r\n\r\n', 'http_version_not_supported'],
    ['GET / HTTP/1.2|\r\n\r\n', 'http_version_not_supported'],
    ['GET / HTTP/1.25|\r\n\r\n', 'http_version_not_supported'],
    [`${first}GET / HTTP/3.0|\r\n\r\n`, 'http_version_not_supported'],
    ['GET / HTTP/|a\r\n\r\n', 'bad_request'],
    ['GET / HTTP/1|\r\n\r\n', 'bad_request'],
    ['GET / HTTP/3.0|', 'bad_request'],
    ['GET / HTTP/1.1|\nHost: a\n\n', 'bad_request'],
    ['GET / HTTP/1.0|\nHost: a\n\n', 'bad_request']
  ]
  for (const [marked, kind] of cases) t.equal(kindOf(refused('HPE_INVALID_VERSION', marked)), kind, JSON.stringify(marked))
})

t.test('RFC 9112 §3: an overflow before the end of the request line is 414, behind it 431', async (t) => {
  const cases: Array<[marked: string, kind: string]> = [
    ['GET /aaaa|aaaa', 'uri_too_long'],
    ['GET /aaaa|aaaa HTTP/1.1\r\nHost: a\r\n\r\n', 'uri_too_long'],
    ['\r\n\r\nGET /aaaa|aaaa', 'uri_too_long'],
    ['M-SEARCH /aaaa|', 'uri_too_long'],
    [`${first}GET /aaaa|aaaa HTTP/1.1\r\n\r\n`, 'uri_too_long'],
    ['GET / HTTP/1.1\r\nx: aaaa|aaaa\r\n\r\n', 'header_fields_too_large'],
    ['GET / HTTP/1.1\r\nGET /aaaa|', 'header_fields_too_large'],
    [`${first}GET / HTTP/1.1\r\nx: aaaa|aaaa\r\n\r\n`, 'header_fields_too_large'],
    [`${first}GET / HTTP/1.1\r\nx: aaaa\r|\n\r\n`, 'header_fields_too_large'],
    ['x: aaaa|aaaa\r\n\r\n', 'header_fields_too_large'],
    ['aaaa|aaaa\r\n\r\n', 'header_fields_too_large'],
    ['|', 'header_fields_too_large']
  ]
  for (const [marked, kind] of cases) t.equal(kindOf(refused('HPE_HEADER_OVERFLOW', marked)), kind, JSON.stringify(marked))
})

t.test('the request line of what was refused', async (t) => {
  const cases: Array<[marked: string, told: [method: string, path: string, version: string] | undefined]> = [
    ['GET /a?b=c HTTP/1.1\r\nbad |header\r\n\r\n', ['GET', '/a', 'HTTP/1.1']],
    ['GET /?b=c?d HTTP/1.1\r\nbad |header\r\n\r\n', ['GET', '/', 'HTTP/1.1']],
    ['GET ?b HTTP/1.1\r\nbad |header\r\n\r\n', ['GET', '', 'HTTP/1.1']],
    ['GET http://a/b HTTP/1.0\r\nbad |header\r\n\r\n', ['GET', 'http://a/b', 'HTTP/1.0']],
    ['\r\n\r\nGET /a HTTP/1.1\r\nbad |header\r\n\r\n', ['GET', '/a', 'HTTP/1.1']],
    ['GET /\xe9| HTTP/1.1\r\n\r\n', ['GET', '/\u00e9', 'HTTP/1.1']],
    ['F|OO /a HTTP/1.1\r\n', ['FOO', '/a', 'HTTP/1.1']],
    ['F|OO /a HTTP/1.1', undefined],
    ['GET /a|', undefined],
    ['GET /a| b HTTP/1.1\r\n\r\n', undefined],
    ['GET  /a| HTTP/1.1\r\n\r\n', undefined],
    ['bad |header\r\n\r\n', undefined],
    ['header: of a split packet\r\nbad |header\r\n\r\n', undefined],
    ['|', undefined],
    // Pipelines
    [`${first}GET /b HTTP/1.1\r\nbad |header\r\n\r\n`, ['GET', '/b', 'HTTP/1.1']],
    [`${first}${first}GET /b HTTP/1.1\r\nbad |header\r\n\r\n${first}`, ['GET', '/b', 'HTTP/1.1']],
    [`${first}F|OO /b HTTP/1.1\r\n\r\n`, ['FOO', '/b', 'HTTP/1.1']],
    [`${first}|get /b HTTP/1.1\r\n\r\n`, ['get', '/b', 'HTTP/1.1']],
    [`${first}GET /b HTTP/1.1\r\nx: a\r\n|\rX`, ['GET', '/b', 'HTTP/1.1']],
    [`${first}GET /b HTTP/1.1\r\nx: a\r|\n\r\n`, ['GET', '/b', 'HTTP/1.1']],
    [`${first}GET /b HTTP/1.1\r\nx: a\r\n|\r\n`, ['GET', '/b', 'HTTP/1.1']],
    [`${first}GET /b HTTP/1.1\r\nx: a\r\n\r|\n`, ['GET', '/b', 'HTTP/1.1']],
    ['tail: of a head\r\n\r\nGET /b HTTP/1.1\r\nbad |header', ['GET', '/b', 'HTTP/1.1']],
    [`${upload}GET /b HTTP/1.1\r\nbad |header`, undefined],
    [`${first}GET /b|`, undefined]
  ]
  for (const [marked, told] of cases) {
    const [method, path, version] = told ?? []
    t.strictSame(refusedMessage(refused('HPE_STRICT', marked)), told && { method, path, version }, JSON.stringify(marked))
  }
})

t.test('without a packet nothing is known', async (t) => {
  const bytes = Buffer.from('GET /a HTTP/1.1\r\n\r\n')
  const cases: unknown[] = [
    { code: 'HPE_INVALID_EOF_STATE', bytesParsed: 0 },
    { code: 'HPE_INVALID_EOF_STATE', bytesParsed: 0, rawPacket: undefined },
    { code: 'HPE_STRICT', bytesParsed: 3, rawPacket: null },
    { code: 'HPE_STRICT', bytesParsed: 3, rawPacket: bytes.toString() },
    { code: 'HPE_STRICT', bytesParsed: 3, rawPacket: new Uint8Array(bytes) },
    {}, new Error('x'), 'GET /a HTTP/1.1\r\n\r\n', null, undefined
  ]
  for (const thrown of cases) t.equal(refusedMessage(thrown), undefined)
  for (const [code, kind] of [['HPE_INVALID_METHOD', 'bad_request'], ['HPE_INVALID_VERSION', 'bad_request'], ['HPE_HEADER_OVERFLOW', 'header_fields_too_large']] as const) {
    t.equal(kindOf({ code }), kind, code)
  }
})
