import { marksOf } from '../errors/mappers/marks.ts'
import { markedGateOf } from '../errors/stand-in.ts'
import { unknownIn, ValidationFailure } from '../validation/failure.ts'

/** The gates whose rules Fastify looks after, by the code of its errors. */
const byCode: Readonly<Record<string, string>> = {
  FST_ERR_VALIDATION: 'validation',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'contentType',
  FST_ERR_CTP_BODY_TOO_LARGE: 'payload',
  FST_ERR_CTP_INVALID_JSON_BODY: 'json',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'json'
}

/** The gate that has refused what comes as something thrown; undefined for what the application has thrown. Never throws. */
export function gateOf (thrown: unknown): string | undefined {
  try {
    const marked = markedGateOf(thrown)
    if (marked !== undefined) return marked
    if (thrown instanceof ValidationFailure) return unknownIn(thrown) === undefined ? 'validation' : 'unknownProperties'
    const code = marksOf(thrown)?.code
    return typeof code === 'string' && Object.hasOwn(byCode, code) ? byCode[code] : undefined
  } catch {
    // A proxy, an accessor.
    return undefined
  }
}
