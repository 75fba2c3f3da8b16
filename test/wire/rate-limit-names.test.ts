import t from 'tap'
import conformant, { type ConformantOptions, type ConformantRouteOptions, type RateLimit } from '../../lib/index.ts'
import { stopClock } from '../helpers/clock.ts'
import { exchange } from '../helpers/exchange.ts'
import { limited } from '../helpers/limits.ts'

stopClock(t)

const limit = (limit: number, name?: string): RateLimit => name === undefined ? { limit, window: '1m' } : { limit, window: '1m', name }
const on = (conformant: ConformantRouteOptions): { config: { conformant: ConformantRouteOptions } } => ({ config: { conformant } })
const handler = async (): Promise<object> => ({})

/** How many of so many requests are admitted. */
async function admitted (port: number, line: string, times: number): Promise<number> {
  let count = 0
  for (let time = 0; time < times; time++) if ((await exchange(port, line)).status !== 429) count++
  return count
}

t.test('the nearest limit of a name holds', async (t) => {
  const cases: Array<[plugin: ConformantOptions, scope: ConformantOptions, route: ConformantRouteOptions, admitted: number]> = [
    [{}, {}, {}, 6],
    [{ rateLimit: limit(1) }, {}, {}, 1],
    [{ rateLimit: limit(1) }, { rateLimit: limit(3) }, {}, 3],
    [{ rateLimit: limit(3) }, { rateLimit: limit(1) }, { rateLimit: limit(4) }, 4],
    [{ rateLimit: limit(1) }, {}, { rateLimit: false }, 6],
    [{ rateLimit: limit(1) }, { rateLimit: false }, {}, 6],
    [{ rateLimit: limit(1) }, { rateLimit: false }, { rateLimit: limit(2) }, 2],
    [{ rateLimit: limit(2) }, {}, { rateLimit: limit(4, 'own') }, 2],
    [{ rateLimit: limit(4) }, {}, { rateLimit: limit(2, 'own') }, 2],
    [{ rateLimit: limit(2, 'a') }, {}, { rateLimit: limit(4) }, 2],
    [{ rateLimit: [limit(1, 'a'), limit(4)] }, { rateLimit: limit(3, 'b') }, {}, 1],
    [{ rateLimit: [limit(4, 'a'), limit(1)] }, { rateLimit: [limit(3, 'b'), limit(5)] }, {}, 3],
    [{ rateLimit: [limit(1, 'a'), limit(2)] }, {}, { rateLimit: [limit(5), limit(4, 'b')], accept: false }, 1],
    [{ rateLimit: { ...limit(1), exempt: () => true } }, {}, {}, 6]
  ]
  for (const [plugin, scope, route, count] of cases) {
    const { port } = await limited(t, plugin, async app => {
      await app.register(async scoped => {
        await scoped.register(conformant, scope)
        scoped.get('/a', on(route), handler)
      }, { prefix: '/scope' })
    })
    t.equal(await admitted(port, 'GET /scope/a', 6), count, JSON.stringify([plugin, scope, route]))
  }
})

t.test('a limit counts where it was written', async (t) => {
  const { port, app } = await limited(t, { rateLimit: limit(3) }, async app => {
    app.get('/a', handler)
    app.get('/b', handler)
    app.get('/own', on({ rateLimit: limit(2) }), handler)
    app.get('/other', on({ rateLimit: limit(2) }), handler)
    app.get('/shared', on({ rateLimit: limit(1, 'n') }), handler)
    app.post('/shared', on({ rateLimit: limit(1, 'n') }), handler)
    await app.register(async scope => {
      await scope.register(conformant, { rateLimit: limit(2) })
      scope.get('/a', handler)
      scope.get('/b', handler)
    }, { prefix: '/scope' })
  })
  t.strictSame([await admitted(port, 'GET /own', 3), await admitted(port, 'GET /other', 3)], [2, 2], 'routes of their own')
  t.strictSame([await admitted(port, 'GET /scope/a', 1), await admitted(port, 'GET /scope/b', 3)], [1, 1], 'a scope for its routes')
  t.strictSame([await admitted(port, 'GET /a', 1), await admitted(port, 'GET /b', 1), await admitted(port, 'GET /nowhere', 1), await admitted(port, 'GET /a', 1)], [1, 1, 1, 0], 'the plugin for the others')
  t.strictSame(await Promise.all(['*', '/scope/*', 'GET /own', 'GET /other'].map(async name => (await app.rateLimits.peek(name, '127.0.0.1')).used)), [3, 2, 2, 2])
})

