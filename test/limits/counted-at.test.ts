import type { RouteOptions } from 'fastify'
import t from 'tap'
import type { RouteFacts } from '../../lib/gates/gate.ts'
import { countedAt } from '../../lib/limits/counted-at.ts'

const at = (prefix: string, options?: object): string => countedAt({ instance: { prefix }, options: options as RouteOptions | undefined } as RouteFacts)

t.test('requests without a route are counted for their scope', async (t) => {
  t.equal(at(''), '*')
  t.equal(at('/v1'), '/v1/*')
})

t.test('those of a route for its methods and URL', async (t) => {
  const cases: Array<[method: string | string[], url: string, expected: string]> = [
    ['GET', '/a', 'GET /a'],
    ['GET', '/a/', 'GET /a'],
    ['GET', '/', 'GET /'],
    ['HEAD', '/a', 'GET /a'],
    ['PUT', '/a', 'PUT /a'],
    [['PUT', 'GET'], '/a', 'PUT, GET /a'],
    [['GET', 'HEAD', 'PUT'], '/a', 'GET, PUT /a'],
    [['HEAD', 'PUT', 'GET'], '/a/', 'GET, PUT /a']
  ]
  for (const [method, url, expected] of cases) {
    t.equal(at('/v1', { method, url }), expected, expected)
    t.equal(at('/v1', { method, url, config: { conformant: {} } }), expected, `${expected}, with options of its own`)
  }
})

t.test('a HEAD that Fastify makes counts where its declaration does', async (t) => {
  const config = { conformant: {} }
  t.equal(at('', { method: ['GET', 'PUT'], url: '/a', config }), 'GET, PUT /a')
  t.equal(at('', { method: 'HEAD', url: '/a', config }), 'GET, PUT /a')
  t.equal(at('', { method: 'HEAD', url: '/a/', config }), 'GET, PUT /a')
  t.equal(at('', { method: 'HEAD', url: '/b', config }), 'GET /b', 'another URL')
  t.equal(at('', { method: 'GET', url: '/b', config }), 'GET /b')
  t.equal(at('', { method: 'HEAD', url: '/a', config }), 'GET, PUT /a', 'the first is still known')
  t.equal(at('', { method: 'HEAD', url: '/a', config: { conformant: {} } }), 'GET /a', 'another declaration')
  t.equal(at('', { method: 'HEAD', url: '/a' }), 'GET /a', 'one without options')
  t.equal(at('', { method: 'POST', url: '/c', config }), 'POST /c')
  t.equal(at('', { method: 'HEAD', url: '/c', config }), 'GET /c', 'no HEAD is made of a POST')
})
