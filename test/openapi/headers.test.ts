import t from 'tap'
import { headersOf } from '../../lib/openapi/headers.ts'

t.test('header fields of errors, as they are written', async (t) => {
  t.strictSame(headersOf([
    { headers: { 'retry-after': '60', 'x-own': 'a', 'ratelimit-reset': '1700000000', 'www-authenticate': ['Bearer', 'Basic'], 'ratelimit-name': 'default' } },
    { headers: { 'retry-after': '5', etag: '"a"' } }
  ]), {
    ETag: { description: 'The state of the resource (RFC 9110 §8.8.3).', schema: { type: 'string' }, example: '"a"' },
    'RateLimit-Name': { schema: { type: 'string' }, example: 'default' },
    'RateLimit-Reset': { schema: { type: 'integer' } },
    'Retry-After': { description: 'Seconds until the next try (RFC 9110 §10.2.3).', required: true, schema: { type: 'integer' }, example: 60 },
    'WWW-Authenticate': { description: 'What is asked for (RFC 9110 §11.6.1).', schema: { type: 'string' }, example: 'Bearer, Basic' },
    'X-Own': { schema: { type: 'string' }, example: 'a' }
  })
})
