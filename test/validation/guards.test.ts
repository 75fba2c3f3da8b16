import { createRequire } from 'node:module'
import t from 'tap'
import { guard, withSearch, type GuardedAjv } from '../../lib/validation/guards.ts'
import type { Search } from '../../lib/validation/search.ts'

type Validate = ((value: unknown) => boolean) & { errors: Array<{ keyword: string, instancePath: string }> | null }
interface Guarded extends GuardedAjv { compile (schema: unknown): Validate, addKeyword (definition: object): void, addVocabulary (keywords: unknown): void }
const required = createRequire(createRequire(import.meta.url).resolve('@fastify/ajv-compiler'))
const { default: Ajv } = required('ajv') as { default: new (options: object) => Guarded }
const { default: unevaluated } = required('ajv/dist/vocabularies/unevaluated') as { default: unknown }

type Question = 'go' | 'isSmall' | 'isShort' | 'isFew' | 'start'
interface Spy extends Pick<Search, 'skips' | 'depth' | 'over'> {
  readonly asked: string[]
  /** Of which it was asked whether they are small. */
  readonly values: unknown[]
}

/** Writes down what it is asked, and says yes unless told otherwise. */
function spyOf (answers: Partial<Record<Question, () => boolean>> = {}): Spy {
  const asked: string[] = []
  const values: unknown[] = []
  const questions = (['go', 'isSmall', 'isShort', 'isFew', 'start'] as const).map(name => [name, (value: unknown) => {
    asked.push(name)
    if (name === 'isSmall') values.push(value)
    return answers[name]?.() ?? true
  }] as const)
  const over = new Set<string>()
  const told = {
    stop: () => asked.push('stop'),
    found: (count?: number) => asked.push(count === undefined ? 'found' : `found ${count}`),
    exceed: (place: string) => { asked.push(`exceed ${place}`); over.add(place) }
  }
  return { asked, values, over, skips: 0, depth: 0, ...Object.fromEntries(questions), ...told }
}

function compile (schema: object, spy: Spy, keyword?: object): Validate {
  const ajv = new Ajv({ allErrors: true, strict: false, unevaluated: true, validateSchema: false, code: { optimize: false, source: false, process: withSearch } })
  ajv.addVocabulary(unevaluated)
  if (keyword !== undefined) ajv.addKeyword(keyword)
  guard(ajv, spy as unknown as Search)
  return ajv.compile(schema)
}

/** What is found, and what has been asked for it. */
function look (schema: object, value: unknown, spy = spyOf(), keyword?: object): { found: string[], asked: string } {
  const validate = compile(schema, spy, keyword)
  validate(value)
  return { found: (validate.errors ?? []).map(({ keyword, instancePath }) => keyword + instancePath), asked: spy.asked.join(' ') }
}

t.test('what each keyword asks, and tells', async (t) => {
  const cases: Array<[name: string, schema: object, value: unknown, asked: string, found: string[]]> = [
    ['what is found', { minimum: 5 }, 1, 'go found', ['minimum']],
    ['what is not', { minimum: 5 }, 9, 'go', []],
    ['each item', { items: { minimum: 5 } }, [1, 9], 'go go go found go go', ['minimum/0']],
    ['a limit', { maxLength: 1 }, 'ab', 'go found exceed ', ['maxLength']],
    ['a limit that is kept', { maxLength: 2 }, 'ab', 'go', []],
    ['a pattern', { pattern: '^x' }, 'ab', 'go isShort start found stop', ['pattern']],
    ['a pattern on a text that is bounded', { maxLength: 9, pattern: '^x' }, 'ab', 'go go start found stop', ['pattern']],
    ['uniqueItems', { uniqueItems: true }, [1, 1], 'go isFew start go go found stop', ['uniqueItems']],
    ['uniqueItems in a list that is bounded', { maxItems: 9, uniqueItems: true }, [1, 1], 'go go start go go found stop', ['uniqueItems']],
    ['a union, whose findings are one more', { anyOf: [{ minimum: 5 }, { minimum: 7 }] }, 1, 'go isSmall go found go found found found', ['minimum', 'minimum', 'anyOf']],
    ['a union that is met', { anyOf: [{ minimum: 5 }, { minimum: 0 }] }, 1, 'go isSmall go found go', []],
    ['not, in which Ajv stops by itself', { not: { minimum: 0 } }, 1, 'go isSmall found found', ['not']],
    ['if, whose findings are as many', { if: { minimum: 0 }, then: { minimum: 5, maximum: 0 } }, 1, 'go isSmall go found go found found found 3 go', ['maximum', 'minimum', 'if']]
  ]
  for (const [name, schema, value, asked, found] of cases) t.strictSame(look(schema, value), { found, asked }, name)
})

t.test('what is not begun has not been found', async (t) => {
  const cases: Array<[name: string, schema: object, value: unknown, question: Question, asked: string]> = [
    ['at the end', { minimum: 5 }, 1, 'go', 'go'],
    ['a limit at the end', { maxLength: 1 }, 'ab', 'go', 'go'],
    ['a union at the end', { anyOf: [{ minimum: 5 }] }, 1, 'go', 'go'],
    ['a union on what is large', { anyOf: [{ minimum: 5 }] }, 1, 'isSmall', 'go isSmall'],
    ['a pattern on what is long', { pattern: '^x' }, 'ab', 'isShort', 'go isShort'],
    ['a pattern without time', { pattern: '^x' }, 'ab', 'start', 'go isShort start'],
    ['many items to compare', { uniqueItems: true }, [1, 1], 'isFew', 'go isFew']
  ]
  for (const [name, schema, value, question, asked] of cases) {
    t.strictSame(look(schema, value, spyOf({ [question]: () => false })), { found: [], asked }, name)
  }
})

