import { isObject } from '../is-object.ts'

/** Versions of the OpenAPI specification. */
export type Version = '3.0.3' | '3.1.1' | '3.2.0'

/** Those that a document can be made in. */
export const versions: readonly Version[] = Object.freeze(['3.0.3', '3.1.1', '3.2.0'] as const)

/** The methods that a Path Item Object has a field for; QUERY since 3.2. */
export const operationMethods: readonly string[] = Object.freeze(['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'query'])

type Json = Record<string, unknown>
type Convert = (schema: unknown) => unknown

/** What a schema is for somebody else, or has been made into something else. */
const dropped = new Set(['$id', '$schema', '$defs', 'definitions', 'isFluentSchema', 'isFluentJSONSchema'])
/** Members whose value is a schema, a list of them, or an object of them. */
const one = new Set(['additionalProperties', 'not', 'if', 'then', 'else', 'contains', 'propertyNames', 'unevaluatedProperties', 'unevaluatedItems', 'items'])
const several = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems'])
const byName = new Set(['properties', 'patternProperties', 'dependentSchemas'])
/** What JSON Schema says that OpenAPI 3.0 has no word for: to leave it out allows more, and nothing less. */
const unknownTo30 = new Set(['if', 'then', 'else', 'contains', 'minContains', 'maxContains', 'propertyNames', 'unevaluatedProperties', 'unevaluatedItems', 'dependentSchemas', 'dependentRequired', 'dependencies', 'contentMediaType', 'contentEncoding', 'contentSchema', '$comment', '$anchor'])

/**
 * The members of a schema in the words of a version: OpenAPI 3.1 and 3.2 speak JSON Schema 2020-12, 3.0 a dialect of an older draft.
 *
 * @param convert - for the schemas inside
 */
export function sentencesOf (schema: Readonly<Json>, version: Version, convert: Convert): Json {
  const modern = inside(ofToday(schema), convert)
  return version === '3.0.3' ? of30(modern) : modern
}

function inside (schema: Json, convert: Convert): Json {
  const made: Json = {}
  for (const [name, value] of Object.entries(schema)) {
    if (dropped.has(name) || typeof value === 'function' || value === undefined) continue
    if (one.has(name)) made[name] = convert(value)
    else if (several.has(name) && Array.isArray(value)) made[name] = value.map(convert)
    else if (byName.has(name) && isObject(value)) made[name] = Object.fromEntries(Object.entries(value).map(([key, one]) => [key, convert(one)]))
    else made[name] = value
  }
  return made
}

/** A tuple of older drafts, and a record whose keys are any text, as everybody reads them now. */
function ofToday ({ items, additionalItems, patternProperties, ...others }: Json): Json {
  const [pattern, ...more] = Object.entries(isObject(patternProperties) ? patternProperties : {})
  const isRecord = pattern !== undefined && more.length === 0 && (pattern[0] === '^(.*)$' || pattern[0] === '^.*$' || pattern[0] === '.*') && others['properties'] === undefined
  const isTuple = Array.isArray(items)
  return {
    ...others,
    ...(isRecord ? { additionalProperties: pattern[1] } : patternProperties === undefined ? {} : { patternProperties }),
    ...(isTuple ? { prefixItems: items, ...(additionalItems === undefined ? {} : { items: additionalItems }) } : items === undefined ? {} : { items })
  }
}

/** OpenAPI 3.0.3, Schema Object. */
function of30 (schema: Json): Json {
  const made: Json = {}
  for (const [name, value] of Object.entries(schema)) {
    if (unknownTo30.has(name)) continue
    if (name === 'const') made['enum'] = [value]
    else if (name === 'examples') made['example'] = [value].flat()[0]
    else if (name === 'prefixItems') made['items'] = { anyOf: value }
    else if (name === 'patternProperties') made['additionalProperties'] ??= { anyOf: Object.values(value as object) }
    else if (name === 'exclusiveMinimum' && typeof value === 'number') Object.assign(made, { minimum: value, exclusiveMinimum: true })
    else if (name === 'exclusiveMaximum' && typeof value === 'number') Object.assign(made, { maximum: value, exclusiveMaximum: true })
    else if (name === 'type' && Array.isArray(value)) Object.assign(made, typesOf30(value as string[]))
    else if (name === 'type' && value === 'null') Object.assign(made, { nullable: true, enum: [null] })
    else if (name === 'items' && 'prefixItems' in schema) continue
    else if (value === true && one.has(name) && name !== 'additionalProperties') made[name] = {}
    else if (value === false && one.has(name) && name !== 'additionalProperties') made[name] = { not: {} }
    else if (name === 'anyOf' || name === 'oneOf') Object.assign(made, choiceOf30(name, value as Json[]))
    else made[name] = value
  }
  return made['type'] === 'array' && made['items'] === undefined ? { ...made, items: {} } : made
}

function typesOf30 (types: readonly string[]): Json {
  const others = types.filter(type => type !== 'null')
  const nullable = others.length < types.length ? { nullable: true } : {}
  return others.length === 1 ? { type: others[0], ...nullable } : { anyOf: others.map(type => ({ type, ...nullable })) }
}

/** Null is no type there: what may be null says so beside its own. */
function choiceOf30 (name: string, choice: readonly Json[]): Json {
  const isNull = (one: Json): boolean => one['nullable'] === true && Array.isArray(one['enum']) && one['enum'][0] === null && one['type'] === undefined
  const others = choice.filter(one => !isNull(one))
  if (others.length === choice.length) return { [name]: choice }
  const [only] = others
  if (others.length === 1 && only !== undefined) return '$ref' in only ? { nullable: true, allOf: [only] } : { ...only, nullable: true }
  return { nullable: true, [name]: others }
}
