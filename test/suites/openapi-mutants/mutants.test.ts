// The document is the truth: what is changed in it is found, whatever it is. Each error of each operation of all examples is changed once in each way.
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { build as catalog } from '../../../examples/catalog/app.ts'
import { build as orders } from '../../../examples/existing/orders/after.ts'
import { build as shop } from '../../../examples/existing/shop/after.ts'
import { build as languages } from '../../../examples/languages/app.ts'
import { build as projects } from '../../../examples/projects/app.ts'
import type { Answer } from '../../../lib/check/answer.ts'
import { hear, heardOf } from '../../../lib/check/heard.ts'
import { judgeOf, type Judge } from '../../../lib/check/judge.ts'
import { keyOf, type DocumentedError } from '../../../lib/check/rows.ts'
import { documentedErrors, openapi, type OpenApiDocument } from '../../../lib/entries/openapi.ts'
import { knownRoutes } from '../../../lib/plugin/known-routes.ts'
import { templateOf } from '../../../lib/openapi/route-path.ts'

// @fastify/autoload does not know by itself who reads TypeScript here.
process.env['FASTIFY_AUTOLOAD_TYPESCRIPT'] = '1'
t.setTimeout(280_000)
hear()

interface Response { content?: Record<string, { schema?: object, examples?: Record<string, { value: unknown }> }>, headers?: Record<string, { required?: boolean, example?: unknown }> }
type Responses = Record<string, Response>

const credentials: Readonly<Record<string, Record<string, string>>> = {
  catalog: { authorization: 'Bearer admin-token' },
  projects: { 'private-token': 'owner-token' }
}
const apps: ReadonlyArray<[name: string, build: () => Promise<FastifyInstance> | FastifyInstance]> = [['catalog', catalog], ['projects', projects], ['languages', languages], ['orders', orders], ['shop', shop]]

/** The answer of the server itself, by what it is documented as. */
async function liveAnswers (app: FastifyInstance, own: Readonly<Record<string, string>> = {}): Promise<Map<string, Answer>> {
  const answers = new Map<string, Answer>()
  for (const { url: pattern, options } of knownRoutes(app)) {
    for (const method of [options.method].flat()) {
      for (const { kind, status, provocation } of documentedErrors(app, { method, url: pattern })) {
        if (provocation === undefined || provocation.isLate === true) continue
        const { raw, headers, rawPayload } = await app.inject({ method: method as 'GET', url: provocation.url, headers: { ...own, ...provocation.headers }, ...(provocation.body === undefined ? {} : { payload: provocation.body }) })
        answers.set(keyOf({ operation: `${method} ${templateOf(pattern)}`, status: String(status), kind }), {
          method, url: provocation.url, status: raw.res.statusCode, headers, body: rawPayload, length: rawPayload.length, heard: heardOf(raw.req)
        })
      }
    }
  }
  return answers
}

/** Of what only the application, or a socket, can provoke: the answer that the document shows. */
function shownAnswer ({ operation, status, kind }: DocumentedError, { content = {}, headers = {} }: Response): Answer | undefined {
  const [method = '', path = ''] = operation.split(' ')
  const [type, media] = Object.entries(content).find(([, { examples }]) => kind !== undefined && examples?.[kind] !== undefined) ?? []
  if (type === undefined || media === undefined || kind === undefined) return undefined
  const value = media.examples?.[kind]?.value as { status?: number, code?: number, message?: string } | string
  const sent = status === 'default' ? Number(typeof value === 'string' ? undefined : value.status ?? value.code ?? /^\d{3}/.exec(String(value.message))?.[0] ?? 400) : Number(status)
  const body = Buffer.from(typeof value === 'string' ? value : JSON.stringify(value))
  const fields = Object.fromEntries(Object.entries(headers).map(([name, { example }]) => [name.toLowerCase(), String(example)]))
  return { method, url: path, status: sent, headers: { ...fields, 'content-type': type }, body, length: body.length, heard: { kind, ...status === 'default' ? { isBelow: true } : { route: path.replace(/\{(\w+)\}/g, ':$1').replace('{*}', '*') } } }
}

