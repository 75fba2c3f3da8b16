import t from 'tap'
import { akeneo, gitlab, problem, unprocessable, type Dialect, type IssueInit } from '../../lib/index.ts'

const either: IssueInit = { path: '', keyword: 'requiredAny', params: { missingProperties: ['a', 'b'] } }

function said (dialect: Dialect, issue: IssueInit): unknown {
  return JSON.parse(JSON.stringify(dialect.render(unprocessable({ issues: [issue] }), { status: 422, method: 'POST', path: '/', origin: 'https://api.example.com' })))
}

t.test('one of several properties would do', async (t) => {
  t.match(said(akeneo(), either), { errors: [{ property: '', message: 'At least one of these properties should be given: a, b.' }] })
  t.strictSame(said(gitlab(), either), { message: { base: ['must have at least one of: a, b'] } })
  t.match(said(problem(), either), { errors: [{ detail: 'must have at least one of: a, b', pointer: '#' }] })
})

t.test('of the query, as the running product of GitLab says it', async (t) => {
  t.strictSame(said(gitlab({ wording: 'live' }), { ...either, part: 'querystring' }), { error: 'a, b are missing, at least one parameter must be provided' })
})