t.test('a loop ends with the search', async (t) => {
  let left = 4
  const spy = spyOf({ go: () => left-- > 0 })
  t.strictSame(look({ items: { minimum: 5 } }, [1, 2, 3], spy), { found: ['minimum/0'], asked: 'go go go found go go go' })
})

t.test('behind a limit that was passed nothing is begun of its type, nor at its place', async (t) => {
  t.strictSame(look({ maxItems: 1, uniqueItems: true, items: { minimum: 5 } }, [1, 1]), { found: ['maxItems'], asked: 'go found exceed  go go' })
  t.strictSame(look({ maxItems: 2, items: { minimum: 5 } }, [1]), { found: ['minimum/0'], asked: 'go go go go found' })
  t.strictSame(look({ allOf: [{ maxItems: 1 }, { items: { minimum: 5 } }] }, [1, 1]), { found: ['maxItems'], asked: 'go go found exceed  go' }, 'also of another schema')
  t.strictSame(look({ properties: { a: { maxLength: 1 }, b: { minLength: 5 } } }, { a: 'ab', b: 'ab' }).found, ['maxLength/a', 'minLength/b'], 'elsewhere')
  const forgetful = spyOf()
  forgetful.over.add = () => forgetful.over
  t.strictSame(look({ maxItems: 1, uniqueItems: true }, [1, 1], forgetful).found, ['maxItems'], 'as inside of a union, where the search is not told')
})

t.test('where something inside of a union was skipped it has found nothing', async (t) => {
  const spy = spyOf({ isShort: () => { spy.skips++; return false } })
  t.strictSame(look({ anyOf: [{ minLength: 5, pattern: '^x' }, { type: 'null' }], minLength: 3 }, 'ab', spy).found, ['minLength'])
  t.equal(spy.depth, 0)
  t.strictSame(look({ const: 'x', anyOf: [{ minLength: 5, pattern: '^x' }, { type: 'null' }] }, 'ab', spy).found, ['const'], 'what was found before stays')
})

t.test('what is unevaluated is known where nothing was skipped', async (t) => {
  for (const [skips, found] of [[0, ['unevaluatedProperties']], [1, []]] as const) {
    t.strictSame(look({ unevaluatedProperties: false }, { a: 1 }, Object.assign(spyOf(), { skips })).found, found)
  }
})

t.test('keywords of the application', async (t) => {
  const calls: unknown[] = []
  const refuse = Object.assign((...args: unknown[]) => { calls.push(args[0]); return false }, { errors: [{ keyword: 'own', message: 'No.', params: {} }] })
  const definitions: Array<[name: string, keyword: object, called: unknown]> = [
    ['compile', { compile: () => refuse }, 5],
    ['validate', { validate: refuse }, 'schema'],
    ['validate without a schema', { schema: false, validate: refuse }, 5]
  ]
  for (const [name, keyword, called] of definitions) {
    const definition = { keyword: 'own', ...keyword }
    const spy = spyOf()
    t.strictSame(look({ own: 'schema' }, 5, spy, definition), { found: ['own'], asked: 'isSmall start stop go' }, name)
    t.strictSame(spy.values, [5], 'the value is weighed, not the schema')
    t.strictSame(calls.splice(0), [called], name)
    for (const question of ['isSmall', 'start'] as const) {
      t.strictSame(look({ own: 'schema' }, 5, spyOf({ [question]: () => false }), definition).found, [], `${name}, without ${question}`)
      t.strictSame(calls.splice(0), [])
    }
  }
})

t.test('where not all errors are asked for, no keyword asks', async (t) => {
  const spy = spyOf()
  const ajv = new Ajv({ strict: false, validateSchema: false, code: { optimize: false, source: false, process: withSearch } })
  guard(ajv, spy as unknown as Search)
  const validate = ajv.compile({ minimum: 5, maxLength: 1, pattern: '^x', anyOf: [{ type: 'null' }, { type: 'string' }] })
  t.equal(validate('ab'), false)
  t.equal(spy.asked.includes('go'), false)
})

t.test('what is written into code', async (t) => {
  const cases: Array<[code: string, written: string]> = [
    ['', ''],
    ['errors++;', 'errors++;$search.found();'],
    ['for(let i=0;i<n;i++){f()}', 'for(let i=0;i<n;i++){if(!$search.go())break;f()}'],
    ['for(;i--;){for(j=i;j--;){errors++;}}', 'for(;i--;){if(!$search.go())break;for(j=i;j--;){if(!$search.go())break;errors++;$search.found();}}'],
    ['"errors++;for(;;){"', '"errors++;for(;;){"'],
    ['"\\"errors++;"errors++;', '"\\"errors++;"errors++;$search.found();'],
    ['"\\\\"errors++;', '"\\\\"errors++;$search.found();'],
    ['/*errors++;for(;;){\n*/errors++;', '/*errors++;for(;;){\n*/errors++;$search.found();'],
    ['errors = 0;', 'errors = 0;']
  ]
  for (const [code, written] of cases) t.equal(withSearch(code), `const $search=self.$search;${written}`, code)
})
