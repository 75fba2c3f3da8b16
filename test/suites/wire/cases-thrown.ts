import type { FastifyInstance } from 'fastify'
import { conflict, unprocessable } from '../../../lib/index.ts'
import { head } from './bytes.ts'
import type { Provoked, Told } from './provoke.ts'

const internal: Told = { kind: 'internal' }
const secret = (marks?: object): Error => Object.assign(new Error('secret'), marks)

function revoked (): unknown {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}

const hostile = (): unknown => new Proxy({}, { get () { throw secret() }, ownKeys () { throw secret() }, getPrototypeOf () { throw secret() } })

/** What handlers throw. */
const thrown: Readonly<Record<string, readonly [thrown: () => unknown, told?: Told]>> = {
  error: [secret],
  string: [() => 'secret'],
  empty: [() => ''],
  null: [() => null],
  undefined: [() => undefined],
  number: [() => 404],
  nan: [() => NaN],
  bigint: [() => 1n],
  symbol: [() => Symbol('secret')],
  boolean: [() => false],
  function: [() => secret],
  object: [() => ({ secret: true })],
  array: [() => ['secret']],
  'null-prototype': [() => Object.create(null)],
  frozen: [() => Object.freeze(secret())],
  revoked: [revoked],
  hostile: [hostile],
  getter: [() => Object.defineProperty(new Error(), 'message', { get () { throw secret() } })],
  thenable: [() => ({ then () { throw secret() } })],
  circular: [() => { const error = secret(); return Object.assign(error, { cause: error }) }],
  aggregate: [() => new AggregateError([secret(), secret()])],
  'status-200': [() => secret({ statusCode: 200 })],
  'status-99': [() => secret({ statusCode: 99 })],
  'status-600': [() => secret({ statusCode: 600 })],
  'status-text': [() => secret({ statusCode: '404' })],
  'status-half': [() => secret({ statusCode: 404.5 })],
  'status-500': [() => secret({ statusCode: 500 })],
  'status-503': [() => secret({ statusCode: 503 }), { kind: 'service_unavailable' }],
  'client-error': [() => Object.assign(new Error('No such thing.'), { statusCode: 404 }), { kind: 'not_found', facts: { detail: 'No such thing.' } }],
  conflict: [() => conflict('Taken.'), { kind: 'conflict', facts: { detail: 'Taken.' } }],
  unprocessable: [() => unprocessable('It cannot be.'), { kind: 'unprocessable', facts: { detail: 'It cannot be.' } }],
  'invalid-headers': [() => secret({ headers: { 'x-a': 'a\nb', 'bad name': 'a' } })],
  'invalid-headers-409': [
    () => Object.assign(new Error('Taken.'), { statusCode: 409, headers: { 'x-a': 'a\nb', 'bad name': 'a', 'x-b': 'b' } }),
    { kind: 'conflict', facts: { detail: 'Taken.' }, headers: { 'x-b': 'b' } }
  ],
  'framing-headers': [
    () => Object.assign(new Error('Taken.'), { statusCode: 409, headers: { 'content-length': '3', 'transfer-encoding': 'chunked', 'content-type': 'text/plain', connection: 'upgrade' } }),
    { kind: 'conflict', facts: { detail: 'Taken.' } }
  ]
}

/** How it is thrown. */
const ways: Readonly<Record<string, (app: FastifyInstance, path: string, thrown: () => unknown) => unknown>> = {
  '': (app, path, thrown) => app.get(path, async () => { throw thrown() }),
  '/sync': (app, path, thrown) => app.get(path, () => { throw thrown() }),

  '/later': (app, path, thrown) => app.get(path, () => new Promise((_resolve, reject) => { setImmediate(() => reject(thrown())) })),
  '/hook': (app, path, thrown) => app.get(path, { preHandler: async () => { throw thrown() } }, async () => ({}))
}

export function declareThrown (app: FastifyInstance): void {
  for (const [way, declare] of Object.entries(ways)) {
    for (const [name, [make]] of Object.entries(thrown)) declare(app, `/thrown${way}/${name}`, make)
  }
}

export const throwing: readonly Provoked[] = Object.keys(ways).flatMap(way => Object.entries(thrown).map(([name, [, told = internal]]) => ({
  name: `thrown${way}: ${name}`, bytes: head(`GET /thrown${way}/${name} HTTP/1.1`), ...told
})))
