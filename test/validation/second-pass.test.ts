import Fastify from 'fastify'
import { createRequire } from 'node:module'
import t from 'tap'
import conformant, { akeneo, gitlab, type Dialect } from '../../lib/index.ts'
import { validatorBuilder } from '../../lib/validation/compiler.ts'
import type { AjvItem } from '../../lib/validation/ajv-item.ts'
import { lookAgain, search, type AjvValidator } from '../../lib/validation/second-pass.ts'
import { isSmall, sizeOf } from '../../lib/validation/size.ts'
import { exchange, listen } from '../helpers/exchange.ts'
import { captureLogs } from '../helpers/logs.ts'
import { stopClock, useCpu } from '../helpers/clock.ts'

// No search takes any time, but where a test says so.
const clock = stopClock(t)

interface Own { readonly customOptions?: object, readonly plugins?: unknown[], readonly onCreate?: (ajv: never) => void, readonly mode?: string }

function compile (schema: object, { customOptions, ...own }: Own = {}): AjvValidator {
  const build = validatorBuilder()({}, { customOptions: { strict: false, useDefaults: false, ...customOptions }, plugins: [], ...own } as never)
  return build({ schema, method: 'POST', url: '/', httpPart: 'body' } as never) as unknown as AjvValidator
}

const at = ({ keyword, instancePath }: AjvItem): string => `${keyword} ${instancePath}`

/** What the second pass finds of a value that the first refuses. */
function again (schema: object, value: unknown, limit = 100, own: Own = {}, least?: number): { found: string[], isCut: boolean } | undefined {
  const validate = compile(schema, own)
  t.equal(validate(value), false)
  const second = lookAgain(validate, value, limit, least)
  return second && { found: second.items.map(at), isCut: second.isCut }
}

const v = (schema: object, more: object = {}): object => ({ type: 'object', required: ['missing'], properties: { v: schema }, ...more })
const none = 'required '
const long = 'x'.repeat(1025)
const distinct = (count: number): object[] => Array.from({ length: count }, (_, index) => ({ index: index >> 1 }))

t.test('what is begun on what', async (t) => {
  const cases: Array<[name: string, schema: object, value: unknown, found: string[]]> = [
    ['a pattern', { pattern: '^a' }, 'x', ['pattern /v']],
    ['a pattern on a long text', { pattern: '^a' }, long, []],
    ['a pattern on a text that its schema bounds', { pattern: '^a', maxLength: 2000 }, long, ['pattern /v']],
    ['a pattern behind a limit', { pattern: '^(a+)+$', maxLength: 30 }, `${'a'.repeat(31)}!`, ['maxLength /v']],
    ['a pattern behind a limit of another schema', { allOf: [{ maxLength: 30 }, { pattern: '^(a+)+$' }] }, `${'a'.repeat(31)}!`, ['maxLength /v']],
    ['a format', { format: 'date' }, 'x', ['format /v']],
    ['a format on a long text', { format: 'date' }, long, []],
    ['uniqueItems', { uniqueItems: true }, distinct(100), ['uniqueItems /v']],
    ['uniqueItems on many', { uniqueItems: true }, distinct(101), []],
    ['uniqueItems on many that its schema bounds', { uniqueItems: true, maxItems: 200 }, distinct(101), ['uniqueItems /v']],
    ['uniqueItems and items behind a limit', { maxItems: 2, uniqueItems: true, items: { type: 'string' } }, distinct(3), ['maxItems /v']],
    ['members behind a limit', { maxProperties: 1, required: ['z'], propertyNames: { pattern: '^z' } }, { a: 1, b: 2 }, ['maxProperties /v']],
    ['a union', { anyOf: [{ type: 'string' }, { type: 'null' }] }, 5, ['type /v', 'type /v', 'anyOf /v']],
    ['a union on what is large', { anyOf: [{ type: 'string' }, { type: 'null' }] }, distinct(101), []],
    ['not, on what is large', { not: { type: 'array' } }, distinct(101), []],
    ['contains', { contains: { type: 'string' } }, [1, 2], ['type /v/0', 'type /v/1', 'contains /v']],
    ['if, then', { if: { type: 'object' }, then: { required: ['a', 'b'] } }, {}, ['required /v', 'required /v', 'if /v']],
    ['a limit inside of not is no fault', { not: { maxItems: 1 }, items: { type: 'string' } }, [1, 2], ['type /v/0', 'type /v/1']],
    ['a limit inside of a union', { anyOf: [{ maxLength: 3, pattern: '^(a+)+$' }, { type: 'null' }] }, `${'a'.repeat(31)}!`, ['maxLength /v', 'type /v', 'anyOf /v']],
    ['a name that looks like code', { properties: { 'errors++;for(;;){': { type: 'string' } } }, { 'errors++;for(;;){': 1 }, ['type /v/errors++;for(;;){']]
  ]
  for (const [name, schema, value, found] of cases) t.strictSame(again(v(schema), { v: value }), { found: [none, ...found], isCut: false }, name)
})

