// Both gates for requests that no route takes: unknownUrl, then method.
import t from 'tap'
import type { ApiError } from '../../lib/errors/api-error.ts'
import type { Check, RouteFacts } from '../../lib/gates/gate.ts'
import { method as methodGate } from '../../lib/gates/method.ts'
import { unknownUrl as unknownUrlGate } from '../../lib/gates/unknown-url.ts'
import type { RequestHead } from '../../lib/http/request-head.ts'

const head: RequestHead = { method: 'POST', url: '/a', headers: {} }

/** Fastify's own handler of what no route takes. */
const routeOptions = { config: {}, handler: function basic404 () {} }

interface Given { readonly unknownUrl: boolean, readonly method: boolean, readonly allowedMethods: () => readonly string[], readonly isKnown: (name: string) => boolean }

/** The first refusal of both; undefined where neither is armed. */
function armed ({ unknownUrl, method, allowedMethods, isKnown }: Given, options?: object): ((head: RequestHead) => ApiError | undefined) | undefined {
  const facts = { options, methods: { at: allowedMethods, all: () => [], isKnown }, settingOf: () => method } as unknown as RouteFacts
  const checks = [unknownUrlGate.arm(unknownUrl, facts), methodGate.arm(method, facts)].filter(check => check !== undefined) as Check[]
  if (checks.length === 0) return undefined
  // OPTIONS would be answered with what is allowed: here nobody is there to send it.
  return ({ method, ...others }) => {
    const request = { method: method === 'OPTIONS' ? '' : method, raw: { method, ...others }, routeOptions }
    for (const check of checks) {
      const verdict = check(request as never, {} as never)
      if (verdict !== undefined) return verdict as ApiError
    }
    return undefined
  }
}

t.test('404 and 405', async (t) => {
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
    const gate = armed({ unknownUrl, method, allowedMethods: () => allow, isKnown: () => { throw new Error('is not asked') } })
    const error = gate?.(head)
    t.strictSame(error && [error.kind, error.headers, error.facts], expected, name)
    t.equal(gate?.(head), error, `${name}: one error for the same list`)
  }
  const none = { allowedMethods: () => [], isKnown: () => false }
  t.equal(armed({ unknownUrl: false, method: false, ...none }), undefined, 'both off')
  t.equal(armed({ unknownUrl: true, method: true, ...none }, {}), undefined, 'a route has taken the request')
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
    const gate = armed({ unknownUrl, method, allowedMethods: () => allow, isKnown: name => known.includes(name) })
    const error = gate?.({ ...head, method: asked })
    t.strictSame(error && [error.kind, error.headers, error.facts], expected, `${asked}, known ${known}, at a URL with ${allow}`)
  }
})

t.test('OPTIONS * of a server that has no routes is a 404', async (t) => {
  const check = armed({ unknownUrl: true, method: true, allowedMethods: () => [], isKnown: () => false })
  t.equal(check?.({ method: 'OPTIONS', url: '*', headers: {} })?.kind, 'route_not_found')
})

t.test('OPTIONS of a URL that has no method is left to the application', async (t) => {
  const facts = { options: undefined, methods: { at: () => [], all: () => ['GET'], isKnown: () => true } } as unknown as RouteFacts
  const check = methodGate.arm(true, facts) as Check
  t.equal(check({ method: 'OPTIONS', raw: { method: 'OPTIONS', url: '/a', headers: {} }, routeOptions } as never, {} as never), undefined)
})
