import type { FastifySchema, RouteOptions } from 'fastify'
import type { Part } from '../errors/issue.ts'
import { memberOf } from '../http/json-pointer.ts'
import { isObject } from '../is-object.ts'
import type { KnownRoute } from '../plugin/known-routes.ts'
import { isReported } from '../plugin/options.ts'
import { isStandard } from '../validation/compiler.ts'
import { chooses, type AjvValidator } from '../validation/second-pass.ts'
import { findingsIn } from './plain-schema.ts'

/** A validator of any compiler. */
export type Validate = ((value: unknown) => unknown) & { readonly errors?: unknown }

/** The validators of a route by part; of a body with a schema for each media type as many. */
export type Validators = { readonly [Name in Part]?: Validate | Readonly<Record<string, Validate>> }

const known = new WeakMap<RouteOptions, Validators>()

/** The validators of a route, as Fastify has them: the compiler knows the schemas that it has seen. */
export function validatorsOf (route: KnownRoute): Validators {
  let validators = known.get(route.options)
  if (validators === undefined) known.set(route.options, validators = validatorsFor(route))
  return validators
}

type Compile = (route: object) => Validate

function validatorsFor ({ instance, options: { schema, validatorCompiler, method }, url, place: { settings } }: KnownRoute): Validators {
  const compile = (validatorCompiler ?? instance.validatorCompiler) as Compile | undefined
  const { body, querystring, query, params, headers } = (schema ?? {}) as FastifySchema & { query?: unknown }
  if (compile === undefined) return {}
  const isOurs = isStandard(compile) && settings.validation !== undefined && !isReported(settings, 'validation') && settings.coerce !== 'all'
  const validators: Record<string, unknown> = {}
  const put = (httpPart: Part, schema: unknown, more: object = {}): Validate => {
    const make = (): Validate => compile({ schema, method, url, httpPart, ...more })
    // Of header fields those are taken out that a schema does not want.
    return isOurs && !(httpPart === 'headers' && memberOf(schema, 'additionalProperties') !== undefined) ? unlessPlain(schema, httpPart !== 'body', make) : make()
  }
  const content = memberOf(body, 'content')
  if (isObject(content)) validators['body'] = Object.fromEntries(Object.entries(content).map(([contentType, one]) => [contentType, put('body', memberOf(one, 'schema'), { contentType })]))
  for (const [part, one] of Object.entries({ body: isObject(content) ? undefined : body, querystring: querystring ?? query, params, headers: lowerCase(headers) })) {
    if (one !== undefined) validators[part] = put(part as Part, one)
  }
  return validators as Validators
}

/** Says itself what is wrong with a value where that is one thing at most, by keywords that are plain; and asks the one that is compiled for all others. */
function unlessPlain (schema: unknown, isText: boolean, compile: () => Validate): Validate {
  let compiled: Validate | undefined
  let last: Validate | undefined
  const validate: Validate & { errors?: unknown } = value => {
    const found = findingsIn(schema, value, isText)
    if (found !== undefined && found.length < 2) {
      last = validate
      validate.errors = found
      return found.length === 0
    }
    last = compiled ??= compile()
    const said = last(value)
    validate.errors = last.errors
    return said
  }
  chooses(validate, () => last as AjvValidator)
  return validate
}

/** Names of header fields have no case: the ones at the top, which nearly all schemas have. */
function lowerCase (schema: unknown): unknown {
  if (!isObject(schema) || Object.getPrototypeOf(schema) !== Object.prototype || '~standard' in schema) return schema
  const { properties, required } = schema as { properties?: unknown, required?: unknown }
  return {
    ...schema,
    ...(isObject(properties) ? { properties: Object.fromEntries(Object.entries(properties).map(([name, one]) => [name.toLowerCase(), one])) } : {}),
    ...(Array.isArray(required) ? { required: required.map(name => String(name).toLowerCase()) } : {})
  }
}
