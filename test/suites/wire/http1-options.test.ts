// What fails in the functions that Fastify's constructor takes: nobody but the plugin stands between them and the process.
import type { IncomingMessage } from 'node:http'
import t from 'tap'
import { serve, type Setting } from './app.ts'
import { head } from './bytes.ts'
import { watchProcess } from './faults.ts'
import { dialectNames, provoke, Tally, type Told } from './provoke.ts'

type Constraint = NonNullable<NonNullable<NonNullable<Setting['options']>['routerOptions']>['constraints']>[string]
type Derive = (request: IncomingMessage, context: unknown, done?: (error: Error | null, value?: unknown) => void) => unknown

const fault = (): Error => new Error('secret')
const fails = (request: object): boolean => 'x-fails' in (request as IncomingMessage).headers

/** Fails for the requests that ask for it. */
function failing<Value> (request: object, value: Value, thrown: unknown = fault()): Value {
  if (fails(request)) throw thrown
  return value
}

function constrained (deriveConstraint: Derive, options: Setting['options'] = {}): Setting {
  const secret = {
    name: 'secret',
    storage () {
      const handlers = new Map<unknown, unknown>()
      return { get: (value: unknown) => handlers.get(value) ?? null, set: (value: unknown, handler: unknown) => { handlers.set(value, handler) } }
    },
    validate () {},
    deriveConstraint
  } as unknown as Constraint
  return {
    options: { ...options, routerOptions: { ...options.routerOptions, constraints: { secret } } },
    declare: (app) => { app.get('/constrained', { constraints: { secret: 'a' } }, async () => ({ ok: true })) }
  }
}

const behind: Derive = (_request, _context, done) => { setImmediate(() => done?.(null, 'a')) }
const genReqId = (request: object): string => failing(request, '1')
const querystringParser = (text: string): Record<string, unknown> => {
  if (text === 'fails') throw fault()
  return {}
}

const settings: Readonly<Record<string, Setting>> = {
  'genReqId throws': { options: { genReqId } },
  'rewriteUrl throws': { options: { rewriteUrl: (request) => failing(request, request.url as string) } },
  'rewriteUrl gives a number': { options: { rewriteUrl: (request) => fails(request) ? 1 as unknown as string : request.url as string } },
  'rewriteUrl gives nothing': { options: { rewriteUrl: (request) => fails(request) ? undefined as unknown as string : request.url as string } },
  'querystringParser throws': { options: { routerOptions: { querystringParser } } },
  'childLoggerFactory throws': {
    options: { logger: { level: 'silent' }, childLoggerFactory: (logger, bindings, options, request) => failing(request, logger).child(bindings, options) }
  },
  'a constraint throws': constrained(request => failing(request, 'a')),
  'a constraint throws null': constrained(request => failing(request, 'a', null)),
  'an asynchronous constraint throws': constrained((request, _context, done) => { done?.(null, failing(request, 'a')) }),
  'an asynchronous constraint fails': constrained((request, _context, done) => { setImmediate(() => fails(request) ? done?.(fault()) : done?.(null, 'a')) }),
  'genReqId throws behind an asynchronous constraint': constrained(behind, { genReqId }),
  'querystringParser throws behind an asynchronous constraint': constrained(behind, { routerOptions: { querystringParser } })
}

const internal: Told = { kind: 'internal' }
const requests: Readonly<Record<string, string>> = {
  GET: head('GET /ok?fails HTTP/1.1', 'x-fails: 1'),
  'GET with a body': `${head('GET /ok?fails HTTP/1.1', 'x-fails: 1', 'Content-Length: 2')}{}`,
  'POST with a body': `${head('POST /items?fails HTTP/1.1', 'x-fails: 1', 'Content-Type: application/json', 'Content-Length: 2')}{}`,
  HEAD: head('HEAD /ok?fails HTTP/1.1', 'x-fails: 1')
}

t.test('faults of functions of the constructor', async (t) => {
  const faults = watchProcess(t)
  const tally = new Tally()
  for (const dialect of dialectNames) {
    for (const [name, setting] of Object.entries(settings)) {
      const { port, app } = await serve(t, dialect, setting)
      for (const [request, bytes] of Object.entries(requests)) {
        await provoke(t, port, dialect, { name: `${name}: ${request}`, bytes, ...internal, ...(request === 'HEAD' ? { method: 'HEAD' } : {}) }, tally)
      }
      await app.close()
    }
  }
  t.equal(tally.provoked, 3 * Object.keys(settings).length * 4)
  t.strictSame(tally.foreign, [], 'nothing came in another format')
  t.strictSame(faults, [], 'nothing reached the process')
})

t.test('handlers of the constructor that fail themselves', async (t) => {
  const faults = watchProcess(t)
  const tally = new Tally()
  for (const dialect of dialectNames) {
    for (const [name, options] of Object.entries({
      'frameworkErrors throws': { frameworkErrors () { throw fault() } },
      'frameworkErrors answers nothing': { frameworkErrors () {} },
      'clientErrorHandler throws': { clientErrorHandler () { throw fault() } },
      'clientErrorHandler answers nothing': { clientErrorHandler () {} }
    } as Record<string, NonNullable<Setting['options']>>)) {
      const { port, app } = await serve(t, dialect, { options })
      const isThrown = name === 'frameworkErrors throws'
      await provoke(t, port, dialect, { name: `${name}: a bad URL`, bytes: head('GET /p/%zz HTTP/1.1'), ...(isThrown ? internal : { kind: 'invalid_url' }) }, tally)
      await provoke(t, port, dialect, { name: `${name}: a malformed request`, bytes: 'garbage\r\n\r\n', kind: 'bad_request', closes: true }, tally)
      await app.close()
    }
  }
  t.strictSame(tally.foreign, [], 'nothing came in another format')
  t.strictSame(faults, [], 'nothing reached the process')
})
