import t from 'tap'
import { methodLookup, methodOrder, sortMethods } from '../../lib/gates/methods.ts'
import { heldBytes } from '../helpers/heap.ts'

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
  asked.length = 0
  t.strictSame([ask('/c'), ask('/c?e')], [[], []])
  t.strictSame(asked, [], 'of those that have none the last one is remembered')
  t.strictSame([ask('/b'), ask('/c'), asked.length], [[], [], 8], 'and no other')

  asked.length = 0
  t.strictSame(lookup({ method: 'POST', url: '/d', headers: {} }, 'POST'), [])
  t.strictSame(asked, ['GET /d', 'HEAD /d', 'OPTIONS /d'], 'what the router has been asked before is not asked once more')

  isCacheable = false
  asked.length = 0
  ask('/a')
  ask('/a')
  t.equal(asked.length, 8, 'asks each time where routes have constraints')
})

t.test('where HEAD has the routes of GET the router is asked for one of them', async (t) => {
  const all = ['GET', 'HEAD', 'POST']
  const routed: Record<string, string[]> = { '/both': ['GET', 'HEAD'], '/all': all, '/post': ['POST'], '/none': [] }
  const lookup = (areTwins?: () => boolean): { at: ReturnType<typeof methodLookup>, asked: string[] } => {
    const asked: string[] = []
    const isRouted = (method: string, path: string): boolean => {
      asked.push(method)
      return routed[path]?.includes(method) === true
    }
    return { at: methodLookup({ methods: () => all, isCacheable: () => false, isRouted, ...(areTwins === undefined ? {} : { areTwins }) }), asked }
  }
  for (const [url, tried, asked] of [
    ['/both', undefined, ['GET', 'POST']], ['/both', 'POST', ['GET']], ['/all', undefined, ['GET', 'POST']], ['/post', 'GET', ['POST']], ['/post', 'HEAD', ['POST']],
    ['/none', 'GET', ['POST']], ['/none', 'HEAD', ['POST']], ['/none', 'POST', ['GET']]
  ] as const) {
    const [twins, others] = [lookup(() => true), lookup(() => false)]
    const head = { method: 'DELETE', url, headers: {} }
    t.strictSame(twins.at(head, tried), others.at(head, tried), `${url} ${tried}`)
    t.strictSame(twins.asked, asked, `${url} ${tried}`)
    t.strictSame(others.at(head, tried), lookup().at(head, tried))
  }
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
  // Of long paths, and of the queries behind short ones, nothing is: 400 of them are 6 MB.
  const before = heldBytes()
  for (const length of [16_000, 100]) {
    for (let i = 0; i < 400; i++) lookup({ method: 'POST', url: Buffer.from(`/${i}`.padEnd(length, 'x') + '?'.padEnd(16_000, 'x')).toString(), headers: {} })
    t.ok(heldBytes() - before < 2e6, String(length))
    t.equal(ask(length, length + 1), 1, 'it is still there')
  }
})

t.test('sortMethods', async (t) => {
  t.strictSame(sortMethods(['PURGE', 'OPTIONS', 'DELETE', 'HEAD', 'POST', 'GET', 'LOCK', 'PATCH', 'PUT', 'TRACE']), [...methodOrder, 'PURGE', 'LOCK'])
  t.strictSame(sortMethods(new Set(['B', 'A'])), ['B', 'A'])
})
