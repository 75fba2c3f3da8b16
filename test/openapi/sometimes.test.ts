import { Type } from '@sinclair/typebox'
import Fastify from 'fastify'
import t from 'tap'
import conformant, { defineErrors, gitlab } from '../../lib/index.ts'
import { headersOf } from '../../lib/openapi/headers.ts'
import { openapi } from '../../lib/openapi/index.ts'

t.test('what all errors of a status have is required, what some have is not', async (t) => {
  t.strictSame(headersOf([{ headers: { allow: 'GET', 'retry-after': '5' } }, { headers: { allow: 'PUT' }, sometimes: { etag: '"1"' } }]), {
    Allow: { description: 'The methods that the resource has (RFC 9110 §10.2.1).', required: true, schema: { type: 'string' }, example: 'GET' },
    ETag: { description: 'The state of the resource (RFC 9110 §8.8.3).', schema: { type: 'string' }, example: '"1"' },
    'Retry-After': { description: 'Seconds until the next try (RFC 9110 §10.2.3).', schema: { type: 'integer' }, example: 5 }
  })
  t.strictSame(headersOf([{ headers: { 'x-own': ['a', 'b'] }, sometimes: { 'x-own': 'a' } }]), { 'X-Own': { schema: { type: 'string' }, example: 'a, b' } })
  t.strictSame(headersOf([]), {})
})

const errors = defineErrors({ headersNoCredit: { status: 403, members: Type.Object({ balance: Type.Integer() }), headers: { link: '</pay>; rel="payment"' } } })

t.test('of errors of one kind that two places give', async (t) => {
  const app = Fastify()
  await app.register(conformant, { dialect: gitlab(), rateLimit: { limit: 5, window: '1m', name: 'all' } })
  // The limit of a single route says nothing of what is left.
  app.get('/costly', { config: { conformant: { rateLimit: [{ limit: 1, window: '1m' }], errors: [errors.headersNoCredit] } } }, async () => 'ok')
  await app.ready()
  const { get } = openapi(app).paths['/costly'] as { get: { responses: Record<string, { headers: Record<string, { required?: boolean, example?: unknown }> }> } }
  const fields = (status: string) => Object.fromEntries(Object.entries(get.responses[status]?.headers ?? {}).map(([name, { required }]) => [name, required === true]))
  t.strictSame(fields('429'), {
    'Cache-Control': true, 'RateLimit-Limit': false, 'RateLimit-Name': false, 'RateLimit-Observed': false, 'RateLimit-Remaining': false, 'RateLimit-Reset': false, 'RateLimit-ResetTime': false, 'Retry-After': true
  })
  t.equal(get.responses['403']?.headers['Link']?.example, '</pay>; rel="payment"', 'an own error whose members somebody has to say')
  await app.close()
})
