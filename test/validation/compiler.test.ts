import t from 'tap'
import { validatorBuilder } from '../../lib/validation/compiler.ts'
import { ValidationFailure } from '../../lib/validation/failure.ts'
import { ajvItems } from '../fixtures/validators.ts'

const schema = { type: 'object', properties: { n: { type: 'integer' }, list: { type: 'array', items: { type: 'integer' } }, d: { default: 5 } }, additionalProperties: false }

t.test('in bodies nothing is coerced or removed, and all findings are reported', async (t) => {
  const body = { n: '1', list: 2, x: 1 }
  const items = ajvItems(schema, body) as Array<{ keyword: string, instancePath: string }>
  t.strictSame(items.map(({ keyword, instancePath }) => `${keyword} ${instancePath}`).sort(), ['additionalProperties ', 'type /list', 'type /n'])
  t.strictSame(body, { n: '1', list: 2, x: 1, d: 5 }, 'defaults are filled in')
})

t.test('the rest of a request is text', async (t) => {
  for (const part of ['querystring', 'params', 'headers']) {
    const value = { n: '1', list: '2' }
    t.equal(ajvItems(schema, value, part), undefined, part)
    t.strictSame(value, { n: 1, list: [2], d: 5 })
    if (part !== 'headers') t.equal(ajvItems(schema, { n: '1', x: 1 }, part)?.length, 1, `${part}: nothing is removed`)
  }
})

t.test('header fields that a schema does not want are removed, as every client sends more than are named', async (t) => {
  const fields = { n: '1', host: 'a' }
  t.equal(ajvItems(schema, fields, 'headers'), undefined)
  t.strictSame(fields, { n: 1, d: 5 }, 'as in Fastify')
  t.equal(ajvItems(schema, { n: 'x', host: 'a' }, 'headers')?.length, 1)
  t.equal(ajvItems(schema, { host: 'a' }, 'headers', {}, { removeAdditional: false })?.length, 1, 'but where the application has said that nothing is')
  t.equal(ajvItems(schema, { n: '1', host: 'a' }, 'headers', {}, { coerceTypes: false, removeAdditional: true })?.length, 1)
})

t.test('the application\'s own settings for Ajv', async (t) => {
  t.equal(ajvItems(schema, { n: '1' }, 'querystring', {}, { coerceTypes: false })?.length, 1, 'coerceTypes holds for text')
  t.equal(ajvItems(schema, { n: '1', list: 2 }, 'body', {}, { coerceTypes: 'array' }), undefined, 'and for bodies')
  t.equal(ajvItems(schema, { n: '1' }, 'body', {}, { coerceTypes: false })?.length, 1)
  for (const removeAdditional of ['all', 'failing', true]) {
    const body = { x: 1 }
    t.equal(ajvItems(schema, body, 'body', {}, { removeAdditional }), undefined, `removeAdditional: ${String(removeAdditional)}`)
    t.strictSame(body, { d: 5 })
  }
  t.equal(ajvItems(schema, { x: 1 }, 'body', {}, { removeAdditional: false })?.length, 1)
  t.equal(ajvItems(schema, { n: 'a', x: 1 }, 'body', {}, { allErrors: false })?.length, 2, 'all findings, in the second pass')
  t.equal(ajvItems(schema, { n: 'a', x: 1 }, 'body', {}, { allErrors: true })?.length, 2, 'all findings, in the first')
  const value = {}
  ajvItems(schema, value, 'body', {}, { useDefaults: false })
  t.strictSame(value, {}, 'useDefaults')
})

t.test('schemas that were added, and no options', async (t) => {
  t.equal(ajvItems({ $ref: 'address#' }, { city: 1 }, 'body', { address: { $id: 'address', properties: { city: { type: 'string' } } } })?.length, 1)
  const compile = validatorBuilder()({}, undefined)
  const validate = compile({ schema, httpPart: 'params', method: 'GET', url: '/' } as never) as unknown as (value: unknown) => boolean
  t.equal(validate({ n: '1' }), true)
  t.equal(validate({ n: 'x' }), false)
})

t.test('ValidationFailure has no stack to pay for', async (t) => {
  const limit = Error.stackTraceLimit
  const failure = new ValidationFailure()
  t.ok(failure instanceof Error)
  t.strictSame([failure.message, failure.stack], ['Validation failed.', undefined])
  t.equal(Error.stackTraceLimit, limit)
})

t.test('plugins of Ajv that need all findings get them, where nobody has said otherwise', async (t) => {
  const needsAll = (ajv: { opts: { allErrors?: boolean } }): void => {
    if (ajv.opts.allErrors !== true) throw new Error('allErrors must be true')
  }
  const compile = (customOptions: object): unknown => validatorBuilder()({}, { customOptions, plugins: [needsAll] } as never)({ schema, method: 'POST', url: '/', httpPart: 'body' } as never)
  const validate = compile({}) as ((value: unknown) => boolean) & { errors: unknown[] }
  t.equal(validate({ n: 'x', list: 2 }), false)
  t.equal(validate.errors.length, 2)
  t.throws(() => compile({ allErrors: false }), { message: 'allErrors must be true' })
  const broken = (): never => { throw new Error('broken') }
  t.throws(() => validatorBuilder()({}, { customOptions: {}, plugins: [broken] } as never), { message: 'broken' })
})
