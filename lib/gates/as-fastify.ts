import type { ApiError } from '../errors/api-error.ts'
import type { Kind } from '../errors/catalog.ts'
import { standIn } from '../errors/stand-in.ts'
import { withoutStack } from '../errors/stack.ts'
import { unknownFailure } from '../validation/failure.ts'

type Words = readonly [code: string, status: number, message: string]

const tooLarge: Words = ['FST_ERR_CTP_BODY_TOO_LARGE', 413, 'Request body is too large']
const wrongType: Words = ['FST_ERR_CTP_INVALID_MEDIA_TYPE', 415, 'Unsupported Media Type']

/** What Fastify refuses as well, in its own words. */
const known: { readonly [Name in Kind]?: Words } = {
  payload_too_large: tooLarge,
  unsupported_media_type: wrongType,
  content_type_missing: wrongType,
  malformed_json: ['FST_ERR_CTP_INVALID_JSON_BODY', 400, "Body is not valid JSON but content-type is set to 'application/json'"]
}
const emptyJson: Words = ['FST_ERR_CTP_EMPTY_JSON_BODY', 400, "Body cannot be empty when content-type is set to 'application/json'"]

/**
 * A refusal as handlers and hooks of the application see it: what Fastify would have given them, an error of their own to change and to
 * throw on, which comes out as the refusal. What Fastify does not refuse has a code of this package, as `CONFORMANT_NOT_ACCEPTABLE`.
 *
 * @param isEmpty - true where the body that is no JSON has no byte
 */
export function asFastify (refusal: ApiError, isEmpty = false): Error {
  const { kind, status, message, issues } = refusal
  if (kind === 'validation_failed') return standIn(unknownFailure(issues.filter(({ keyword }) => keyword === 'additionalProperties').map(({ path }) => path)), refusal)
  const [code, statusCode, words] = (isEmpty ? emptyJson : known[kind as Kind]) ?? [`CONFORMANT_${kind.toUpperCase()}`, status, message]
  const shown = Object.assign(withoutStack(words), { code, name: 'FastifyError', statusCode })
  // By these `instanceof` knows an error of Fastify's, which may be of another copy of its package.
  for (const mark of ['fastify-error-generic', `fastify-error ${code}`]) Object.defineProperty(shown, Symbol.for(mark), { value: true })
  return standIn(shown, refusal)
}
