import t from 'tap'
import { methodLookup, methodOrder, routeGate, sortMethods } from '../../lib/gates/route.ts'
import type { RequestHead } from '../../lib/gates/gate.ts'
import { heldBytes } from '../helpers/heap.ts'

const head: RequestHead = { method: 'POST', url: '/a', headers: {} }

t.test('routeGate', async (t) => {
  const cases: Array<[name: string, unknownUrl: boolean, method: boolean, allow: string[], expected: unknown[] | undefined]> = [
    ['an unknown URL', true, true, [], ['route_not_found', {}, {}]],
    ['another method', true, true, ['PATCH', 'DELETE'], ['method_not_allowed', { allow: 'PATCH, DELETE' }, { allow: ['PATCH', 'DELETE'] }]],
    ['§10.2.1 GET implies HEAD', true, true, ['GET', 'HEAD', 'PATCH'], ['method_not_allowed', { allow: 'GET, HEAD, PATCH' }, { allow: ['GET', 'PATCH'] }]],
    ['HEAD alone', true, true, ['HEAD'], ['method_not_allowed', { allow: 'HEAD' }, { allow: ['HEAD'] }]],
    ['unknownUrl off', false, true, [], undefined],
    ['unknownUrl off, another method', false, true, ['GET'], ['method_not_allowed', { allow: 'GET' }, { allow: ['GET'] }]],
    ['method off', true, false, ['GET'], undefined],
    ['method off, an unknown URL', true, false, [], ['route_not_found', {}, {}]]
  ]
  for (const [name, unknownUrl, method, allow, expected] of cases) {
    const gate = routeGate({ unknownUrl, method, allowedMethods: () => allow, isKnown: () => { throw new Error('is not asked') } })
    const error = gate?.(head)
    t.strictSame(error && [error.kind, error.headers, error.facts], expected, name)
    t.equal(gate?.(head), error, `${name}: one error for the same list`)
  }
  t.equal(routeGate({ unknownUrl: false, method: false, allowedMethods: () => [], isKnown: () => false }), undefined, 'both off')
})

t.test('a method that the server knows nowhere is 501 at every URL; those that every client may try are known', async (t) => {
  const notThere = ['not_implemented', {}, {}]
  const notAllowed = ['method_not_allowed', { allow: 'GET' }, { allow: ['GET'] }]
  const unknown = ['route_not_found', {}, {}]
  const cases: Array<[method: string | undefined, known: string[], unknownUrl: boolean, methodOn: boolean, allow: string[], expected: unknown]> = [
    ['TRACE', [], true, true, ['GET'], notThere],
    ['TRACE', [], true, true, [], notThere],
    ['TRACE', [], false, true, ['GET'], notThere],
    ['TRACE', [], false, true, [], notThere],
    ['TRACE', [], true, false, ['GET'], undefined],
    ['TRACE', [], true, false, [], unknown],
    ['TRACE', ['TRACE'], true, true, ['GET'], notAllowed],
    ['TRACE', ['TRACE'], true, true, [], unknown],
    ['PROPFIND', ['TRACE'], true, true, ['GET'], notThere],
    ['PROPFIND', ['PROPFIND'], true, true, ['GET'], notAllowed],
    ['get', ['GET'], true, true, ['GET'], notThere],
    [undefined, [], true, true, ['GET'], notThere],
    ...['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].flatMap((method): typeof cases => [
      [method, [], true, true, ['GET'], notAllowed],
      [method, [], true, true, [], unknown],
      [method, [], false, true, [], undefined]
    ])
  ]
  for (const [asked, known, unknownUrl, method, allow, expected] of cases) {
    const gate = routeGate({ unknownUrl, method, allowedMethods: () => allow, isKnown: name => known.includes(name) })
    const error = gate?.({ ...head, method: asked })
    t.strictSame(error && [error.kind, error.headers, error.facts], expected, `${asked}, known ${known}, at a URL with ${allow}`)
  }
})

t.test('methodLookup', async (t) => {
  const asked: string[] = []
  let isCacheable = true
  const routed: Record<string, string[]> = { '/a': ['GET', 'HEAD', 'OPTIONS'], '/b': ['OPTIONS'], '/c': [] }
  const lookup = methodLookup({
    methods: () => ['GET', 'HEAD', 'POST', 'OPTIONS'],
    isRouted: (method, path) => { asked.push(`${method} ${path}`); return routed[path]?.includes(method) === true },
    isCacheable: () => isCacheable
  })
  const ask = (url: string): readonly string[] => lookup({ method: 'POST', url, headers: {} })

  t.strictSame(ask('/a?b=c'), ['GET', 'HEAD', 'OPTIONS'])
  t.strictSame(asked, ['GET /a', 'HEAD /a', 'POST /a', 'OPTIONS /a'], 'asks without the query')
  t.equal(ask('/a?d'), ask('/a'), 'and remembers')
  t.equal(asked.length, 4)
  t.strictSame(ask('/b'), [], 'OPTIONS * of a CORS plugin alone is no resource')
  t.strictSame(ask('/c'), [])

  isCacheable = false
  asked.length = 0
  ask('/a')
  ask('/a')
  t.equal(asked.length, 8, 'asks each time where routes have constraints')
})

t.test('what is remembered is bounded', async (t) => {
  let asked = 0
  const lookup = methodLookup({ methods: () => ['GET'], isRouted: () => { asked++; return true }, isCacheable: () => true })
  const ask = (from: number, to: number): number => {
    asked = 0
    for (let i = from; i < to; i++) lookup({ method: 'POST', url: `/${i}`, headers: {} })
    return asked
  }
  t.equal(ask(0, 500), 500)
  t.equal(ask(0, 500), 0, '500 paths are remembered')
  t.equal(ask(500, 501), 1)
  t.equal(ask(0, 1), 1, 'and forgotten for one more')
  t.equal(ask(500, 501), 0)
  // A heap that grew with each path would hold 200 MB here.
  const before = heldBytes()
  for (let i = 0; i < 50_000; i++) lookup({ method: 'POST', url: `/${i}`.padEnd(4000, 'x'), headers: {} })
  t.ok(heldBytes() - before < 100e6)
})

t.test('sortMethods', async (t) => {
  t.strictSame(sortMethods(['PURGE', 'OPTIONS', 'DELETE', 'HEAD', 'POST', 'GET', 'LOCK', 'PATCH', 'PUT', 'TRACE']), [...methodOrder, 'PURGE', 'LOCK'])
  t.strictSame(sortMethods(new Set(['B', 'A'])), ['B', 'A'])
})
