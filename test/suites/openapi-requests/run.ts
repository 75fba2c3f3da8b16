// Requests that are wrong in some way, made up of those that are right: whatever is answered, the document says it.
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import type { Dialect } from '../../../lib/index.ts'
import type { ErrorEvent } from '../../../lib/answer/tell.ts'
import { listen } from '../../helpers/exchange.ts'
import { RawClient } from '../../helpers/raw.ts'
import { build } from './app.ts'
import { Judge, type Fault, type Seen } from './judge.ts'
import { Random } from './random.ts'
import { generate, targetOf, type Request } from './requests.ts'
import { broken, bytesOf, sendable } from './sockets.ts'
import { shrink } from './shrink.ts'

/** REQUESTS=1000000 for the long run; SEED for another one, or for the same again. */
const many = Number(process.env['REQUESTS'] ?? 100_000)
const seed = Number(process.env['SEED'] ?? 20_260_101)
/** Of so many one goes over a socket. */
const share = 50
const mostFaults = 20

const longest = Math.max(240_000, many * 3)

export function run (dialect: Dialect): void {
  t.setTimeout(longest)
  t.test(`${dialect.name}: ${many} requests, seed ${seed}`, { timeout: longest }, async (t) => {
    let told: ErrorEvent | undefined
    const hear = (message: unknown): void => {
      const event = message as ErrorEvent
      if (event.where !== 'line') told = event
    }
    subscribe('fastify-conformant:error', hear)
    t.teardown(() => unsubscribe('fastify-conformant:error', hear))
    const app = await build(dialect)
    const port = await listen(t, app)
    const judge = new Judge(app, dialect)
    const random = new Random(seed)
    const statuses = new Map<number, number>()

    const ask = async (request: Request): Promise<Fault | undefined> => {
      told = undefined
      const seen = await injected(app, request)
      statuses.set(seen.status, (statuses.get(seen.status) ?? 0) + 1)
      return judge.fault({ ...seen, told })
    }
    const send = async (bytes: Buffer): Promise<Fault | undefined> => {
      told = undefined
      const seen = await overSocket(port, bytes)
      statuses.set(seen.status, (statuses.get(seen.status) ?? 0) + 1)
      return judge.fault({ ...seen, told })
    }

    const known = new Set<string>()
    for (let at = 0; at < many && known.size < mostFaults; at++) {
      const request = generate(random)
      // What inject() cannot ask for at all goes over a socket as well.
      const isSent = at % share === 0 || !isInjectable(request)
      const whole = sendable(request)
      const bytes = isSent ? bytesOf(whole) : Buffer.of()
      const sent = isSent && random.isOneOf(2) ? broken(bytes, random) : bytes
      const fault = isSent ? await send(sent) : await ask(request)
      const key = fault && `${fault.rule}: ${fault.says.split(': ')[0] as string}`
      if (key === undefined || known.has(key)) continue
      known.add(key)
      const small = isSent ? sent.toString('latin1').slice(0, 2000) : await shrink(request, async one => isInjectable(one) && (await ask(one))?.rule === fault?.rule)
      t.fail(`request ${at} of seed ${seed}: ${fault?.rule as string}: ${fault?.says as string}`, { smallest: small, ...(typeof small === 'string' ? {} : { again: await ask(small) }) })
    }
    const of = (least: number): number => [...statuses].filter(([status]) => Math.floor(status / 100) === least).reduce((sum, [, times]) => sum + times, 0)
    t.comment(`${of(2) + of(3)} successes, ${of(4)} of 4xx, ${of(5)} of 5xx; ${judge.met.size} errors of the document: ${[...statuses].sort(([one], [other]) => one - other).map(([status, times]) => `${status}: ${times}`).join(', ')}`)
    t.ok(of(4) > many / 3, 'they are bad requests')
    t.ok(judge.met.size > 90, `${judge.met.size} different errors of the document were seen`)
    for (const status of [400, 401, 403, 404, 405, 406, 409, 410, 412, 413, 415, 429, 500]) t.ok(statuses.has(status), `${status} was seen`)
  })
}

function isInjectable (request: Request): boolean {
  return URL.canParse(targetOf(request), 'http://localhost')
}

async function injected (app: FastifyInstance, request: Request): Promise<Omit<Seen, 'told'>> {
  const { statusCode, headers, body } = await app.inject({
    method: request.method as 'GET',
    url: targetOf(request),
    headers: request.headers,
    ...(request.body === undefined ? {} : { payload: request.body })
  })
  return { method: request.method, status: statusCode, headers: headers as Seen['headers'], body }
}

async function overSocket (port: number, bytes: Buffer): Promise<Omit<Seen, 'told'>> {
  const method = /^\S*/.exec(bytes.toString('latin1'))?.[0] as string
  const client = await RawClient.connect(port)
  client.send(bytes)
  try {
    return { method, ...await client.answer(method) }
  } finally {
    client.close()
  }
}