t.test('behind a limit of findings it ends', async (t) => {
  const schema = { type: 'array', items: { type: 'string' } }
  t.strictSame(again(schema, [1, 2, 3], 3), { found: ['type /0', 'type /1', 'type /2'], isCut: false })
  t.strictSame(again(schema, [1, 2, 3, 4, 5, 6], 3), { found: ['type /0', 'type /1', 'type /2', 'type /3'], isCut: true })
})

t.test('behind a number of steps that grows with the value it ends, and unions have no verdict', async (t) => {
  const tree = { $ref: '#/definitions/t', definitions: { t: { type: 'object', required: ['z'], properties: { v: { anyOf: [{ $ref: '#/definitions/t' }, { $ref: '#/definitions/u' }, { type: 'integer' }] } } }, u: { $ref: '#/definitions/t' } } }
  const value = JSON.parse(`${'{"v":'.repeat(40)}"x"${'}'.repeat(40)}`)
  t.strictSame(again(tree, value), { found: ['required '], isCut: true })
  t.ok(search.steps < 12_000, `${search.steps} steps`)
  const list = { type: 'array', items: { type: 'integer', maximum: 5 } }
  const many = [9, ...Array<number>(50_000).fill(2), 9]
  t.strictSame(again(list, many)?.found, ['maximum /0', 'maximum /50001'], 'a large value has more')
  t.strictSame(again(list, [9, 2, 9], 100, {}, 1)?.found, ['maximum /0', 'maximum /2'], 'as a small one that has little')
})

/** Has a millisecond pass from one look at the clock to the next. */
function passTime (t: Parameters<typeof stopClock>[0]): void {
  const { now } = performance
  performance.now = () => {
    clock.pass(1)
    return now()
  }
  t.teardown(() => { performance.now = now })
}

t.test('what takes longer than a millisecond together is not begun again', async (t) => {
  passTime(t)
  useCpu(t, 2)
  t.strictSame(again({ type: 'array', items: { pattern: '^a' } }, ['x', 'x', 'x', 'x'])?.found, ['pattern /0', 'pattern /1'])
  t.strictSame(again({ type: 'array', items: { not: { anyOf: [{ pattern: '^a' }] } } }, ['a'])?.found, ['not /0'], 'in `not` Ajv stops by itself')
  t.strictSame(again({ type: 'array', items: { anyOf: [{ pattern: '^a' }, { pattern: '^b' }] } }, ['x', 'x'])?.found, ['pattern /0', 'pattern /0', 'anyOf /0'], 'of the second nothing is known')
})

t.test('what waits while others have the processor is begun again', async (t) => {
  passTime(t)
  useCpu(t, 0)
  t.equal(again({ type: 'array', items: { pattern: '^a' } }, Array(20).fill('x'))?.found.length, 20)
})

