import t from 'tap'
import { Search } from '../../lib/validation/search.ts'
import { stopClock, useCpu } from '../helpers/clock.ts'

/** How often the search goes on before it ends; so many times at most. */
function stepsOf (search: Search, most = 100_000): number {
  let steps = 0
  while (steps < most && search.go()) steps++
  return steps
}

function begun (value: unknown = null, limit = 100, least?: number): Search {
  const search = new Search()
  search.begin(value, limit, least)
  return search
}

const long = 'x'.repeat(1025)

t.test('steps: as many as everybody has, and two for each value', async (t) => {
  const cases: Array<[name: string, value: unknown, least: number | undefined, steps: number]> = [
    ['what is small', null, undefined, 10_002],
    ['100 items', Array(100).fill(0), undefined, 10_202],
    ['1,000 items', Array(1000).fill(0), undefined, 12_002],
    ['fewer for who asks for fewer', Array(100).fill(0), 500, 702]
  ]
  for (const [name, value, least, steps] of cases) {
    const search = begun(value, 100, least)
    t.equal(stepsOf(search), steps, name)
    t.strictSame([search.isCut, search.skips, search.go()], [true, 1, false], name)
    t.equal(search.steps, steps + 1, name)
  }
})

t.test('a value is measured only where its search needs more than everybody has', async (t) => {
  let asked = 0
  const value = new Proxy([0], { get: (target, name) => { asked++; return Reflect.get(target, name) } })
  const search = begun(value, 100, 10)
  t.equal(stepsOf(search, 10), 10)
  t.equal(asked, 0)
  t.equal(search.go(), true)
  t.ok(asked > 0)
  const before = asked
  t.equal(stepsOf(search), 3, 'of two values')
  t.equal(asked, before, 'and once')
})

t.test('in unions steps and findings take more', async (t) => {
  const search = begun(null, 100, 98)
  search.depth = 1
  t.equal(stepsOf(search), 33, 'three for one, of a hundred')
  const least = begun(null, 100, 1)
  least.depth = 1
  t.equal(stepsOf(least), 1, 'and of three')
  const finding = begun(null, 0, 98)
  finding.depth = 1
  finding.found()
  finding.found(7)
  t.equal(finding.steps, 50, 'each time 25')
  t.equal(finding.isCut, false, 'and they are no findings yet')
  finding.depth = 0
  t.equal(stepsOf(finding), 50)
})

t.test('one finding more than the limit ends it', async (t) => {
  const search = begun(null, 3)
  search.found()
  search.found(2)
  t.equal(search.go(), true)
  search.found()
  t.strictSame([search.isCut, search.skips, search.go()], [true, 1, false])
  search.found()
  t.equal(search.skips, 1, 'once')
  const at = begun(null, 0)
  t.equal(at.go(), true, 'none at all')
  at.found()
  t.equal(at.go(), false)
})

t.test('a limit that was passed counts where it is surely a fault', async (t) => {
  const search = begun()
  search.depth = 1
  search.exceed('/a')
  t.strictSame([...search.over], [])
  search.depth = 0
  search.exceed('/b')
  t.strictSame([...search.over], ['/b'])
})

t.test('what is not begun is counted, and what is small takes as many steps', async (t) => {
  const cases: Array<[name: string, ask: (search: Search) => boolean, is: boolean, steps: number]> = [
    ['one value', search => search.isSmall('abc'), true, 1],
    ['a small value', search => search.isSmall([1, 2]), true, 3],
    ['a large value', search => search.isSmall(Array(101).fill(0)), false, 0],
    ['a small value, for a pattern', search => search.isShort('abc'), true, 0],
    ['a long text', search => search.isShort(long), false, 0],
    ['a long text inside', search => search.isShort([long]), false, 0],
    ['a short list', search => search.isFew(Array(100)), true, 0],
    ['a long list', search => search.isFew(Array(101)), false, 0]
  ]
  for (const [name, ask, is, steps] of cases) {
    const search = begun()
    t.strictSame([ask(search), search.skips, search.steps, search.isCut], [is, is ? 0 : 1, steps, false], name)
  }
})

/** Lets something take so long: the time that passes, and the CPU that it uses of it. */
function take (t: Parameters<typeof stopClock>[0], elapsed: number, cpu: number): (search: Search) => boolean {
  const clock = stopClock(t)
  useCpu(t, cpu)
  // What the process has used before is not the search's.
  for (let look = 0; look < 100; look++) process.cpuUsage()
  return (search) => {
    if (!search.start()) return false
    clock.pass(elapsed)
    search.stop()
    return true
  }
}

t.test('what has its own time is begun until a millisecond is over', async (t) => {
  const cases: Array<[name: string, elapsed: number, cpu: number, times: number]> = [
    ['no time', 0, 0, 50],
    ['half a millisecond', 0.5, 10, 3],
    ['a millisecond', 1, 10, 2],
    ['a second', 1000, 10, 1],
    ['a second in which others had the processor', 1000, 0, 50],
    ['a second in which others had most of it', 1000, 0.4, 3]
  ]
  for (const [name, elapsed, cpu, times] of cases) {
    await t.test(name, async (t) => {
      const once = take(t, elapsed, cpu)
      const search = begun()
      let count = 0
      while (count < 50 && once(search)) count++
      t.equal(count, times)
      t.equal(search.skips, times < 50 ? 1 : 0)
      t.equal(search.go(), true, 'steps are others')
    })
  }
})

t.test('what is over is not begun', async (t) => {
  const search = begun(null, 0)
  search.found()
  t.equal(search.start(), false)
  t.equal(search.skips, 2)
})

t.test('a search begins as if none had been before', async (t) => {
  const once = take(t, 1000, 10)
  const search = begun(Array(1000).fill(0), 0)
  search.exceed('/a')
  once(search)
  search.depth = 1
  stepsOf(search)
  search.begin(null, 1, 10)
  t.strictSame([search.isCut, search.skips, search.depth, search.steps, search.over.size], [false, 0, 0, 0, 0])
  t.equal(once(search), true)
  t.equal(stepsOf(search), 12)
})

t.test('nothing of the value is kept', async (t) => {
  const search = begun(Array(1000).fill(0), 100, 10)
  search.end()
  t.equal(stepsOf(search), 12, 'as of nothing')
})
