import t from 'tap'
import { TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox'
import { Type, type TSchema } from '@sinclair/typebox'
import { validatorBuilder } from '../../lib/validation/compiler.ts'
import { findingsOf, type ValidatedRequest } from '../../lib/validation/findings.ts'
import type { Part } from '../../lib/errors/issue.ts'

type Validators = Partial<Record<Part, unknown>>

/** A request whose parts all are `{}`, unless others are given. */
function requestWith (validators: Validators, given: Partial<ValidatedRequest> = {}): ValidatedRequest {
  return { params: {}, body: {}, query: {}, headers: {}, routeOptions: {}, getValidationFunction: part => validators[part], ...given }
}

const compile = validatorBuilder()({}, { customOptions: {}, plugins: [] } as never)
const ajv = (schema: object, httpPart: Part): unknown => compile({ schema, httpPart, method: 'POST', url: '/' } as never)
const typebox = (schema: TSchema): unknown => TypeBoxValidatorCompiler({ schema, httpPart: 'body', method: 'POST', url: '/' })
const needs = (...names: string[]): object => ({ type: 'object', required: names })
const missing = (name: string, part?: Part): object => ({ path: [name], keyword: 'required', ...(part === undefined ? {} : { part }) })
const unknown = (part: Part = 'body', ...path: string[]): object => ({ path, keyword: 'unknown', params: {}, ...(part === 'body' ? {} : { part }) })
const said = (words: string): object => ({ ...unknown(), words })

t.test('all parts, in Fastify\'s order', async (t) => {
  const validators: Validators = Object.fromEntries((['headers', 'querystring', 'body', 'params'] as const).map(part => [part, ajv(needs(part), part)]))
  const all = [missing('params', 'params'), missing('body'), missing('querystring', 'querystring'), missing('headers', 'headers')]
  t.strictSame(findingsOf(requestWith(validators), undefined, 10), all)
  t.strictSame(findingsOf(requestWith({}), undefined, 10), [])
  const item = { keyword: 'required', instancePath: '', params: { missingProperty: 'given' } }
  const cases: Array<[part: Part, found: object[]]> = [
    ['params', [missing('given', 'params'), ...all.slice(1)]],
    ['body', [missing('given'), ...all.slice(2)]],
    ['querystring', [missing('given', 'querystring'), ...all.slice(3)]],
    ['headers', [missing('given', 'headers')]]
  ]
  for (const [part, found] of cases) t.strictSame(findingsOf(requestWith({ ...validators, [part]: undefined }), { part, items: [item] }, 10), found, `after ${part}`)
})

t.test('each part is read with its own value and schema', async (t) => {
  const schema = Type.Object({ a: Type.Array(Type.Union([Type.Literal('x'), Type.Literal('y')])) })
  const value = { a: ['x', 'z'] }
  for (const [part, member] of [['body', 'body'], ['querystring', 'query'], ['params', 'params'], ['headers', 'headers']] as const) {
    const request = requestWith({ [part]: typebox(schema) }, { [member]: value, routeOptions: { schema: { [part]: schema } } })
    const found = { path: ['a', 1], keyword: 'enum', params: { allowedValues: ['x', 'y'] } }
    t.strictSame(findingsOf(request, undefined, 10), [part === 'body' ? found : { ...found, part }], part)
  }
})

t.test('the limit', async (t) => {
  const request = requestWith({ body: ajv(needs('c', 'd', 'e'), 'body'), params: ajv(needs('a', 'b'), 'params') })
  t.equal(findingsOf(request, undefined, 10).length, 5)
  t.strictSame(findingsOf(request, undefined, 3), [missing('a', 'params'), missing('b', 'params'), missing('c')])
  t.strictSame(findingsOf(request, undefined, 1), [missing('a', 'params')])
  // TypeBox 1.x has several names in one item.
  const item = { keyword: 'required', instancePath: '', params: { requiredProperties: ['a', 'b', 'c'] } }
  t.strictSame(findingsOf(requestWith({}), { part: 'body', items: [item] }, 2), [missing('a'), missing('b')])
})

t.test('a union whose own item is behind the limit', async (t) => {
  const schema = { type: 'object', properties: { a: { anyOf: ['string', 'null', 'boolean', 'array'].map(type => ({ type })) } } }
  const request = requestWith({ body: ajv(schema, 'body') }, { body: { a: 1 } })
  t.strictSame(findingsOf(request, undefined, 2), [{ path: ['a'], keyword: 'type', params: { type: ['string', 'null', 'boolean', 'array'] } }])
})

t.test('what the first pass has refused is among the findings, also where the second has not begun it', async (t) => {
  const schema = { type: 'object', properties: { a: { anyOf: [{ type: 'null' }, { type: 'string' }] }, b: { type: 'string' } } }
  const [validator, body] = [ajv(schema, 'body') as ((value: unknown) => boolean) & { errors: unknown[] }, { a: Array(200).fill(0), b: 1 }]
  const type = { path: ['a'], keyword: 'type', params: { type: ['null', 'string'] } }
  t.strictSame(findingsOf(requestWith({ body: validator }, { body }), undefined, 10), [type, { path: ['b'], keyword: 'type', params: { type: 'string' } }])
  t.strictSame(findingsOf(requestWith({ body: validator }, { body: { ...body, b: '' } }), undefined, 10), [type])
})

t.test('pointers are read up to a bound, and the parts share one for their paths', async (t) => {
  const item = (index: number): object => ({ keyword: 'type', instancePath: `${'/next'.repeat(200)}/${index}`, params: {} })
  const many = (errors: object[]): unknown => Object.assign(() => false, { errors })
  const request = requestWith({ params: many(Array.from({ length: 40 }, (_, index) => item(index))), body: many(Array.from({ length: 900 }, (_, index) => item(index))) })
  const found = findingsOf(request, undefined, 1000)
  t.ok(found.length > 40 && found.length < 70, `${found.length} findings`)
  t.equal(found.filter(({ part }) => part === 'params').length, 40)
  const long = requestWith({ body: many(Array.from({ length: 900 }, (_, index) => ({ ...item(0), instancePath: `/${'n'.repeat(500_000)}${index}` }))) })
  t.equal(findingsOf(long, undefined, 1000).length, 3)
})

t.test('a body with a schema for each content type', async (t) => {
  const text = Type.Object({ a: Type.Union([Type.Literal('x'), Type.Literal('y')]) })
  const content = { 'application/json': { schema: needs('json') }, 'application/vnd.api+json': { schema: text } }
  const body = { 'application/json': ajv(needs('json'), 'body'), 'application/vnd.api+json': typebox(text) }
  const found = (contentType?: string): object[] =>
    findingsOf(requestWith({ body }, { headers: { 'content-type': contentType }, body: { a: 'q' }, routeOptions: { schema: { body: { content } } } }), undefined, 10)
  t.strictSame(found('Application/JSON ; charset=utf-8'), [missing('json')])
  t.strictSame(found('application/vnd.api+json'), [{ path: ['a'], keyword: 'enum', params: { allowedValues: ['x', 'y'] } }])
  for (const other of ['text/csv', 'constructor', undefined]) t.strictSame(found(other), [], String(other))
})

t.test('validators of other kinds', async (t) => {
  const failing = (errors: unknown): unknown => Object.assign(() => false, { errors })
  const cases: Array<[name: string, validator: unknown, found: object[]]> = [
    ['none', undefined, []],
    ['what is no validator', 'text', []],
    ['by content type', { 'application/json': () => false }, []],
    ['true', () => true, []],
    ['a value', () => ({ value: {} }), []],
    ['nothing', () => undefined, []],
    ['null', () => null, []],
    ['false without errors', failing(undefined), []],
    ['false with null', failing(null), []],
    ['false with words', failing('No.'), [said('No.')]],
    ['an error', () => ({ error: new Error('No.') }), [said('No.')]],
    ['errors', () => ({ error: [{ path: 'a' }, { path: 'b.c' }, { path: '' }] }), [unknown('body', 'a'), unknown('body', 'b', 'c'), unknown()]],
    ['a text', () => ({ error: 'No.' }), [said('No.')]],
    ['words and no place, as TypeBox has them', () => ({ error: [{ message: 'Expected string', instancePath: undefined }, { message: 5, instancePath: '/a' }] }), [said('Expected string'), unknown()]],
    ['names that are not said', () => ({ error: [{ keyword: 'required', instancePath: '/a' }, { keyword: 'additionalProperties', instancePath: '/b', params: {} }] }),
      [{ path: ['a'], keyword: 'required' }, { path: ['b'], keyword: 'additionalProperties' }]],
    ['items of Ajv and others', () => ({ error: [{ keyword: 'type', instancePath: '/a', params: { type: 'null' } }, null] }), [{ path: ['a'], keyword: 'type', params: { type: 'null' } }, unknown()]],
    ['null as an error', () => ({ error: null }), []],
    ['items without a place', () => ({ error: [{ keyword: 'type' }, { message: 'x' }] }), [unknown(), said('x')]],
    ['what it throws', () => { throw new Error('A fault.') }, []],
    ['findings that it throws', () => { throw Object.assign(new Error('No.'), { issues: [{ path: ['a'], message: 'Not a.' }] }) }, [{ ...unknown('body', 'a'), words: 'Not a.' }]],
    ['no items', () => ({ error: [] }), []],
    ['later', async () => { throw new Error('late') }, []]
  ]
  for (const [name, validator, found] of cases) t.strictSame(findingsOf(requestWith({ body: validator }), undefined, 10), found, name)
  await new Promise(resolve => setImmediate(resolve))
  t.strictSame(findingsOf(requestWith({}), { part: 'headers', items: [] }, 10), [unknown('headers')], 'a failure that says nothing is one')
})