t.test('keywords of the application', async (t) => {
  let asked = 0
  const add = (definition: object): Own => ({ plugins: [function own (ajv: { addKeyword (definition: object): void }) { ajv.addKeyword({ keyword: 'own', ...definition }) }] })
  const refuse = Object.assign(() => { asked++; return false }, { errors: [{ keyword: 'own', message: 'No.', params: {} }] })
  const schema = { type: 'array', items: { own: true } }
  const definitions: Record<string, object> = {
    compile: { compile: () => refuse },
    validate: { validate: refuse },
    'without a schema': { schema: false, validate: refuse },
    macro: { macro: () => ({ type: 'null' }) },
    code: { code: (context: { fail (condition: unknown): void }) => { context.fail(true) } }
  }
  for (const [name, definition] of Object.entries(definitions)) {
    const { found } = again(schema, [1, 2], 100, add(definition)) ?? { found: [] }
    t.strictSame(new Set(found.filter(one => one.startsWith('own'))), new Set(['own /0', 'own /1']), name)
    if (name === 'macro') continue
    asked = 0
    t.strictSame(again(schema, [1, long], 100, add(definition))?.found, ['own /0'], `${name}, on what is large`)
    if (name !== 'code') t.equal(asked, 2, 'once in each pass')
  }
  const fragile = { validate: () => { if (asked++ > 0) throw new Error('twice'); return false } }
  asked = 0
  t.equal(again({ own: true }, 1, 100, add(fragile)), undefined, 'one that fails')
  let compiled = 0
  t.equal(again({ own: true }, 1, 100, add({ compile: () => { if (compiled++ > 0) throw new Error('twice'); return () => false } })), undefined, 'one that cannot be compiled again')
})

t.test('what is unevaluated is known only where everything has been looked at', async (t) => {
  const vocabulary = createRequire(createRequire(import.meta.url).resolve('@fastify/ajv-compiler'))('ajv/dist/vocabularies/unevaluated').default
  const own: Own = { customOptions: { unevaluated: true }, plugins: [function vocabularies (ajv: { addVocabulary (keywords: unknown): void }) { ajv.addVocabulary(vocabulary) }] }
  const schema = { required: ['z'], anyOf: [{ required: ['a'], properties: { a: {} } }, { type: 'null' }], unevaluatedProperties: false }
  t.strictSame(again(schema, { a: 1, b: 1 }, 100, own)?.found, ['required ', 'unevaluatedProperties '])
  t.strictSame(again(schema, { a: long }, 100, own)?.found, ['required '])
})

t.test('who has no second pass', async (t) => {
  t.equal(again({ type: 'string' }, 1, 100, { customOptions: { allErrors: true } }), undefined, 'allErrors')
  t.equal(lookAgain(undefined, 1, 100), undefined)
  t.equal(lookAgain(() => false, 1, 100), undefined)
  const jtd = compile({ type: 'string' } as never, { mode: 'JTD', customOptions: { strict: true, allErrors: false } as never })
  t.equal(jtd(1), false)
  t.equal(lookAgain(jtd, 1, 100), undefined, 'JTD')
  const later = compile({ $async: true, type: 'string' })
  t.equal(lookAgain(later, 1, 100), undefined, '$async')
  const validate = compile({ type: 'string' })
  t.equal(lookAgain(validate, 'x', 100), undefined, 'what is valid the second time')
  t.strictSame(lookAgain(validate, undefined, 100)?.items.map(at), ['type '], 'a part that is missing')
})

t.test('what the application gives to Ajv holds in both passes', async (t) => {
  let made = 0
  let written = 0
  const own: Own = { onCreate: () => { made++ }, customOptions: { code: { process: (text: string) => { written++; return text } } } }
  t.strictSame(again({ type: 'array', items: { type: 'string' } }, [1, 2], 100, own)?.found, ['type /0', 'type /1'])
  t.equal(made, 3, 'for bodies, for text, for second passes')
  t.ok(written > 1)
})

