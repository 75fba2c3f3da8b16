import { entryOf } from '../errors/catalog.ts'
import { memberOf } from '../http/json-pointer.ts'
import { dereferenced, type Node, type Operation } from './operations.ts'

/** An error that a document names, and how often it was answered. */
export interface DocumentedError {
  /** `GET /books/{id}`; `*`: any, as where it leaves below the hooks. */
  readonly operation: string
  /** As the document has it: `404`, `4XX` or `default`. */
  readonly status: string
  /** Undefined: the document does not say of which kind it is. */
  readonly kind?: string
  /** How often it was answered. */
  readonly times: number
}

/**
 * The names of the kinds that a response shows examples of; none where they have other names.
 *
 * @param type - by which media type of those that it names; undefined: by all
 */
export function kindsOf (document: Node, response: Node, type?: string): string[] {
  const content = dereferenced(document, response['content'])
  const names = (type === undefined ? Object.values(content) : [content[type]]).flatMap(media => Object.keys(dereferenced(document, memberOf(media, 'examples'))))
  return names.some(name => entryOf(name) !== undefined) ? [...new Set(names)] : []
}

/** Whether the response of this status is one of errors. */
export function isErrors (status: string): boolean {
  return status === 'default' || /^[45]/.test(status)
}

/** All errors of an operation, by what is counted of each. */
export function rowsOf (document: Node, { name, responses }: Operation): DocumentedError[] {
  return Object.entries(responses).filter(([status]) => isErrors(status)).flatMap(([status, response]) => {
    const kinds = kindsOf(document, response)
    return kinds.length === 0 ? [{ operation: name, status, times: 0 }] : kinds.map(kind => ({ operation: name, status, kind, times: 0 }))
  })
}

/** What tells one from all others. */
export function keyOf ({ operation, status, kind = '' }: Omit<DocumentedError, 'times'>): string {
  return `${operation} ${status} ${kind}`
}
