import type { Search } from './search.ts'

/** The instance of Ajv, as far as its keywords are guarded. */
export interface GuardedAjv { readonly RULES: { readonly all: Readonly<Record<string, Rule>> } }

interface Rule { readonly keyword: string, readonly definition: Definition }

type Run = ((...args: unknown[]) => unknown) & { errors?: unknown }

interface Definition {
  code?: (context: Context, type?: string) => void
  compile?: (...args: unknown[]) => Run
  validate?: Run
  readonly schema?: boolean
}

const overKey = Symbol('over')

/** What Ajv gives to the code of a keyword. */
interface Context {
  readonly allErrors?: boolean
  readonly data: unknown
  readonly parentSchema: Readonly<Record<string, unknown>>
  readonly it: { readonly errorPath: unknown, [overKey]?: Over }
  readonly gen: {
    const (name: string, value: unknown): unknown
    let (name: string, value: unknown): unknown
    if (condition: unknown): void
    endIf (): void
    code (text: string): void
  }
}

/** The variable that says that a limit of the schema was passed, seen by the keywords of the same type. */
interface Over { readonly name: unknown, readonly type: string | undefined }

/** What the search is called in the code that Ajv writes. */
const search = '$search'

const limits = new Set(['maxItems', 'maxLength', 'maxProperties'])
const unions = new Set(['anyOf', 'oneOf', 'not', 'if', 'contains'])
const unevaluated = new Set(['unevaluatedProperties', 'unevaluatedItems'])
/** Their cost is not of the order of their value: by what it is bounded, and when it is small without. */
const costly: Readonly<Record<string, readonly [bound: string, isSmall: string]>> = {
  pattern: ['maxLength', 'isShort'], format: ['maxLength', 'isShort'], uniqueItems: ['maxItems', 'isFew']
}
const standard = new Set(['$ref', '$dynamicRef', '$recursiveRef', '$dynamicAnchor', '$recursiveAnchor', 'id', 'allOf', 'then', 'else', 'discriminator',
  'properties', 'patternProperties', 'additionalProperties', 'propertyNames', 'dependencies', 'dependentRequired', 'dependentSchemas',
  'items', 'prefixItems', 'additionalItems', 'required', 'minItems', 'minLength', 'minProperties', 'maximum', 'minimum', 'exclusiveMaximum',
  'exclusiveMinimum', 'multipleOf', 'const', 'enum'])

/**
 * Puts questions to a search into every keyword of an Ajv that reports all errors: its validators find what they found, until
 * the search ends them. Its schemas have to be compiled with {@link withSearch}, and without Ajv's optimizer, which knows
 * nothing of names in text.
 */
export function guard (ajv: GuardedAjv, counting: Search): void {
  Object.assign(ajv, { [search]: counting })
  for (const { keyword, definition } of Object.values(ajv.RULES.all)) {
    if (definition.code !== undefined) definition.code = guarded(keyword, definition.code)
    if (definition.validate !== undefined) definition.validate = timed(definition.validate, definition.schema === false ? 0 : 1, counting)
    const { compile } = definition
    if (compile !== undefined) definition.compile = (...args) => timed(compile(...args), 0, counting)
  }
}

const token = /"(?:[^"\\]|\\.)*"|\/\*[^]*?\*\/|errors\+\+;|for\([^{}"]*\)\{/g

/** The code of a validator, telling the search of each finding and each turn of a loop; texts and comments stay. */
export function withSearch (code: string): string {
  return `const ${search}=self.${search};` + code.replace(token, (found) => {
    if (found === 'errors++;') return `errors++;${search}.found();`
    return found.startsWith('for(') ? `${found}if(!${search}.go())break;` : found
  })
}

function guarded (keyword: string, write: NonNullable<Definition['code']>): NonNullable<Definition['code']> {
  return (context, type) => {
    // Inside `not` and `if` the first fault ends it, and blocks stay open. They are begun on small values only.
    if (context.allErrors !== true) return write(context, type)
    const { gen, it } = context
    const over = it[overKey]
    const place = `instancePath+${String(it.errorPath)}`
    const go = [`${search}.go()`, `!(${search}.over.size!==0&&${search}.over.has(${place}))`]
    if (over !== undefined && over.type === type) go.push(`!${String(over.name)}`)
    if (limits.has(keyword)) return limit(context, write, type, go, place)
    if (unions.has(keyword)) return union(context, write, keyword, go)
    if (unevaluated.has(keyword)) go.push(`${search}.skips===0`)
    const [bound, isSmall] = costly[keyword] ?? (standard.has(keyword) || unevaluated.has(keyword) ? [] : ['', 'isSmall'])
    if (bound !== undefined) {
      if (typeof context.parentSchema[bound] !== 'number') go.push(`${search}.${String(isSmall)}(${String(context.data)})`)
      go.push(`${search}.start()`)
    }
    gen.if(go.join('&&'))
    write(context, type)
    if (bound !== undefined) gen.code(`${search}.stop()`)
    gen.endIf()
  }
}

/** What stands behind a limit that was passed is for values within the limit. */
function limit (context: Context, write: NonNullable<Definition['code']>, type: string | undefined, go: readonly string[], place: string): void {
  const { gen, it } = context
  const before = gen.const('before', 'errors')
  const name = gen.let('over', 'false')
  gen.if(go.join('&&'))
  write(context, type)
  gen.endIf()
  gen.if(`errors!==${String(before)}`)
  gen.code(`${String(name)}=true`)
  gen.code(`${search}.exceed(${place})`)
  gen.endIf()
  it[overKey] = { name, type }
}

/** Where something inside was not looked at, nothing is known of the union: it has found nothing. */
function union (context: Context, write: NonNullable<Definition['code']>, keyword: string, go: readonly string[]): void {
  const { gen } = context
  const before = String(gen.const('before', 'errors'))
  const skipped = String(gen.const('skipped', `${search}.skips`))
  gen.if([...go, `${search}.isSmall(${String(context.data)})`].join('&&'))
  gen.code(`${search}.depth++`)
  write(context)
  gen.code(`${search}.depth--`)
  gen.if(`errors!==${before}`)
  gen.code(`if(${search}.skips===${skipped}){if(${search}.depth===0)${search}.found(${keyword === 'if' ? `errors-${before}` : ''})}` +
    `else{errors=${before};if(errors===0)vErrors=null;else vErrors.length=errors}`)
  gen.endIf()
  gen.endIf()
}

/** A keyword of the application that is a function. */
function timed (run: Run, position: number, counting: Search): Run {
  const validate: Run = function (this: unknown, ...args) {
    if (!counting.isSmall(args[position]) || !counting.start()) return true
    const result = run.apply(this, args)
    counting.stop()
    validate.errors = run.errors
    return result
  }
  return validate
}
