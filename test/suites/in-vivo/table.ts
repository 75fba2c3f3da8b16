// Asks the same of an application bare, with the plugin, and with the plugin that only reports.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { isDeepStrictEqual } from 'node:util'
import Fastify, { type FastifyRequest } from 'fastify'
import type { Test } from 'tap'
import conformant, { problem, type ConformantOptions } from '../../../lib/index.ts'
import { exchange, listen } from '../../helpers/exchange.ts'
import type { Answer } from '../../helpers/raw.ts'
import { load, type Ask, type Case, type World } from './cases.ts'

/** What an application answered, and what its handler was given. */
export interface Outcome { readonly answer: Answer, readonly given: unknown }

/** A server for those who ask one. */
export async function upstream (t: Test): Promise<string> {
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', chunk => chunks.push(chunk))
    request.on('end', () => {
      const type = { '/page': 'text/html', '/json': 'application/json', '/slow': 'text/plain' }[request.url as string]
      const isEcho = request.url === '/echo'
      const body = isEcho ? JSON.stringify({ method: request.method, type: request.headers['content-type'] ?? null, body: Buffer.concat(chunks).toString('latin1') }) : type === 'application/json' ? '{}' : 'some text'
      response.writeHead(isEcho || type !== undefined ? 200 : 404, { 'content-type': isEcho ? 'application/json' : type ?? 'text/plain' })
      response.write(body.slice(0, 1))
      response.end(body.slice(1))
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** The address of a server that is gone. */
export async function deadEnd (): Promise<string> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise(resolve => server.close(resolve))
  return `http://127.0.0.1:${port}`
}

/** @param options - undefined: bare Fastify */
export async function outcomes (t: Test, { app: build, asks, own, options: more, isBehind }: Case, world: World, options: ConformantOptions | undefined): Promise<{ outcomes: Outcome[], told: number }> {
  const app = Fastify({ ...own, forceCloseConnections: true } as object)
  let given: unknown
  app.addHook('preHandler', async request => { given = shown(request) })
  const register = async () => { if (options !== undefined) await app.register(conformant, { dialect: problem(), ...more, ...options }) }
  if (isBehind !== true) await register()
  await build(app, world)
  if (isBehind === true) await register()
  const port = await listen(t, app)
  const found: Outcome[] = []
  for (const { rule: _, isNothing: __, mapped: ___, isOwn: ____, isDocument: _____, talk, ...sent } of asks) {
    given = undefined
    const answer = talk === undefined ? await exchange(port, sent) : { status: 200, headers: {}, body: JSON.stringify(await talk(port)) }
    // What somebody says in several requests may be of the moment.
    found.push({ answer, given: talk === undefined ? given : undefined })
  }
  return { outcomes: found, told: options === undefined ? 0 : app.conformant.report().refusals.length }
}

/** What a handler sees of a request, as far as it is data. */
function shown ({ body, params, query, headers, validationError }: FastifyRequest): unknown {
  return { body: plain(body), params: plain(params), query: plain(query), headers: { ...headers, host: undefined }, hasError: validationError !== undefined }
}

function plain (value: unknown): unknown {
  if (value === undefined || typeof value === 'function') return typeof value
  return JSON.stringify(value, (_, member) => typeof member === 'object' && member !== null && typeof member.pipe === 'function' ? 'a stream' : member)
}

/** Fields that every answer of the plugin's may have in addition. */
const free = new Set(['vary', 'ratelimit', 'ratelimit-policy'])

/** Bare Fastify closes behind what it does not read; here it is read. */
function fieldsOf ({ status, headers }: Answer): unknown {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !free.has(name) && (status < 400 || name !== 'connection')))
}

const isRefusal = ({ status }: Answer): boolean => status >= 400

/** The same status, fields and bytes, and the same for the handler. */
function isSame (bare: Outcome, other: Outcome): boolean {
  return bare.answer.status === other.answer.status && bare.answer.body === other.answer.body &&
    isDeepStrictEqual(fieldsOf(bare.answer), fieldsOf(other.answer)) && isDeepStrictEqual(bare.given, other.given)
}

/** All that stands in one document stands in another one too, and there is more. YAML is a superset of JSON. */
async function isCompleted (bare: Outcome, other: Outcome): Promise<boolean> {
  const { parse } = await load('yaml')
  const text = (body: string): unknown => parse(body)
  const withoutLength = ({ answer }: Outcome): unknown => ({ ...fieldsOf(answer) as object, 'content-length': '' })
  return bare.answer.status === other.answer.status && bare.answer.body.length < other.answer.body.length && isWithin(text(bare.answer.body), text(other.answer.body)) &&
    isDeepStrictEqual(withoutLength(bare), withoutLength(other)) && isDeepStrictEqual(bare.given, other.given)
}

// What @fastify/swagger says where nobody has described a response.
const undescribed = 'Default Response'

function isWithin (part: unknown, whole: unknown): boolean {
  if (part === undescribed) return typeof whole === 'string'
  if (typeof part !== 'object' || part === null || Array.isArray(part)) return isDeepStrictEqual(part, whole)
  return typeof whole === 'object' && whole !== null && Object.entries(part).every(([name, value]) => isWithin(value, (whole as Record<string, unknown>)[name]))
}

/** A refusal in the words of the dialect, or of the application itself. */
function isInDialect ({ method }: Ask, bare: Outcome, { answer }: Outcome): boolean {
  if (bare.answer.body === answer.body && bare.answer.status === answer.status && !/"statusCode":\d{3}/.test(answer.body)) return true
  if (answer.headers['content-type'] !== 'application/problem+json') return false
  return method === 'HEAD' || JSON.parse(answer.body).status === answer.status
}

/** @returns what is wrong, if anything */
export async function fault (ask: Ask, bare: Outcome, ours: Outcome, isReport: boolean): Promise<string | undefined> {
  const { status } = ours.answer
  if (ask.isDocument === true) return await isCompleted(bare, ours) ? undefined : 'has not all that stands in the document of bare Fastify'
  if (ask.mapped !== undefined) {
    // The mappers of the package say only where gates hold what bare Fastify does not; those of an application always.
    const isMapped = status === ask.mapped || (isReport && status === bare.answer.status)
    return isRefusal(bare.answer) && isMapped && isInDialect(ask, bare, ours) ? undefined : `is ${status}, and ${bare.answer.status} in bare Fastify`
  }
  const isOver = isReport ? undefined : ask.rule
  if (isOver !== undefined) {
    if (isRefusal(bare.answer)) return `bare Fastify refuses it too, with ${bare.answer.status}`
    // An error handler of the application's own, or of a plugin, is asked for it.
    return isRefusal(ours.answer) && (ask.isOwn === true || isInDialect(ask, bare, ours)) ? undefined : `is not refused by the rule: ${isOver}`
  }
  if (ask.isNothing === true && !isReport) return isRefusal(bare.answer) && status < 300 ? undefined : `is ${status}`
  if (ask.isOwn === true || !isRefusal(bare.answer)) return isSame(bare, ours) ? undefined : 'differs from bare Fastify'
  if (!isInDialect(ask, bare, ours) || !isRefusal(ours.answer)) return 'is not refused in the dialect'
  return isReport && status !== bare.answer.status ? `is ${status}, and ${bare.answer.status} in bare Fastify` : undefined
}
