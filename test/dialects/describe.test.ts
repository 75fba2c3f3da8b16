import t from 'tap'
import { clean, describe, describeIssue, displayPath, issue, problem, toPointer } from '../../lib/index.ts'
import { kinds } from '../../lib/errors/catalog.ts'
import { bareErrors, request, tellingErrors } from '../fixtures/errors.ts'
import { keywords } from '../fixtures/keywords.ts'

t.test('of every kind what problem() says, and of an internal error nothing but that it is one', async (t) => {
  const dialect = problem()
  for (const errors of [tellingErrors, bareErrors]) {
    for (const kind of kinds) {
      const context = { ...request, status: errors[kind].status }
      const { detail = 'Internal Server Error' } = dialect.render(errors[kind], context) as { detail?: string }
      t.equal(describe(errors[kind], context), detail, kind)
    }
  }
})

t.test('of every keyword what problem() says', async (t) => {
  for (const [found, , , message] of keywords) t.equal(describeIssue(issue({ path: 'field', ...found }), { ...request, status: 422 }), message, JSON.stringify(found))
  t.equal(describeIssue(issue({ path: 'a', keyword: 'isEven', words: 'must be even' }), { ...request, status: 422 }), 'must be even')
})

t.test('places and names', async (t) => {
  t.equal(displayPath(['items', 0, 'name']), 'items[0].name')
  t.equal(toPointer(['items', 0, 'a/b~c']), '/items/0/a~1b~0c')
  t.equal(clean('a\u202Eb'), 'a\uFFFDb')
})
