import t from 'tap'
import { cutStep, itemsWithin, PathBudget, pathReader } from '../../lib/validation/path-budget.ts'

const name = (length: number): string => 'n'.repeat(length)
/** Of 656 characters with what separates them: 99 such paths leave 592. */
const long = Array.from({ length: 4 }, () => name(163))

t.test('a name that is long is cut', async (t) => {
  const cases: Array<[name: string, cut: string]> = [
    ['', ''],
    ['a\n', 'a\n'],
    [name(200), name(200)],
    [name(201), `${name(199)}…`],
    ['é'.repeat(200), 'é'.repeat(200)],
    ['😀'.repeat(201), `${'😀'.repeat(199)}…`],
    [`\u202E${name(300)}`, `\uFFFD${name(198)}…`]
  ]
  for (const [step, cut] of cases) t.equal(cutStep(step), cut, JSON.stringify(step).slice(0, 20))
})

t.test('paths, as long as there is room', async (t) => {
  const budget = new PathBudget()
  const parent = ['list', 0]
  t.strictSame(budget.take([]), [])
  t.strictSame(budget.take(parent), ['list', 0])
  t.strictSame(budget.take(parent, 'a', name(201)), ['list', 0, 'a', `${name(199)}…`], 'names are cut')
  t.strictSame(parent, ['list', 0], 'the parent stays as it is')
  t.strictSame([budget.omitted, budget.isUsedUp], [0, false])
})

t.test('all the room, and no character more', async (t) => {
  for (const [length, isThere] of [[591, true], [592, false]] as const) {
    const budget = new PathBudget()
    for (let count = 0; count < 99; count++) t.equal(budget.take(long)?.length, 4)
    t.strictSame(budget.take([name(length)]), isThere ? [name(length)] : undefined, `${length} characters and what separates them, of 592`)
    t.strictSame([budget.omitted, budget.isUsedUp], isThere ? [0, false] : [1, true])
  }
})

t.test('where there is no room none follows, however short', async (t) => {
  const budget = new PathBudget()
  for (let count = 0; count < 99; count++) budget.take(long)
  t.equal(budget.take(long), undefined)
  t.equal(budget.isUsedUp, true)
  t.equal(budget.take(['a']), undefined)
  budget.omit(5)
  t.equal(budget.omitted, 7)
})

t.test('the first is cut to fit', async (t) => {
  const budget = new PathBudget()
  const path = budget.take(Array<string>(1000).fill(name(99))) ?? []
  t.equal(path.at(-1), '…')
  t.equal(path.length, 655, 'of 655 steps that fit the last has made room')
  t.ok(path.join('/').length <= 65_536)
  t.equal(budget.isUsedUp, true)
  t.equal(budget.take(['a']), undefined, 'and it is the only one')
})

t.test('pointers are read', async (t) => {
  const pathOf = pathReader({ list: [{ a: 1 }], 0: {} })
  const first = pathOf('/list/0/a~1b')
  t.strictSame(first, ['list', 0, 'a/b'])
  t.strictSame(pathOf('/list/0/a~1b'), first)
  t.strictSame([pathOf(''), pathOf('/0'), pathOf(`/${name(201)}`)], [[], ['0'], [`${name(199)}…`]])
})

t.test('of a pointer that is long the beginning is read', async (t) => {
  const pathOf = pathReader({})
  const cases: Array<[what: string, pointer: string, path: string[]]> = [
    ['as long as may be', `/a/${name(65_533)}`, ['a', `${name(199)}…`]],
    ['its last step is left out', `/a/${name(65_534)}`, ['a', '…']],
    ['its only step is cut', `/${name(70_000)}`, [`${name(199)}…`, '…']],
    ['its first step is empty', `//${name(70_000)}`, ['', '…']],
    ['steps behind', `/a/${name(60_000)}/b/${name(10_000)}/c`, ['a', `${name(199)}…`, 'b', '…']]
  ]
  for (const [what, pointer, path] of cases) t.strictSame(pathOf(pointer), path, what)
})

t.test('the items that are looked at', async (t) => {
  const item = (length: number): object => ({ instancePath: name(length) })
  const cases: Array<[what: string, items: unknown[], limit: number, count: number]> = [
    ['few', [item(1), item(1)], 10, 2],
    ['four for each finding', Array(9).fill(item(0)), 2, 8],
    ['no finding', [item(0)], 0, 0],
    ['pointers up to a mebibyte', Array(20).fill(item(65_536)), 1000, 17],
    ['one that is longer than all', [item(2_000_000), item(1)], 1000, 1],
    ['what is no item', [null, undefined, 'a', {}], 10, 4]
  ]
  for (const [what, items, limit, count] of cases) t.strictSame(itemsWithin(items, limit), items.slice(0, count), what)
  const few = [item(1)]
  t.equal(itemsWithin(few, 1), few, 'the same list where all are looked at')
})
