import t from 'tap'
import { asAjvItems, isOfValidator, saidItems } from '../../lib/validation/said-items.ts'

const broken = (name: string): object => Object.defineProperty({}, name, { enumerable: true, get () { throw new Error('secret') } })
const revoked = Proxy.revocable({}, {})
revoked.revoke()

t.test('what a validator said is a list', async (t) => {
  const items = [{ message: 'a' }, { message: 'b' }]
  const error = (members: object): Error => Object.assign(new Error('No.'), members)
  const asked = (said: unknown, limit = 10): readonly unknown[] => saidItems(said, limit)
  for (const none of [undefined, null, false]) t.strictSame(asked(none), [], String(none))
  for (const one of ['No.', true, 5, {}, error({})]) t.strictSame(asked(one), [one], String(one))
  for (const list of [items, error({ validation: true, errors: items }), error({ details: items }), error({ inner: items }), error({ issues: items }), { failures: () => items }]) t.strictSame(asked(list), items)
  const alone = error({ inner: [] })
  t.strictSame(asked(alone), [alone], 'an error of yup that has none inside')
  const others = error({ errors: items })
  t.strictSame(asked(others), [others], 'errors of anybody')
  t.strictSame(asked(error({ validation: true, details: 5, inner: 'x', issues: {} })).length, 1)
})

t.test('failures are looked for as they are asked for', async (t) => {
  let asked = 0
  function * failures (this: unknown): Generator<number> { for (;;) yield asked++ }
  t.strictSame(saidItems({ failures }, 3), [0, 1, 2, 3])
  t.equal(asked, 4)
  function * failing (): Generator<string> {
    yield 'a'
    throw new Error('secret')
  }
  t.strictSame(saidItems({ failures: failing }, 3), ['a'], 'that fail')
  const own = { message: 'No.', failures (this: { message: string }) { return [this.message] } }
  t.strictSame(saidItems(own, 3), ['No.'])
  for (const failures of [() => { throw new Error('secret') }, () => 5, () => [], () => null]) {
    const said = { failures }
    t.strictSame(saidItems(said, 3), [said], `${String(failures)} says nothing more`)
  }
})

t.test('whose errors say something of a value', async (t) => {
  for (const known of [{ validation: true }, { details: [] }, { inner: [] }, { issues: [] }, { failures: () => [] }]) t.ok(isOfValidator(Object.assign(new Error('No.'), known)), JSON.stringify(known))
  for (const other of [undefined, null, 'No.', 5, {}, new TypeError('No.'), { validation: [] }, { details: 'x' }, { failures: [] }]) t.notOk(isOfValidator(other), String(other))
})

const value = { a: 'x' }
const found = (keyword: string, params: object = {}, said: object = {}): object => ({ keyword, instancePath: '/a', params, ...said })
const bare = (words?: string): object => ({ keyword: 'unknown', instancePath: '', params: {}, ...(words === undefined ? {} : { words }) })

const zod = { code: 'invalid_type', expected: 'number', path: ['a'], message: 'Invalid input: expected number, received string' }
const ajv = { keyword: 'type', instancePath: '/a', schemaPath: '#/properties/a/type', params: { type: 'number' }, message: 'must be number' }
const type = found('type', { type: 'number' })

/** One of each, and how it is read. */
const families: Record<string, [item: object, found: object]> = {
  Ajv: [ajv, ajv],
  'Zod, with its issue': [{ ...ajv, params: { issue: zod } }, type],
  'Zod, with its own members': [{ keyword: 'invalid_type', instancePath: '/a', schemaPath: '#/a/invalid_type', params: { expected: 'number' }, message: zod.message }, type],
  Zod: [zod, type],
  ArkType: [{ code: 'domain', path: ['a'], domain: 'number', problem: 'must be a number (was a string)', message: 'a must be a number (was a string)' }, type],
  Valibot: [{ kind: 'schema', type: 'number', path: [{ key: 'a' }], message: 'Invalid type: Expected number but received "x"' }, type],
  Joi: [{ type: 'number.base', path: ['a'], context: {}, message: '"a" must be a number' }, type],
  yup: [{ type: 'typeError', path: 'a', params: { type: 'number' }, inner: [], message: 'a must be a `number` type, but the final value was: `"x"`.' }, type],
  Superstruct: [{ type: 'number', value: 'x', path: ['a'], branch: [], message: 'Expected a number, but received: "x"' }, type],
  'Standard Schema': [{ path: ['a'], message: 'No.' }, found('unknown', {}, { words: 'No.' })]
}

