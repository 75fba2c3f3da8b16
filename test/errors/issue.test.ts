import t from 'tap'
import { displayPath, issue, issuesOf, issuesOfFindings, type Issue } from '../../lib/errors/issue.ts'

t.test('issue', async (t) => {
  const cases: Array<[path: string | Array<string | number>, expected: Issue['path']]> = [
    ['', []],
    ['a', ['a']],
    ['address.city', ['address', 'city']],
    ['a.', ['a', '']],
    [[], []],
    [['a.b', 0], ['a.b', 0]]
  ]
  for (const [path, expected] of cases) t.strictSame(issue({ path }).path, expected, JSON.stringify(path))
  const path = ['a']
  const made = issue({ path, keyword: 'type', message: 'M', locale: null })
  path.push('b')
  t.strictSame(made, { path: ['a'], keyword: 'type', message: 'M', locale: null })
  t.ok(Object.isFrozen(made) && Object.isFrozen(made.path))
})

t.test('displayPath', async (t) => {
  const cases: Array<[path: Issue['path'], text: string]> = [
    [[], ''],
    [['a'], 'a'],
    [['items', 0, 'name'], 'items[0].name'],
    [[0], '[0]'],
    [[0, 1, 'a'], '[0][1].a'],
    [['a', '0'], 'a.0']
  ]
  for (const [path, text] of cases) t.equal(displayPath(path), text, text)
})

t.test('issues of findings', async (t) => {
  const long = 'é'.repeat(600)
  const issues = issuesOfFindings([
    { path: ['a\n', 0], keyword: 'type', params: { type: 'string', at: 1n, secret () {} }, part: 'querystring' },
    { path: [], keyword: 'custom', message: `${long}\u202E` },
    { path: ['b'], keyword: 'isEven', words: long }
  ])
  t.strictSame(issues, [
    { path: ['a\uFFFD', 0], keyword: 'type', params: { type: 'string', at: '1' }, part: 'querystring' },
    { path: [], keyword: 'custom', message: `${'é'.repeat(499)}…` },
    { path: ['b'], keyword: 'isEven', words: `${'é'.repeat(499)}…` }
  ])
  t.equal(issuesOf(issues), issues, 'they are made once')
  t.ok(Object.isFrozen(issues) && issues.every(Object.isFrozen))
  t.strictSame(issue({ path: '', words: 'No.' }).words, 'No.')
})
