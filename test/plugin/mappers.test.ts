import Fastify, { type FastifyRequest } from 'fastify'
import t from 'tap'
import { ApiError, conflict, normalize } from '../../lib/index.ts'
import { mappersOf } from '../../lib/plugin/mappers.ts'
import { defaults, resolveOptions, type ConformantOptions } from '../../lib/plugin/options.ts'

const request = { method: 'POST', headers: { 'content-type': 'text/csv' }, routeOptions: { bodyLimit: 9 }, server: Object.assign(Object.create(Fastify()), { initialConfig: { bodyLimit: 8 } }) } as unknown as FastifyRequest
const coded = (code: string, statusCode: number): Error => Object.assign(new Error('secret'), { code, statusCode })
const mapped = (thrown: unknown, options: ConformantOptions = {}): ApiError => normalize(thrown, mappersOf(resolveOptions(defaults, options, 'plugin')), request)

t.test('what Fastify throws, as the options of a place say', async (t) => {
  const tooLarge = coded('FST_ERR_CTP_BODY_TOO_LARGE', 413)
  const noParser = coded('FST_ERR_CTP_INVALID_MEDIA_TYPE', 415)
  const cases: Array<[name: string, thrown: unknown, options: ConformantOptions, expected: object]> = [
    ['too large', tooLarge, {}, { kind: 'payload_too_large', status: 413 }],
    ['too large, as a constraint', tooLarge, { payload: { status: 403 } }, { kind: 'operational_constraint', status: 403, facts: { limit: 9, unit: 'bytes' } }],
    ['no parser for what is not taken', noParser, {}, { kind: 'unsupported_media_type', status: 415, facts: { allowed: ['application/json'] } }],
    ['no parser for what is taken', noParser, { contentType: 'text/*' }, { kind: 'internal', status: 500 }],
    ['nobody knows it', new Error('secret'), {}, { kind: 'internal', status: 500 }]
  ]
  for (const [name, thrown, options, expected] of cases) t.match(mapped(thrown, options), expected, name)
})

t.test('the application is asked first', async (t) => {
  const own = conflict()
  const thrown = coded('FST_ERR_CTP_BODY_TOO_LARGE', 413)
  t.equal(mapped(thrown, { mappers: [() => undefined, error => error === thrown ? own : undefined], payload: { status: 403 } }), own)
})