t.test('the findings of every validator', async (t) => {
  for (const [name, [item, read]] of Object.entries(families)) t.strictSame(asAjvItems([item, item], value), [read, read], name)
  t.strictSame(asAjvItems([], value), [])
  t.strictSame(asAjvItems([undefined], value), [bare()])
  t.strictSame(asAjvItems(['No.'], value), [bare('No.')])
  const whole = { keyword: 'custom', instancePath: '/', schemaPath: '#//custom', params: {}, message: 'Not so.' }
  t.strictSame(asAjvItems([whole], value), [{ keyword: 'custom', instancePath: '', params: {}, author: 'Not so.' }], 'of the whole')
})

t.test('what cannot be read costs no other its place', async (t) => {
  const odd: unknown[] = [
    null, undefined, 5, 'No.', Symbol('a'), {}, [], () => {}, revoked.proxy, Object.create(null), { path: null }, { path: 5, params: 5 }, { path: [null] }, { path: [Object.create(null)] }, { type: 5, context: null }, { type: 'any.only', path: 5, context: null },
    { code: 'invalid_union', errors: 5 }, { code: 'invalid_union', errors: [5, null], path: [] }, { code: 'invalid_union', unionErrors: 5 }, { code: 'invalid_union', unionErrors: [null] },
    { code: 'unrecognized_keys' }, { code: 'unrecognized_keys', keys: 'x' }, { code: 'too_small', minimum: Symbol('a'), path: [] }, { params: { issue: null } }, { params: { issue: 5 } }, { params: { issue: 'x' } },
    { params: null, instancePath: 5, keyword: 5 }, { params: { params: 5 } }, { kind: 'schema', type: 'number', path: [null] }, { type: 'length', params: null, inner: [] }, { type: 'length', path: [], requirement: Symbol('a') },
    { code: 'union', errors: [null], path: [], problem: 'p', message: 'p' }, broken('message'), broken('path'), broken('type'), broken('keyword'), broken('code'), broken('params'), broken('context'), broken('inner')
  ]
  for (const [name, [item, read]] of Object.entries(families)) {
    const items = asAjvItems([item, ...odd, item], value)
    t.ok(items.length >= odd.length + 2, name)
    t.strictSame([items[0], items.at(-1)], [read, read], `${name}: before and behind`)
    for (const { keyword, instancePath, params, message } of items) {
      if (typeof keyword !== 'string' || typeof instancePath !== 'string' || typeof params !== 'object' || params === null || (message !== undefined && typeof message !== 'string')) t.fail(`${name}: ${String(keyword)}`)
    }
    for (const first of odd) t.equal(asAjvItems([first, item], value).length >= 2, true, `${name}, behind another`)
  }
})

t.test('an item of Ajv that somebody has made himself has what Ajv\'s have', async (t) => {
  const cases: Array<[name: string, item: object, found: object]> = [
    ['no parameters', { keyword: 'required', instancePath: '/a' }, found('required')],
    ['null as the parameters', { keyword: 'type', instancePath: '/a', params: null, message: 'No.' }, found('type', {}, { message: 'No.' })],
    ['a message that is no text', { keyword: 'own', instancePath: '/a', params: { a: 1 }, message: 5 }, found('own', { a: 1 })],
    ['a schema path that is none', { keyword: 'anyOf', instancePath: '/a', params: {}, schemaPath: 5 }, found('anyOf')]
  ]
  for (const [name, item, read] of cases) t.strictSame(asAjvItems([item], value), [read], name)
  t.strictSame(asAjvItems([ajv, { instancePath: 5 }], value), [ajv, bare()])
})

t.test('an issue that contains itself is told in its words', async (t) => {
  const issue = { code: 'invalid_union', path: ['a'], message: 'Invalid input', errors: [] as unknown[] }
  issue.errors.push([issue], [issue])
  t.strictSame(asAjvItems([issue, zod], value), [bare('Invalid input'), type])
  const error = { code: 'union', path: ['a'], problem: 'p', message: 'a p', errors: [] as unknown[] }
  error.errors.push(error)
  t.strictSame(asAjvItems([error], value), [bare('a p')])
})

t.test('thousands of findings, and very long names', async (t) => {
  for (const [name, [item]] of Object.entries(families)) t.equal(asAjvItems(Array.from({ length: 5000 }, () => item), value).length, 5000, name)
  const long = 'n'.repeat(1_000_000)
  t.strictSame(asAjvItems([{ ...zod, path: [long] }], value)[0]?.params, { missingProperty: long })
  t.equal(asAjvItems([{ type: 'min', path: `${'["'.repeat(50_000)}${'\\"'.repeat(50_000)}`, inner: [], message: long }], value).length, 1)
})
