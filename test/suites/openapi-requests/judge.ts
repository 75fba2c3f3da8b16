// Holds answers against a document by what the document says, and by nothing of the code that answers.
import { Ajv2020 as Ajv } from 'ajv/dist/2020.js'
import type { ValidateFunction } from 'ajv'
import type { FastifyInstance } from 'fastify'
import type { Dialect } from '../../../lib/index.ts'
import type { ErrorEvent } from '../../../lib/answer/tell.ts'
import { documentedErrors, openapi, type OpenApiDocument } from '../../../lib/openapi/index.ts'

/** An answer as a client sees it. */
export interface Seen {
  readonly method: string
  readonly status: number
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string | number | readonly string[] | undefined>>
  readonly body: string
  /** What was told of the error; undefined: nothing. */
  readonly told: Pick<ErrorEvent, 'kind' | 'shown' | 'route' | 'where'> | undefined
}

/** What is wrong: which rule, and in which way. */
export interface Fault { readonly rule: string, readonly says: string }

type Json = Record<string, unknown>

interface Response { readonly headers?: Readonly<Record<string, { readonly required?: boolean, readonly schema: { readonly type: string } }>>, readonly content?: Readonly<Record<string, { readonly schema: object }>> }

/** What every message may have, and nobody documents. */
const general = new Set(['date', 'connection', 'keep-alive', 'content-type', 'content-length', 'transfer-encoding'])

/** What an answer has to a request that no route takes. */
const unrouted: Readonly<Record<number, readonly string[]>> = { 404: [], 405: ['allow'], 400: [], 413: [], 414: [], 415: [], 431: [], 501: [], 408: [], 417: [], 429: ['retry-after'], 503: [], 505: [] }

export class Judge {
  readonly #document: OpenApiDocument
  readonly #app: FastifyInstance
  readonly #dialect: Dialect
  readonly #ajv = new Ajv({ strict: false, validateFormats: false, allowUnionTypes: true, logger: false })
  readonly #validators = new Map<object, ValidateFunction>()
  readonly #schemas = new Map<number, object>()
  readonly #kinds = new Map<string, ReadonlyMap<string, object>>()
  /** How often each response of the document was seen. */
  readonly met = new Map<string, number>()

  constructor (app: FastifyInstance, dialect: Dialect) {
    this.#app = app
    this.#dialect = dialect
    this.#document = openapi(app)
    this.#ajv.addSchema({ $id: 'document', components: this.#document.components })
  }

  /** Undefined: nothing is wrong. */
  fault (seen: Seen): Fault | undefined {
    const { method, status, told, body } = seen
    if ((method === 'HEAD' || status === 204 || status === 304) && body !== '') return { rule: 'no body', says: `${status} to ${method} has a body` }
    if (status < 400) return undefined
    if (told === undefined) return { rule: 'told', says: `nobody was told of the ${status}` }
    return told.route === undefined ? this.#ofNoRoute(seen) : this.#ofRoute(seen, told.route)
  }

