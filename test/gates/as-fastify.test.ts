import { errorCodes } from 'fastify'
import t from 'tap'
import { ApiError } from '../../lib/errors/api-error.ts'
import { kinds, type Kind } from '../../lib/errors/catalog.ts'
import { refusalOf } from '../../lib/errors/stand-in.ts'
import { asFastify } from '../../lib/gates/as-fastify.ts'

const fastifys: { readonly [Name in Kind]?: keyof typeof errorCodes } = {
  payload_too_large: 'FST_ERR_CTP_BODY_TOO_LARGE',
  unsupported_media_type: 'FST_ERR_CTP_INVALID_MEDIA_TYPE',
  content_type_missing: 'FST_ERR_CTP_INVALID_MEDIA_TYPE',
  malformed_json: 'FST_ERR_CTP_INVALID_JSON_BODY'
}

const marksOf = ({ name, code, statusCode, message }: Error & { code?: string, statusCode?: number }): object => ({ name, code, statusCode, message })

for (const kind of kinds) {
  t.test(`${kind}, as handlers of the application see it`, async (t) => {
    const refusal = new ApiError(kind)
    const shown = asFastify(refusal)
    t.ok(shown instanceof Error)
    t.equal(refusalOf(shown), refusal)
    t.not(asFastify(refusal), shown, 'one of its own each time')
    if (kind === 'validation_failed') return
    const code = fastifys[kind]
    if (code === undefined) {
      t.strictSame(marksOf(shown), { name: 'FastifyError', code: `CONFORMANT_${kind.toUpperCase()}`, statusCode: refusal.status, message: refusal.message })
      return
    }
    const own = new errorCodes[code]()
    t.strictSame(marksOf(shown), marksOf(own))
    t.ok(shown instanceof errorCodes[code])
    t.notOk(shown instanceof errorCodes.FST_ERR_NOT_FOUND)
    t.strictSame(Object.keys(shown).sort(), ['code', 'name', 'statusCode'], 'its marks are no members that a logger would show')
  })
}

t.test('a body without a byte', async (t) => {
  const shown = asFastify(new ApiError('malformed_json'), true)
  t.strictSame(marksOf(shown), marksOf(new errorCodes.FST_ERR_CTP_EMPTY_JSON_BODY()))
})

t.test('unknown properties', async (t) => {
  const issues = [
    { path: ['a', 'b'], keyword: 'additionalProperties' as const }, { path: ['c'], keyword: 'required' as const }, { path: ['d'], keyword: 'additionalProperties' as const }
  ]
  t.match(asFastify(new ApiError('validation_failed', { issues })), {
    code: 'FST_ERR_VALIDATION',
    statusCode: 400,
    validationContext: 'body',
    message: 'body/a must NOT have additional properties, body must NOT have additional properties',
    validation: [{ instancePath: '/a', params: { additionalProperty: 'b' } }, { instancePath: '', params: { additionalProperty: 'd' } }]
  })
})

t.test('no stack is captured', async (t) => {
  const limit = Error.stackTraceLimit
  t.notMatch(asFastify(new ApiError('conflict')).stack, /at /)
  t.equal(Error.stackTraceLimit, limit)
})
