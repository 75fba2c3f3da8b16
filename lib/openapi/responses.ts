import { entryOf, phraseOf, type Kind } from '../errors/catalog.ts'
import type { Dialect } from '../dialects/dialect.ts'
import { mediaTypeEssence } from '../http/media-type.ts'
import { Components, type Reference } from './components.ts'
import type { DocumentedError } from './documented-error.ts'
import { headersOf } from './headers.ts'
import { kindSchema, textOf } from './kind-schema.ts'
import { repeated } from './repeated.ts'

type Json = Record<string, unknown>

/** What a response is made with. */
export interface Making {
  readonly components: Components
  /** Components are called by its name. */
  readonly dialect: Pick<Dialect, 'name' | 'schema'>
  readonly isHead: boolean
}

/** The errors of one status, as a response of OpenAPI. */
export function errorResponse (errors: readonly DocumentedError[], making: Making): Json {
  return repeated(making.isHead ? 'head' : 'response', errors, making, () => newResponse(errors, making))
}

function newResponse (errors: readonly DocumentedError[], making: Making): Json {
  const [{ status } = { status: 500 }] = errors
  const content: Json = {}
  for (const type of new Set(errors.map(({ mediaType }) => mediaType))) content[type] = newMediaType(errors.filter(({ mediaType }) => mediaType === type), making)
  const headers = headersOf(errors)
  return {
    description: descriptionOf(errors, phraseOf(status)),
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
    ...(making.isHead ? {} : { content })
  }
}

/** What they mean, and what the application says of its own. */
function descriptionOf (errors: readonly DocumentedError[], phrase: string): string {
  const meanings = errors.map(({ kind }) => {
    const entry = entryOf(kind)
    return entry?.own?.docs ?? entry?.meaning ?? phrase
  })
  return [...new Set(meanings)].join('\n\n')
}

/** Schema and examples of the errors of one media type. */
export function mediaTypeObject (errors: readonly DocumentedError[], making: Pick<Making, 'components' | 'dialect'>): Json {
  return repeated('content', errors, making, () => newMediaType(errors, making))
}

function newMediaType (errors: readonly DocumentedError[], { components, dialect }: Pick<Making, 'components' | 'dialect'>): Json {
  const examples = Object.fromEntries(errors.filter(({ body }) => body !== undefined).map(({ kind, mediaType, body }) => [kind, { summary: summaryOf(kind), value: valueOf(mediaType, body as string) }]))
  return {
    schema: schemaOf(errors, components, dialect),
    ...(Object.keys(examples).length === 0 ? {} : { examples })
  }
}

function summaryOf (kind: string): string {
  const entry = entryOf(kind)
  return entry?.own?.title ?? entry?.meaning ?? kind
}

function valueOf (mediaType: string, body: string): unknown {
  return /[/+]json$/.test(mediaTypeEssence(mediaType)) ? JSON.parse(body) : body
}

function schemaOf (errors: readonly DocumentedError[], components: Components, dialect: Making['dialect']): unknown {
  const byText = new Map<string, DocumentedError>()
  for (const one of errors) {
    const text = textOf(one.schema)
    if (!byText.has(text)) byText.set(text, one)
  }
  const variants = [...byText.values()]
  const references = [...byText].map(([text, one]) => components.add(() => nameOf(one, dialect), () => components.convert(one.schema, () => undefined), text))
  const [only, ...more] = references as [Reference, ...Reference[]]
  if (more.length === 0) return only
  const property = tellingApart(variants.map(({ schema }) => schema as Json))
  if (property === undefined) return { anyOf: [only, ...more] }
  const mapping = Object.fromEntries(variants.flatMap(({ schema }, at) => {
    const value = constOf(schema as Json, property)
    return typeof value === 'string' ? [[value, references[at]?.$ref]] : []
  }))
  return { oneOf: [only, ...more], ...(Object.keys(mapping).length === variants.length ? { discriminator: { propertyName: property, mapping } } : {}) }
}

/** The name of a component says what its bodies depend on: the status, the kind, and whether there are findings. */
function nameOf ({ status, kind, schema, mayHaveIssues }: DocumentedError, dialect: Making['dialect']): string {
  const text = textOf(schema)
  const ofOther = (status: number, kind: Kind, mayHaveIssues: boolean): string => textOf(kindSchema(dialect, status, kind, mayHaveIssues))
  const isOfStatus = textOf(dialect.schema(status)) !== textOf(dialect.schema(status === 500 ? 400 : 500))
  const isOfKind = text !== ofOther(status, kind === 'conflict' ? 'gone' : 'conflict', mayHaveIssues)
  const isOfFindings = mayHaveIssues && text !== textOf(kindSchema(dialect, status, kind, false))
  return pascal(`${dialect.name}_${isOfStatus ? status : isOfKind ? '' : 'error'}${isOfKind ? `_${kind}` : ''}${isOfFindings ? '_with_findings' : ''}`)
}

/** The member that has another value in each of them, and is there in all. */
function tellingApart (schemas: readonly Json[]): string | undefined {
  const names = Object.keys((schemas[0]?.['properties'] ?? {}) as object)
  return names.find(name => {
    const values = schemas.map(schema => (schema['required'] as string[] | undefined)?.includes(name) === true ? constOf(schema, name) : undefined)
    return values.every(value => value !== undefined) && new Set(values).size === values.length
  })
}

function constOf (schema: Json, name: string): unknown {
  return ((schema['properties'] as Record<string, Json> | undefined)?.[name])?.['const']
}

/** @example pascal('akeneo_422_validation_failed') // 'Akeneo422ValidationFailed' */
function pascal (name: string): string {
  return name.replace(/(?:^|[^A-Za-z0-9]+)([A-Za-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}
