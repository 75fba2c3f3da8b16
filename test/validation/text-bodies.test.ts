import t from 'tap'
import type { AjvValidator } from '../../lib/validation/second-pass.ts'
import { asText, forEitherBody } from '../../lib/validation/text-bodies.ts'

/** Says that it was asked, with what, and finds a fault that bears its name. */
function validator (name: string, asked: unknown[], result: unknown = false): AjvValidator {
  const validate = (value: unknown, context?: unknown): unknown => {
    asked.push([name, value, context])
    return result
  }
  return Object.assign(validate, { errors: [{ keyword: name }] as never, schemaEnv: name })
}

t.test('the one for text is made when the first such body comes, and asked for those only', async (t) => {
  const asked: unknown[] = []
  let made = 0
  const either = forEitherBody(validator('strict', asked), () => {
    made++
    return validator('text', asked)
  })
  const [json, form, other] = [{ a: 1 }, { a: '1' }, { a: '2' }]
  asText(form)
  asText(other)
  for (const [value, name] of [[json, 'strict'], [null, 'strict'], ['a', 'strict'], [form, 'text'], [other, 'text'], [json, 'strict']] as const) {
    asked.length = 0
    t.equal(either(value, 'context'), false)
    t.strictSame(asked, [[name, value, 'context']])
    t.strictSame(either.errors, [{ keyword: name }])
  }
  t.equal(made, 1)
  t.equal((either as unknown as { schemaEnv: unknown }).schemaEnv, 'strict', 'Fastify sees one of Ajv')
})

t.test('what is no object cannot be marked', async (t) => {
  for (const value of ['a', 5, null, undefined]) asText(value)
  const either = forEitherBody(Object.assign(() => true, { errors: undefined }) as never, () => { throw new Error('not asked') })
  for (const value of ['a', 5, null, undefined]) t.equal(either(value), true)
  t.equal(either.errors, null)
})