  #ofNoRoute (seen: Seen): Fault | undefined {
    const needed = unrouted[seen.status]
    if (needed === undefined) return { rule: 'status of no route', says: String(seen.status) }
    const missing = needed.find(name => seen.headers[name] === undefined)
    if (missing !== undefined) return { rule: 'field', says: `${missing} is missing` }
    const schema = this.#schemas.get(seen.status) ?? this.#dialect.schema(seen.status)
    this.#schemas.set(seen.status, schema)
    return this.#bodyFault(seen, { [this.#dialect.mediaType]: { schema } })
  }

  #ofRoute (seen: Seen, route: string): Fault | undefined {
    const { status, told } = seen
    const kind = told?.shown ?? told?.kind as string
    const path = route.replace(/:([a-z]+)(\([^)]*\))?/g, '{$1}').replace('*', '{*}')
    const item = this.#document.paths[path] as Record<string, { readonly responses: Record<string, Response & { readonly 'x-statuses'?: readonly number[] }> }> | undefined
    const method = item?.[seen.method.toLowerCase()] === undefined && seen.method === 'HEAD' ? 'GET' : seen.method
    const responses = item?.[method.toLowerCase()]?.responses
    if (responses === undefined) return { rule: 'operation', says: `${seen.method} ${path}` }
    const isBelow = told?.where === 'below'
    const response = responses[status] ?? (isBelow ? responses['default'] : undefined)
    const name = `${method} ${path} ${status}`
    if (response === undefined) return { rule: 'status', says: `${name} (${kind})` }
    if (!isBelow) {
      const schema = this.#kindsOf(method, route).get(`${status} ${kind}`)
      if (schema === undefined) return { rule: 'kind', says: `${name} (${kind})` }
      const fault = this.#bodyFault(seen, { [this.#dialect.mediaType]: { schema } })
      if (fault !== undefined) return { rule: `${fault.rule} of the kind`, says: `${name} (${kind}): ${fault.says}` }
    }
    this.met.set(`${name} ${kind}`, (this.met.get(`${name} ${kind}`) ?? 0) + 1)
    const fault = this.#fieldFault(seen, response) ?? (response.content === undefined && seen.method === 'HEAD' ? undefined : this.#bodyFault(seen, response.content ?? {}))
    return fault && { rule: fault.rule, says: `${name} (${kind}): ${fault.says}` }
  }

  #kindsOf (method: string, route: string): ReadonlyMap<string, object> {
    const key = `${method} ${route}`
    let kinds = this.#kinds.get(key)
    if (kinds === undefined) this.#kinds.set(key, kinds = new Map(documentedErrors(this.#app, { method, url: route }).map(({ status, kind, schema }) => [`${status} ${kind}`, schema])))
    return kinds
  }

  #fieldFault ({ headers }: Seen, response: Response): Fault | undefined {
    const stated = new Map(Object.entries(response.headers ?? {}).map(([name, field]) => [name.toLowerCase(), field]))
    for (const [name, { required, schema }] of stated) {
      const value = headers[name]
      if (value === undefined) {
        if (required === true) return { rule: 'field', says: `${name} is missing` }
      } else if (schema.type === 'integer' && !/^\d+$/.test(String(value))) return { rule: 'field', says: `${name} is no integer` }
    }
    const extra = Object.keys(headers).find(name => headers[name] !== undefined && !general.has(name) && !stated.has(name))
    return extra === undefined ? undefined : { rule: 'field', says: `${extra} is not documented` }
  }

  #bodyFault ({ method, headers, body }: Seen, content: Readonly<Record<string, { readonly schema: object }>>): Fault | undefined {
    const type = String(headers['content-type'])
    const stated = content[type]
    if (stated === undefined) return { rule: 'media type', says: `${type}, and not ${Object.keys(content).join(', ')}` }
    if (method === 'HEAD') return undefined
    let value: unknown
    try {
      value = JSON.parse(body)
    } catch {
      return { rule: 'JSON', says: body.slice(0, 200) }
    }
    const validate = this.#validatorOf(stated.schema)
    return validate(value) ? undefined : { rule: 'schema', says: this.#ajv.errorsText(validate.errors) }
  }

  #validatorOf (schema: object): ValidateFunction {
    let validate = this.#validators.get(schema)
    if (validate === undefined) this.#validators.set(schema, validate = this.#ajv.compile(absolute(schema) as Json))
    return validate
  }
}

/** References into the document, from wherever they are. */
function absolute (node: unknown): unknown {
  if (Array.isArray(node)) return node.map(absolute)
  if (typeof node !== 'object' || node === null) return node
  return Object.fromEntries(Object.entries(node).filter(([name]) => name !== 'discriminator').map(([name, value]) => [name, name === '$ref' && String(value).startsWith('#/components') ? `document${String(value)}` : absolute(value)]))
}
