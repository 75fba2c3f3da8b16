import type { BuildCompilerFromPool } from '@fastify/ajv-compiler'
import type { FastifySchemaCompiler } from 'fastify'
import { ajvCompiler } from './ajv.ts'
import { guard, withSearch, type GuardedAjv } from './guards.ts'
import { hasSecond, search, type AjvValidator } from './second-pass.ts'
import { hasStrict } from './strict-twins.ts'
import { forEitherBody } from './text-bodies.ts'

type Schemas = Parameters<BuildCompilerFromPool>[0]
type AjvServerOptions = Parameters<BuildCompilerFromPool>[1]
type AjvOptions = Exclude<AjvServerOptions, { mode: 'JTD' } | undefined>
type Compiler = FastifySchemaCompiler<unknown>
type RouteSchema = Parameters<Compiler>[0]
type RemoveAdditional = 'all' | 'failing' | boolean

/** Which bodies have values that become what a schema asks for: those of forms, which are text, all, or none. */
export type Coercion = 'forms' | 'all' | false

/** Who asks for validators, and is told of what the application has set itself. */
export interface ValidatorFacts {
  /** True for a schema whose validation is Fastify's own. */
  isBare? (route: RouteSchema): boolean
  /** Which bodies of a route have values that become what its schema asks for. Default: none. */
  coercionOf? (route: RouteSchema): Coercion
  /** Told of `removeAdditional` in the application's own options for Ajv. */
  onRemoveAdditional? (declared: RemoveAdditional): void
}

const standard = new WeakSet<object>()

/** True for a compiler of this package where the application has told Ajv nothing. */
export function isStandard (compile: object): boolean {
  return standard.has(compile)
}

/**
 * Builds the validators in place of Fastify's: with the application's options for Ajv, but that in bodies of JSON no value is coerced
 * and no property is removed where the application has not said so. Query strings, parameters and forms are text and still become
 * numbers; of header fields those are removed that a schema does not name and does not want, as in Fastify: every client sends more. A value that is refused is looked at again for all findings, unless the
 * application has set `allErrors`.
 * In place of Fastify's own builder, so that `$ref` to `addSchema()` keeps working (`setValidatorCompiler` loses it).
 */
export function validatorBuilder ({ isBare, coercionOf, onRemoveAdditional }: ValidatorFacts = {}): (schemas: Schemas, options: AjvServerOptions) => Compiler {
  let pools: readonly [first: BuildCompilerFromPool, second: BuildCompilerFromPool] | undefined
  // By those of the pool: scopes with the same schemas have the same, and so the same of ours.
  const built = new WeakMap<Compiler, Compiler>()
  const once = (by: Compiler, make: () => Compiler): Compiler => {
    const known = built.get(by) ?? make()
    built.set(by, known)
    return known
  }
  return (schemas, options) => {
    const [pool, secondPool] = pools ??= [ajvCompiler()(), ajvCompiler()()]
    const given = options as AjvOptions | undefined
    const { customOptions } = given ?? {}
    const declared = customOptions?.removeAdditional
    if (declared !== undefined) onRemoveAdditional?.(declared)
    const build = (coerceTypes: boolean | 'array', removeAdditional: RemoveAdditional = declared ?? false): Compiler => {
      const own = { ...customOptions, removeAdditional, coerceTypes }
      const { compile, isOfAll } = compilerOf(pool, schemas, { ...given, customOptions: own })
      if (isOfAll || (options as { mode?: string } | undefined)?.mode === 'JTD') return compile
      return once(compile, () => withSecond(compile, () => secondPool(schemas, guardedOptions({ ...given, customOptions: own }))))
    }
    const forText = build(customOptions?.coerceTypes ?? 'array')
    // Who has said what Ajv coerces has said it of JSON too.
    const forJson = customOptions?.coerceTypes === undefined ? build(false) : forText
    let forFields: Compiler | undefined
    let bare: Compiler | undefined
    return once(forText, () => {
      const compile: Compiler = (route) => {
        if (isBare?.(route) !== true) return ours(route)
        const validate = (bare ??= pool(schemas, { ...given, customOptions: { ...customOptions } }))(route)
        hasStrict(validate, () => ours(route) as AjvValidator)
        return validate
      }
      if (isUntold(given)) standard.add(compile)
      return compile
    })
    function ours (route: RouteSchema): ReturnType<Compiler> {
      if (route.httpPart === 'headers') return (forFields ??= build(customOptions?.coerceTypes ?? 'array', declared ?? true))(route)
      if (route.httpPart !== 'body') return forText(route)
      const coercion = coercionOf?.(route) ?? false
      if (coercion === 'all' || forJson === forText) return forText(route)
      const validate = forJson(route)
      return coercion === false ? validate : forEitherBody(validate as AjvValidator, () => forText(route) as AjvValidator) as typeof validate
    }
  }
}

function isUntold ({ customOptions = {}, plugins = [], ...others }: AjvOptions = {}): boolean {
  return Object.keys(customOptions).length + plugins.length + Object.keys(others).length === 0
}

/** Plugins of Ajv that need all findings, as ajv-errors, fail where it stops at the first: they get them, where nobody has said otherwise. */
function compilerOf (pool: BuildCompilerFromPool, schemas: Schemas, options: AjvOptions): { compile: Compiler, isOfAll: boolean } {
  const { allErrors } = options.customOptions as NonNullable<AjvOptions['customOptions']>
  try {
    return { compile: pool(schemas, options), isOfAll: allErrors === true }
  } catch (fault) {
    if (allErrors !== undefined || options.plugins === undefined) throw fault
    return { compile: pool(schemas, { ...options, customOptions: { ...options.customOptions, allErrors: true } }), isOfAll: true }
  }
}

/** An instance of Ajv for second passes is made when the first is needed. */
function withSecond (compile: Compiler, secondCompiler: () => Compiler): Compiler {
  let second: Compiler | undefined
  return (route) => {
    const validate = compile(route)
    if ((validate as AjvValidator).$async !== true) hasSecond(validate, () => (second ??= secondCompiler())(route) as AjvValidator)
    return validate
  }
}

/** The schemas have been checked, and their faults been said, when the first validator was made. */
function guardedOptions (given: AjvOptions): AjvOptions {
  const { code } = given.customOptions as NonNullable<AjvOptions['customOptions']>
  return {
    ...given,
    customOptions: {
      ...given.customOptions,
      allErrors: true,
      validateSchema: false,
      logger: false,
      code: { ...code, optimize: false, source: false, process: (text, schema) => code?.process?.(withSearch(text), schema) ?? withSearch(text) }
    },
    onCreate (ajv) {
      given.onCreate?.(ajv)
      guard(ajv as unknown as GuardedAjv, search)
    }
  }
}
