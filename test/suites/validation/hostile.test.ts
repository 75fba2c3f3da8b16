import t from 'tap'
import { isDeepStrictEqual } from 'node:util'
import { problem } from '../../../lib/dialects/problem.ts'
import { ApiError } from '../../../lib/errors/api-error.ts'
import type { AjvItem } from '../../../lib/validation/ajv-item.ts'
import { validatorBuilder } from '../../../lib/validation/compiler.ts'
import { findingsOf, type ValidatedRequest } from '../../../lib/validation/findings.ts'
import { PathBudget } from '../../../lib/validation/path-budget.ts'
import { lookAgain, search, type AjvValidator } from '../../../lib/validation/second-pass.ts'
import { isSmall, sizeOf } from '../../../lib/validation/size.ts'
import { compileUnknownProperties } from '../../../lib/validation/unknown-properties.ts'
import { render } from '../../../lib/answer/render.ts'
import { HostileMaker, SchemaMaker, seeded } from '../../fixtures/hostile.ts'

const schemas = 500
const inputs = 50
const limit = 100
const longest = 16_384

/** What patterns were begun on, longest first. */
let texts: number[] = []
const regExp = Object.assign((pattern: string, flags: string) => {
  const expression = new RegExp(pattern, flags)
  return { test: (text: string) => texts.push(text.length) > 0 && expression.test(text) }
}, { code: 'new RegExp' })

function compiler (allErrors: boolean): (schema: object) => AjvValidator {
  const compile = validatorBuilder()({}, { customOptions: { strict: false, allErrors, useDefaults: false, code: { regExp } }, plugins: [] } as never)
  return schema => compile({ schema, method: 'POST', url: '/', httpPart: 'body' } as never) as unknown as AjvValidator
}

const firstPass = compiler(false)
const everything = compiler(true)

/** The number of keywords that a schema has: what may still be looked at in one place when a search has ended. */
function keywordsIn (schema: unknown): number {
  if (typeof schema !== 'object' || schema === null) return 0
  return Object.values(schema).reduce((sum: number, member) => sum + keywordsIn(member), Object.keys(schema).length)
}

const key = ({ keyword, instancePath, schemaPath, params }: AjvItem): string => JSON.stringify([keyword, instancePath, schemaPath, params])
const isLimit = ({ keyword }: AjvItem): boolean => keyword === 'maxItems' || keyword === 'maxLength' || keyword === 'maxProperties'

const silent = { error () {}, info () {} }

t.setTimeout(600_000)
t.before(() => {
  // Whatever takes time is counted here, not timed.
  const { now } = performance
  performance.now = () => 0
  t.teardown(() => { performance.now = now })
})

t.test('findings, values visited and patterns begun are bounded while they are found', async (t) => {
  const worst = { steps: 0, items: 0, patterns: 0, bytes: 0 }
  let refused = 0
  const faults: string[] = []
  const dialect = problem()
  for (let seed = 1; seed <= schemas; seed++) {
    const random = seeded(seed)
    const schema = new SchemaMaker(random).schema()
    const validate = firstPass(schema)
    const unknown = compileUnknownProperties(schema, () => undefined, limit + 1)
    const keywords = keywordsIn(schema)
    for (let index = 0; index < inputs; index++) {
      const value = new HostileMaker(schema, index === 0 ? 5000 : 300, random).value()
      const names = unknown?.(value)
      if (names !== undefined && names.length > limit + 1) faults.push(`seed ${seed}.${index}: ${names.length} unknown properties`)
      if (validate(value)) continue
      refused++
      const first = validate.errors?.at(-1) as AjvItem
      texts = []
      const again = lookAgain(validate, value, limit)
      const { steps } = search
      const patterns = texts
      const budget = 10_000 + 2 * sizeOf(value)
      // One keyword may be a union's finding or the weight of a small value over it.
      if (steps > budget + 200 * keywords) faults.push(`seed ${seed}.${index}: ${steps} steps, of ${budget}`)
      const items = again?.items.length ?? 0
      if (items > limit + steps / 25 + 200 * keywords) faults.push(`seed ${seed}.${index}: ${items} items`)
      if (patterns.length > steps + 100 * keywords) faults.push(`seed ${seed}.${index}: ${patterns.length} patterns`)
      const request: ValidatedRequest = { body: value, params: {}, query: {}, headers: {}, routeOptions: {}, getValidationFunction: part => part === 'body' ? validate : undefined }
      const paths = new PathBudget()
      const issues = findingsOf(request, { part: 'body', items: validate.errors as AjvItem[] }, limit, paths)
      if (issues.length === 0 || issues.length > limit) faults.push(`seed ${seed}.${index}: ${issues.length} issues`)
      // What a union asked for may be told of what is inside of it.
      if (!issues.some(({ path }) => ['', ...path].join('/').startsWith(first.instancePath.slice(0, 1000)))) faults.push(`seed ${seed}.${index}: the first finding ${key(first)} is lost`)
      const { body, isSound } = render(new ApiError('validation_failed', { issues, facts: { omitted: paths.omitted } }), dialect, { status: 0, method: 'POST', path: '/', origin: '' }, silent as never)
      if (!isSound) faults.push(`seed ${seed}.${index}: the dialect failed`)
      if (Buffer.byteLength(body) > longest) faults.push(`seed ${seed}.${index}: ${body.length} bytes`)
      worst.steps = Math.max(worst.steps, steps / budget)
      worst.items = Math.max(worst.items, items)
      worst.patterns = Math.max(worst.patterns, patterns.length)
      worst.bytes = Math.max(worst.bytes, Buffer.byteLength(body))
    }
  }
  t.comment(`${refused} refused; at most ${JSON.stringify(worst)}`)
  t.strictSame(faults.slice(0, 20), [])
  t.ok(refused > schemas * inputs / 2, 'most inputs are refused')
})

t.test('for small inputs nothing is lost', async (t) => {
  let compared = 0
  const faults: string[] = []
  for (let seed = 1; seed <= schemas; seed++) {
    const random = seeded(seed)
    const schema = new SchemaMaker(random).schema()
    const [validate, all] = [firstPass(schema), everything(schema)]
    for (let index = 0; index < inputs; index++) {
      const value = new HostileMaker(schema, 60, random).value()
      if (isSmall(value) === 0 || all(value)) continue
      const expected = all.errors as readonly AjvItem[]
      if (expected.some(isLimit) || expected.length > 1000) continue
      if (validate(value)) faults.push(`seed ${seed}.${index}: accepted`)
      const found = lookAgain(validate, value, Infinity, Infinity)?.items ?? []
      compared++
      if (!isDeepStrictEqual(found.map(key), expected.map(key))) faults.push(`seed ${seed}.${index}: ${JSON.stringify(schema)} ${JSON.stringify(value)}`)
    }
  }
  t.comment(`${compared} compared`)
  t.strictSame(faults.slice(0, 20), [])
  t.ok(compared > schemas * 5)
})
