import type { Dialect } from '../dialects/dialect.ts'
import { entryOf, type AnyKind, type CatalogEntry } from '../errors/catalog.ts'

interface Known { readonly definition: CatalogEntry | undefined, readonly schema: object }

// A dialect says the same of the same, and a document asks for each kind once a route.
const known = new WeakMap<object, Map<string, Known>>()
const texts = new WeakMap<object, string>()

/** The schema of the bodies that a dialect gives a kind with a status; the same object each time. */
export function kindSchema (dialect: Pick<Dialect, 'schema'>, status: number, kind: AnyKind, mayHaveIssues: boolean): object {
  const definition = entryOf(kind)
  const ofDialect = known.get(dialect) ?? new Map<string, Known>()
  known.set(dialect, ofDialect)
  const key = `${status} ${kind} ${mayHaveIssues}`
  const before = ofDialect.get(key)
  if (before !== undefined && before.definition === definition) return before.schema
  const schema = dialect.schema(status, { kind, definition, mayHaveIssues })
  ofDialect.set(key, { definition, schema })
  return schema
}

/** A schema as it is told from others: a recursive one of TypeBox has an `$id` that no other has. */
export function textOf (schema: object): string {
  const before = texts.get(schema)
  if (before !== undefined) return before
  const text = JSON.stringify(schema, (name, value: unknown) => name === '$id' || name === '$ref' ? undefined : value)
  texts.set(schema, text)
  return text
}