/** The document with one response changed. */
function mutant (document: OpenApiDocument, operation: string, change: (responses: Responses) => void): OpenApiDocument {
  const [method = '', path = ''] = operation.split(' ')
  const item = document.paths[path] as Record<string, { responses: Responses }>
  const one = item[method.toLowerCase()] as { responses: Responses }
  const responses = structuredClone(one.responses)
  change(responses)
  return { ...document, paths: { ...document.paths, [path]: { ...item, [method.toLowerCase()]: { ...one, responses } } } }
}

const renamed = (content: Response['content'] = {}): NonNullable<Response['content']> => Object.fromEntries(Object.entries(content).map(([type, media]) => [`${type}.other`, media]))
const wronged = (content: Response['content'] = {}): NonNullable<Response['content']> => Object.fromEntries(Object.entries(content).map(([type, { schema = {}, ...others }]) => [type, { ...others, schema: { allOf: [schema, { not: {} }] } }]))

for (const [name, build] of apps) {
  t.test(name, async (t) => {
    const app = await build()
    t.teardown(() => app.close())
    await app.ready()
    const live = await liveAnswers(app, credentials[name])
    const document = openapi(app)
    const responseOf = ({ operation, status }: DocumentedError): Response => {
      const [method = '', path = ''] = operation.split(' ')
      return (document.paths[path] as Record<string, { responses: Responses }>)[method.toLowerCase()]?.responses[status] as Response
    }
    const judge = judgeOf(document as never, false)
    const found: Record<string, number> = { live: 0, shown: 0, removed: 0, 'kind removed': 0, added: 0, 'media type': 0, schema: 0 }
    const count = (what: string): void => { found[what] = (found[what] as number) + 1 }

    // All kinds of a response are judged by the same mutant of it.
    const judges = new Map<string, Judge>()
    for (const error of judge.errors) {
      const response = responseOf(error)
      const answer = live.get(keyOf(error)) ?? shownAnswer(error, response)
      if (answer === undefined) continue
      const title = keyOf(error)
      count(live.has(keyOf(error)) ? 'live' : 'shown')
      const { faults, met } = judge.judge(answer)
      t.same(faults, [], `${title}: it is right`)
      t.equal(met === undefined ? undefined : keyOf(met), title)

      const judged = (what: string, change: (responses: Responses) => void): ReturnType<Judge['judge']> & Pick<Judge, 'errors'> => {
        const place = `${what} ${error.operation}`
        const other = judges.get(place) ?? judgeOf(mutant(document, error.operation, change) as never, false)
        judges.set(place, other)
        return { ...other.judge(answer), errors: other.errors }
      }
      const isFound = (what: string, rules: readonly string[], change: (responses: Responses) => void): void => {
        const { faults, met } = judged(`${what} ${error.status} ${what === 'kind removed' ? error.kind : ''}`, change)
        if (faults.some(({ rule }) => rules.includes(rule)) && met === undefined) count(what)
        else t.fail(`${title}: ${what}`, { faults, met })
      }
      isFound('removed', ['status'], (responses) => { delete responses[error.status] })
      if (answer.method !== 'HEAD') {
        isFound('media type', ['media type', 'status'], (responses) => { (responses[error.status] as Response).content = renamed(response.content) })
        isFound('schema', ['schema', 'status'], (responses) => { (responses[error.status] as Response).content = wronged(response.content) })
      }
      const kinds = Object.values(response.content ?? {}).flatMap(({ examples = {} }) => Object.keys(examples))
      if (kinds.length > 1) {
        isFound('kind removed', ['kind', 'status'], (responses) => {
          for (const { examples = {} } of Object.values(responses[error.status]?.content ?? {})) delete examples[error.kind as string]
        })
      }
      const added = judged('added', (responses) => { responses[451] = { content: { 'application/json': { schema: {}, examples: { unavailable_for_legal_reasons: { value: {} } } } } } })
      if (added.errors.some(({ operation, status, kind }) => operation === error.operation && status === '451' && kind === 'unavailable_for_legal_reasons') && keyOf(added.met as DocumentedError) === title) count('added')
      else t.fail(`${title}: added`, added)
    }
    t.comment(found)
    t.equal((found['live'] as number) > 0, name !== 'shop', 'the server itself is asked; of the shop only the application can say')
    const all = (found['live'] as number) + (found['shown'] as number)
    t.same([found['removed'], found['added']], [all, all])
    t.equal(all, judge.errors.filter(({ kind }) => kind !== undefined).length, 'no error is left out')
  })
}