t.test('the same name on two routes is one limit', async (t) => {
  const { port, app } = await limited(t, {}, app => {
    app.get('/a', on({ rateLimit: limit(3, 'writes') }), handler)
    app.get('/b', on({ rateLimit: limit(3, 'writes') }), handler)
  })
  t.strictSame([await admitted(port, 'GET /a', 2), await admitted(port, 'GET /b', 2), await admitted(port, 'GET /a', 1)], [2, 1, 0])
  t.match(await app.rateLimits.peek('writes', '127.0.0.1'), { used: 3, remaining: 0 })
})

t.test('HEAD counts as GET, and a slash at the end is no other place', async (t) => {
  const { port } = await limited(t, { accept: false }, async app => {
    app.get('/a', on({ rateLimit: limit(2) }), handler)
    app.route({ method: ['GET', 'POST'], url: '/both', ...on({ rateLimit: limit(2) }), handler })
    app.route({ method: ['GET', 'HEAD'], url: '/own', ...on({ rateLimit: limit(2) }), handler })
    app.route({ method: 'HEAD', url: '/head', ...on({ rateLimit: limit(1) }), handler })
    const shared = on({ rateLimit: limit(2) })
    app.get('/shared-options', shared, handler)
    app.post('/shared-options', shared, handler)
    app.get('/shared-options/other', shared, handler)
    await app.register(async scope => {
      scope.get('/', on({ rateLimit: limit(2) }), handler)
      scope.put('/', on({ rateLimit: limit(2) }), handler)
    }, { prefix: '/v1' })
  })
  const cases: Array<[lines: string[], admitted: number[]]> = [
    [['GET /a', 'HEAD /a', 'GET /a'], [1, 1, 0]],
    [['HEAD /both', 'POST /both', 'GET /both', 'HEAD /both'], [1, 1, 0, 0]],
    [['HEAD /own', 'GET /own', 'GET /own'], [1, 1, 0]],
    [['HEAD /head', 'HEAD /head'], [1, 0]],
    [['GET /shared-options', 'HEAD /shared-options', 'GET /shared-options', 'POST /shared-options', 'POST /shared-options', 'GET /shared-options/other', 'HEAD /shared-options/other', 'HEAD /shared-options/other'], [1, 1, 0, 1, 1, 1, 1, 0]],
    [['GET /v1', 'GET /v1/', 'HEAD /v1', 'GET /v1/', 'PUT /v1', 'PUT /v1/', 'PUT /v1'], [1, 1, 0, 0, 1, 1, 0]]
  ]
  for (const [lines, expected] of cases) {
    const counts: number[] = []
    for (const line of lines) counts.push(await admitted(port, line, 1))
    t.strictSame(counts, expected, lines.join(', '))
  }
})

t.test('a limit of a name that says something else takes its place, and counts by itself', async (t) => {
  const { port, app } = await limited(t, { rateLimit: [limit(3), limit(4, 'n')] }, async app => {
    app.get('/a', on({ rateLimit: limit(2, 'n') }), handler)
    app.get('/b', on({ rateLimit: false }), handler)
    for (const path of ['/c', '/d']) {
      await app.register(async scope => {
        await scope.register(conformant, { rateLimit: limit(1) })
        scope.get(path, handler)
      })
    }
  })
  t.strictSame([await admitted(port, 'GET /a', 4), await admitted(port, 'GET /b', 5)], [2, 5])
  t.strictSame([await admitted(port, 'GET /c', 2), await admitted(port, 'GET /d', 2)], [1, 1], 'scopes without a prefix count by themselves')
  t.strictSame(await Promise.all(['n', 'n#2', '*', '*#2', '*#3'].map(async name => (await app.rateLimits.peek(name, '127.0.0.1')).used)), [4, 2, 3, 1, 1])
})
