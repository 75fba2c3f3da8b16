import t from 'tap'
import { akeneo } from '../../lib/dialects/akeneo.ts'
import { gitlab } from '../../lib/dialects/gitlab.ts'
import { statusOf, type RenderContext } from '../../lib/dialects/dialect.ts'
import type { ApiError } from '../../lib/errors/api-error.ts'
import { conflict, tooManyRequests, unprocessable } from '../../lib/errors/constructors.ts'
import { tellingErrors } from '../fixtures/errors.ts'
import { samplesOf } from '../fixtures/read.ts'
import { textOf } from '../fixtures/render.ts'

t.test('every sample of the akeneo document', async (t) => {
  const dialect = akeneo()
  const cases: Array<[error: ApiError, context?: Partial<RenderContext>]> = [
    [tellingErrors.malformed_json],
    [tellingErrors.unauthorized],
    [tellingErrors.forbidden],
    [tellingErrors.not_found],
    [tellingErrors.method_not_allowed],
    [tellingErrors.not_acceptable],
    [conflict()],
    [tellingErrors.too_many_items],
    [tellingErrors.unsupported_media_type],
    [tellingErrors.content_type_missing],
    [tellingErrors.validation_failed],
    [unprocessable({ issues: [{ path: 'extra_property', keyword: 'additionalProperties' }] }), {
      documentation: 'http://api.akeneo.com/api-reference.html#post_categories',
      standardFormat: 'https://docs.akeneo.com/master/reference/standard_format/other_entities.html#category'
    }],
    [tellingErrors.unprocessable, { documentation: 'http://api.akeneo.com/api-reference.html#post_products_uuid' }],
    [tooManyRequests({ retryAfter: 15 })]
  ]
  const samples = samplesOf('akeneo')
  t.equal(samples.length, cases.length)
  for (const [index, { status, body }] of samples.entries()) {
    const [error, context] = cases[index]!
    t.equal(statusOf(error, dialect), status, `${status} for ${error.kind}`)
    if (body !== undefined) t.equal(textOf(error, dialect, context), body, `${status} for ${error.kind}`)
  }
  t.strictSame(tooManyRequests({ retryAfter: 15 }).headers, { 'retry-after': '15' })
})

t.test('the samples of the gitlab document', async (t) => {
  const dialect = gitlab()
  const cases = [
    unprocessable({ issues: [{ path: 'title', keyword: 'required' }] }),
    unprocessable({ issues: [{ path: 'bio', keyword: 'maxLength', params: { limit: 255 } }] })
  ]
  const samples = samplesOf('gitlab')
  for (const [index, error] of cases.entries()) {
    t.equal(statusOf(error, dialect), samples[index]?.status)
    t.equal(textOf(error, dialect), samples[index]?.body)
  }
})

t.test('the template of the gitlab document', async (t) => {
  const error = unprocessable({
    issues: [
      { path: '<property-name>', message: '<error-message>' },
      { path: '<property-name>', message: '<another error-message>' },
      { path: '<embed-entity>.<property-name>', message: '<error-message>' },
      { path: '<embed-entity>.<property-name>', message: '<another error-message>' }
    ]
  })
  t.equal(textOf(error, gitlab()), '{"message":{' +
    '"<property-name>":["<error-message>","<another error-message>"],' +
    '"<embed-entity>":{"<property-name>":["<error-message>","<another error-message>"]}}}')
})
