import t from 'tap'
import { counterId, type Written } from '../../lib/limits/counter-id.ts'

/** The ids that limits get one after the other; those with the same text are the same limit. */
function idsOf (...limits: Array<[name: string | undefined, place: string, limit: string]>): string[] {
  const counters = new Map<string, string>()
  return limits.map(([name, place, limit]) => {
    const id = counterId({ name, place }, counters, known => known === limit)
    counters.set(id, limit)
    return id
  })
}

t.test('whose counter a limit has', async (t) => {
  const cases: Array<[name: string, limits: Parameters<typeof idsOf>, ids: string[]]> = [
    ['of a route', [[undefined, 'GET /a', '5']], ['GET /a']],
    ['of the server', [[undefined, '*', '5']], ['*']],
    ['with a name', [['login', 'GET /a', '5']], ['login']],
    ['the same of one route share it', [[undefined, 'GET /a', '5'], [undefined, 'GET /a', '5']], ['GET /a', 'GET /a']],
    ['others of one route do not', [[undefined, 'GET /a', '5'], [undefined, 'GET /a', '9'], [undefined, 'GET /a', '5']], ['GET /a', 'GET /a#2', 'GET /a']],
    ['the same of two routes do not', [[undefined, 'GET /a', '5'], [undefined, 'GET /b', '5']], ['GET /a', 'GET /b']],
    ['each scope counts by itself', [[undefined, '*', '5'], [undefined, '*', '5'], [undefined, '*', '5']], ['*', '*#2', '*#3']],
    ['also below a prefix', [[undefined, '/a/*', '5'], [undefined, '/a/*', '5']], ['/a/*', '/a/*#2']],
    ['those with a name share it wherever they are written', [['login', 'GET /a', '5'], ['login', '*', '5'], ['login', '/a/*', '5']], ['login', 'login', 'login']],
    ['others with that name do not', [['login', 'GET /a', '5'], ['login', 'GET /a', '9'], ['login', '*', '9']], ['login', 'login#2', 'login#2']],
    ['a name that is the id of another', [['login', '*', '5'], ['login', '*', '9'], ['login#2', '*', '7']], ['login', 'login#2', 'login#2#2']],
    ['a name that is a place', [[undefined, 'GET /a', '5'], ['GET /a', '*', '5']], ['GET /a', 'GET /a']]
  ]
  for (const [name, limits, ids] of cases) t.strictSame(idsOf(...limits), ids, name)
})

t.test('nothing is written down', async (t) => {
  const counters = new Map([['a', 1]])
  const written: Written = { name: 'a', place: '*' }
  t.equal(counterId(written, counters, () => false), 'a#2')
  t.equal(counterId(written, counters, () => false), 'a#2')
  t.strictSame([...counters], [['a', 1]])
})
