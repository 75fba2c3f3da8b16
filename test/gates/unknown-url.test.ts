import t from 'tap'
import type { ApiError } from '../../lib/errors/api-error.ts'
import type { Check, RouteFacts } from '../../lib/gates/gate.ts'
import { method } from '../../lib/gates/method.ts'
import { unknownUrl } from '../../lib/gates/unknown-url.ts'

/** Fastify's own handler of what no route takes. */
const routeOptions = { config: {}, handler: function basic404 () {} }

interface Given { readonly isOn?: boolean, readonly hasMethods?: boolean, readonly at?: string[], readonly all?: string[], readonly known?: string[], readonly options?: object }

function armed ({ isOn = true, hasMethods = true, at = [], all = [], known = [], options }: Given = {}): Check | undefined {
  const facts = {
    options,
    methods: { at: () => at, all: () => all, isKnown: (name: string) => known.includes(name) },
    settingOf: (option: unknown) => option === method.option && hasMethods
  }
  return unknownUrl.arm(isOn, facts as unknown as RouteFacts) as Check | undefined
}

const kindOf = (given: Given, head: { method: string, url?: string }): unknown =>
  (armed(given)?.({ raw: { url: '/a', headers: {}, ...head }, routeOptions } as never, {} as never) as ApiError | undefined)?.kind

t.test('a URL without a method is unknown', async (t) => {
  const cases: Array<[name: string, given: Given, head: { method: string, url?: string }, kind: string | undefined]> = [
    ['no method is there', {}, { method: 'GET' }, 'route_not_found'],
    ['others are', { at: ['PUT'] }, { method: 'GET' }, undefined],
    ['an everyday method that no route has', {}, { method: 'DELETE' }, 'route_not_found'],
    ['a method that the server knows nowhere is the method\'s matter', {}, { method: 'PROPFIND' }, undefined],
    ['unless nobody asks about methods', { hasMethods: false }, { method: 'PROPFIND' }, 'route_not_found'],
    ['one that is known elsewhere', { known: ['PROPFIND'] }, { method: 'PROPFIND' }, 'route_not_found'],
    ['OPTIONS of the server', { all: ['GET'] }, { method: 'OPTIONS', url: '*' }, undefined],
    ['OPTIONS of a server without routes', {}, { method: 'OPTIONS', url: '*' }, 'route_not_found'],
    ['OPTIONS of the server, where nobody asks about methods', { all: ['GET'], hasMethods: false }, { method: 'OPTIONS', url: '*' }, 'route_not_found']
  ]
  for (const [name, given, head, kind] of cases) t.equal(kindOf(given, head), kind, name)
})

t.test('there is no check where it is off, and none for a route', async (t) => {
  t.type(armed(), 'function')
  t.equal(armed({ isOn: false }), undefined)
  t.equal(armed({ options: {} }), undefined)
})

t.test('it is on where nothing is said', async (t) => {
  t.equal(unknownUrl.option.default, true)
  t.strictSame([unknownUrl.hook, unknownUrl.status, unknownUrl.level], ['onRequest', [404], 'scope'])
})
