import { memberOf } from '../http/json-pointer.ts'
import { mediaTypeEssence } from '../http/media-type.ts'
import { pathOfUrl } from '../http/request-head.ts'
import { fieldOf, isBodyless, type Answer } from './answer.ts'
import { contradictions, isJson, jsonOf } from './contradictions.ts'
import { dereferenced, operationsOf, type Node, type Operation } from './operations.ts'
import { isErrors, kindsOf, rowsOf, type DocumentedError } from './rows.ts'
import { schemaCheck } from './schemas.ts'

/** What is wrong with an answer. */
export interface Fault {
  /** `status`, `kind`, `media type`, `schema` or a name of a header field: what the document says otherwise; or `contradiction`. */
  readonly rule: string
  /** A sentence. */
  readonly message: string
}

/** What a document says of an answer. */
export interface Judgement {
  /** `GET /books/{id}`; undefined: the document has no operation that takes such a request. */
  readonly operation: string | undefined
  readonly faults: readonly Fault[]
  /** The error of the document that it is. */
  readonly met: Omit<DocumentedError, 'times'> | undefined
}

/** Judges answers by a finished document and by nothing else. */
export interface Judge {
  readonly errors: readonly DocumentedError[]
  /** What the document says of an operation, in a line. */
  describe (operation: string): string
  judge (answer: Answer): Judgement
}

/**
 * Judges answers by an OpenAPI document.
 *
 * @param all - also those that are no errors: their status, and their bodies
 * @throws TypeError where it is no OpenAPI document
 */
export function judgeOf (document: Node, all: boolean): Judge {
  const operations = operationsOf(document)
  const faultOf = schemaCheck(document)
  const byName = new Map(operations.all.map(operation => [operation.name, operation]))
  return {
    errors: operations.all.flatMap(operation => rowsOf(document, operation)),
    describe (name) {
      const { responses } = byName.get(name) as Operation
      return Object.entries(responses).map(([status, response]) => [status, ...status === 'default' ? [] : kindsOf(document, response)].join(' ')).join(', ')
    },
    judge (answer) {
      const { method, url, status, heard } = answer
      const path = pathOfUrl(url)
      const operation = heard?.isBelow === true || heard?.route !== undefined || heard === undefined
        ? operations.find(method, heard?.route, path)
        : undefined
      const faults: Fault[] = contradictions(answer).map(({ about, message }) => ({ rule: `contradiction: ${about}`, message }))
      if (status < 400 && (!all || status === 304 || operation === undefined || !namesAny(operation, status))) return { operation: operation?.name, faults, met: undefined }
      if (operation === undefined) {
        const fault = unplaced(answer)
        return { operation: undefined, faults: fault === undefined ? faults : [...faults, fault], met: undefined }
      }
      const { name, responses } = operation
      const keys = [String(status), `${String(status)[0]}XX`, 'default'].filter(key => Object.hasOwn(responses, key))
      let first: readonly Fault[] | undefined
      for (const key of keys) {
        const response = responses[key] as Node
        const kinds = kindsOf(document, response, takenOf(response, answer))
        const isNamed = kinds.length > 0
        const found = [...kindFault(kinds, answer, key), ...fieldFaults(response, answer), ...bodyFaults(response, answer)]
        // What is said of all that is not said stands for what was named there, and for that alone.
        if (found.length === 0) {
          const kind = isNamed ? heard?.kind ?? (kinds.length === 1 ? kinds[0] : undefined) : undefined
          return { operation: name, faults, met: isErrors(key) ? { operation: name, status: key, ...(kind === undefined ? undefined : { kind }) } : undefined }
        }
        if (key !== 'default' || !isNamed) first ??= found
      }
      return { operation: name, faults: [...faults, ...first ?? [{ rule: 'status', message: `The document has no ${status} for ${name}.` }]], met: undefined }
    }
  }

  function kindFault (kinds: readonly string[], { heard, status }: Answer, key: string): Fault[] {
    if (kinds.length === 0 || (key !== 'default' && heard?.kind === undefined) || kinds.includes(heard?.kind as string)) return []
    return [{ rule: 'kind', message: `The document has a ${status} of another kind there (${kinds.join(', ')}), and this is ${heard?.kind ?? 'of none'}.` }]
  }

  function fieldFaults (response: Node, answer: Answer): Fault[] {
    return Object.entries(dereferenced(document, response['headers']))
      .filter(([name, stated]) => dereferenced(document, stated)['required'] === true && fieldOf(answer, name.toLowerCase()) === undefined)
      .map(([name]) => ({ rule: name, message: `The document says that the field ${name} is there.` }))
  }

  function bodyFaults (response: Node, answer: Answer): Fault[] {
    const content = dereferenced(document, response['content'])
    const types = Object.keys(content)
    if (isBodyless(answer)) return []
    // Of a success that is only named nothing is said.
    if (types.length === 0) return answer.status < 400 || answer.length === 0 ? [] : [{ rule: 'media type', message: 'The document has no body there.' }]
    const taken = answer.length === 0 ? undefined : takenOf(response, answer)
    if (taken === undefined) return [{ rule: 'media type', message: `The document has ${types.join(', ')} there, and this is ${answer.length === 0 ? 'empty' : fieldOf(answer, 'content-type') ?? 'of no type'}.` }]
    const schema = memberOf(content[taken], 'schema') as Node | undefined
    // What is no JSON is a contradiction, which is found as such.
    const value = isJson(answer) ? jsonOf(answer) : undefined
    const fault = value === undefined || schema === undefined ? undefined : faultOf(schema, value.json)
    return fault === undefined ? [] : [{ rule: 'schema', message: `The body is not in the schema: ${fault}.` }]
  }

  /** The media type of the document that is the answer's. */
  function takenOf (response: Node, answer: Answer): string | undefined {
    const type = fieldOf(answer, 'content-type')
    return type === undefined ? undefined : Object.keys(dereferenced(document, response['content'])).find(one => takes(one, type))
  }

  /** What no operation takes is an error as others of the document are. */
  function unplaced (answer: Answer): Fault | undefined {
    const type = fieldOf(answer, 'content-type')
    if (answer.status < 400 || answer.heard?.kind === undefined || type === undefined) return undefined
    const keys = answer.heard.isBelow === true ? [answer.status, 'default'] : [answer.status]
    const alike = operations.all.flatMap(({ responses }) => keys.map(key => responses[key])).filter(response => response !== undefined)
    if (alike.length === 0 || alike.some(response => bodyFaults(response, answer).length === 0)) return undefined
    return { rule: 'schema', message: `No ${answer.status} of the document has such a body.` }
  }
}

/** Whether anything is said of statuses like this one: @fastify/swagger puts a 200 where nothing is. */
function namesAny ({ responses }: Operation, status: number): boolean {
  return Object.entries(responses).some(([key, response]) => key[0] === String(status)[0] && response['description'] !== 'Default Response')
}

/** The media type of a document may be a range. */
function takes (stated: string, sent: string): boolean {
  const one = mediaTypeEssence(stated)
  const other = mediaTypeEssence(sent)
  return one === '*/*' || one === other || (one.endsWith('/*') && other.startsWith(one.slice(0, -1)))
}
