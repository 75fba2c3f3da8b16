import type { FastifyInstance, FastifySchema, RouteOptions } from 'fastify'
import type { Part } from '../errors/issue.ts'
import { memberOf } from '../http/json-pointer.ts'
import { isObject } from '../is-object.ts'

/** A validator of any compiler. */
export type Validate = ((value: unknown) => unknown) & { readonly errors?: unknown }

/** The validators of a route by part; of a body with a schema for each media type as many. */
export type Validators = { readonly [Name in Part]?: Validate | Readonly<Record<string, Validate>> }

const known = new WeakMap<RouteOptions, Validators>()

/** The validators of a route, as Fastify has them: the compiler knows the schemas that it has seen. */
export function validatorsOf (instance: FastifyInstance, options: RouteOptions): Validators {
  let validators = known.get(options)
  if (validators === undefined) known.set(options, validators = compiled(instance, options))
  return validators
}

type Compile = (route: object) => Validate

function compiled (instance: FastifyInstance, { schema, validatorCompiler, method, config }: RouteOptions): Validators {
  const compile = (validatorCompiler ?? instance.validatorCompiler) as Compile | undefined
  const { body, querystring, query, params, headers } = (schema ?? {}) as FastifySchema & { query?: unknown }
  if (compile === undefined) return {}
  const url = memberOf(config, 'url')
  const validators: Record<string, unknown> = {}
  const put = (httpPart: Part, schema: unknown, more: object = {}): Validate => compile({ schema, method, url, httpPart, ...more })
  const content = memberOf(body, 'content')
  if (isObject(content)) validators['body'] = Object.fromEntries(Object.entries(content).map(([contentType, one]) => [contentType, put('body', memberOf(one, 'schema'), { contentType })]))
  for (const [part, one] of Object.entries({ body: isObject(content) ? undefined : body, querystring: querystring ?? query, params, headers: lowerCase(headers) })) {
    if (one !== undefined) validators[part] = put(part as Part, one)
  }
  return validators as Validators
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
