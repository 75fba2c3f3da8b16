import t from 'tap'
import { ApiError } from '../../lib/errors/api-error.ts'
import type { IssueInit } from '../../lib/errors/issue.ts'
import { shorten } from '../../lib/errors/shorten.ts'

const error = (issues: IssueInit[], omitted: number | undefined = 0): ApiError =>
  new ApiError('validation_failed', { status: 400, issues, ...(omitted === undefined ? {} : { facts: { omitted } }) })
const a = { path: ['a'], keyword: 'required' }
const deep = { path: ['a', 'b', 'c', 'd'], keyword: 'type' }

t.test('fewer findings, then less of one', async (t) => {
  const cases: Array<[name: string, issues: IssueInit[], share: number, left: object[], omitted: number]> = [
    ['a share', [a, a, a, a], 0.5, [a, a], 2],
    ['at least one', [a, a, a, a], 0.01, [a], 3],
    ['less of its path', [deep], 0.5, [{ path: ['a', 'b', '…'], keyword: 'type' }], 0],
    ['less of its path, with what was asked for', [{ ...deep, params: { type: 'null' } }], 0.5, [{ path: ['a', 'b', '…'], keyword: 'type', params: { type: 'null' } }], 0],
    ['then without what was asked for', [{ ...a, params: { x: 1 } }], 0.5, [a], 0]
  ]
  for (const [name, issues, share, left, omitted] of cases) {
    const shorter = shorten(error(issues), share)
    t.strictSame([shorter?.status, shorter?.issues.map(one => ({ ...one })), shorter?.facts.omitted], [400, left, omitted], name)
  }
})

t.test('nothing can be left out', async (t) => {
  t.equal(shorten(error([a]), 0.5), undefined)
  t.equal(shorten(error([]), 0.5), undefined)
  t.equal(shorten(new ApiError('validation_failed', { issues: [a, a] }), 0.5), undefined, 'of what the application has written')
})