t.test('sizes', async (t) => {
  const cases: Array<[value: unknown, small: number, size: number]> = [
    [1, 1, 1], [null, 1, 1], ['x', 1, 1], [long, 0, 17], [[], 1, 1], [[1, [2]], 4, 4], [{ a: 1, b: { c: 'x' } }, 4, 4],
    [Array(99).fill(0), 100, 100], [Array(101).fill(0), 0, 102], [{ a: long }, 0, 18], [{ [long]: 1 }, 0, 2], [Object.fromEntries(Array.from({ length: 101 }, (_, index) => [index, 1])), 0, 102]
  ]
  t.equal(sizeOf(JSON.parse(`${'['.repeat(5000)}${']'.repeat(5000)}`)), 1001)
  for (const [value, small, size] of cases) t.strictSame([isSmall(value), sizeOf(value)], [small, size], JSON.stringify(value).slice(0, 50))
})

t.test('the answer has at most 16 KiB, and the log and problem() say that there is more', async (t) => {
  const item = { type: 'object', properties: { 'a long name, to fill the answer, of more than sixty characters in all': { type: 'string' }, e: { enum: Array.from({ length: 3000 }, (_, index) => `value ${index}`) } } }
  const dialects: Record<string, Dialect | undefined> = { problem: undefined, akeneo: akeneo(), gitlab: gitlab() }
  for (const [name, dialect] of Object.entries(dialects)) {
    const { logger, records } = captureLogs()
    const app = Fastify({ logger })
    await app.register(conformant, { ...(dialect && { dialect }), items: false, validation: { limit: 1000 } })
    const schema = { body: { type: 'array', items: item } }
    app.post('/', { schema }, async () => 'never')
    app.batch({ method: 'PATCH', url: '/batch', key: 'code', item: { type: 'object', properties: { code: {}, list: schema.body } } as never }, () => undefined)
    const port = await listen(t, app)
    const wrong = Array.from({ length: 500 }, () => ({ 'a long name, to fill the answer, of more than sixty characters in all': 1 }))
    const { body } = await exchange(port, { method: 'POST', path: '/', json: wrong })
    t.ok(Buffer.byteLength(body) > 12_000 && Buffer.byteLength(body) <= 16_384, `${name}: ${Buffer.byteLength(body)} bytes`)
    t.equal(JSON.parse(body).more, name === 'problem' ? true : undefined)
    const told = (): number[] => records.map(({ error }) => (error as { omitted?: number } | undefined)?.omitted).filter(omitted => omitted !== undefined)
    t.ok((told()[0] ?? 0) > 300, 'in the log')
    const line = await exchange(port, { method: 'PATCH', path: '/batch', json: [{ code: 'a', list: wrong }] })
    t.ok(Buffer.byteLength(line.body) > 12_000 && Buffer.byteLength(line.body) <= 16_484, `${name}: a line of ${Buffer.byteLength(line.body)} bytes`)
    t.equal(told().length, 2)
    const one = await exchange(port, { method: 'POST', path: '/', json: [{ e: 1 }] })
    t.ok(Buffer.byteLength(one.body) <= 16_384, `${name}: ${one.body.length} bytes of one finding`)
    t.match(one.body, name === 'problem' ? 'is not an allowed value' : /./)
  }
})

t.test('a single finding that is deep is cut', async (t) => {
  const app = Fastify()
  await app.register(conformant)
  app.post('/', { schema: { body: { $ref: '#/definitions/n', definitions: { n: { type: 'object', properties: { ['é'.repeat(190)]: { $ref: '#/definitions/n' } } } } } } }, async () => 'never')
  const port = await listen(t, app)
  const name = JSON.stringify('é'.repeat(190))
  const { body } = await exchange(port, { method: 'POST', path: '/', body: `${`{${name}:`.repeat(50)}1${'}'.repeat(50)}`, headers: { 'content-type': 'application/json' } })
  t.ok(Buffer.byteLength(body) <= 16_384, `${body.length} bytes`)
  t.match(JSON.parse(body).errors[0].pointer, /%E2%80%A6$/)
})
