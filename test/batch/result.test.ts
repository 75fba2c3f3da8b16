import t from 'tap'
import { created, noContent, Outcome, outcomeOf } from '../../lib/batch/outcome.ts'
import { standardShape, type Result } from '../../lib/batch/result.ts'

t.test('the standard result, to the letter', async (t) => {
  const none = undefined
  const cases: Array<[name: string, result: Result, told: string]> = [
    ['a line', { line: 1, key: 'code', identifier: 'a', status: 201, members: none }, '{"line":1,"code":"a","status_code":201}'],
    ['an item', { line: none, key: 'code', identifier: 'a', status: 204, members: none }, '{"code":"a","status_code":204}'],
    ['no identifier', { line: 2, key: 'code', identifier: none, status: 400, members: { message: 'No.' } }, '{"line":2,"status_code":400,"message":"No."}'],
    ['no item, no identifier', { line: none, key: 'code', identifier: none, status: 413, members: {} }, '{"status_code":413}'],
    ['the status of a dialect', { line: 1, key: 'uuid', identifier: 'a', status: 422, members: { code: 422, status: 422, message: 'No.' } }, '{"line":1,"uuid":"a","status_code":422,"message":"No."}'],
    ['another status than the one that goes out', { line: 1, key: 'uuid', identifier: 'a', status: 422, members: { code: 'E1', status: 400 } }, '{"line":1,"uuid":"a","status_code":422,"code":"E1","status":400}'],
    ['nothing is replaced', { line: 1, key: 'code', identifier: 'a', status: 409, members: { status_code: 1, line: 2, code: 'b', owner: 'me' } }, '{"line":1,"code":"a","status_code":409,"owner":"me"}'],
    ['the identifier of a line that has none', { line: 1, key: 'code', identifier: none, status: 422, members: { code: 422, message: 'No.' } }, '{"line":1,"status_code":422,"message":"No."}'],
    ['the status as text is no status', { line: 1, key: 'uuid', identifier: 'a', status: 422, members: { code: '422' } }, '{"line":1,"uuid":"a","status_code":422,"code":"422"}'],
    ['names of every object', { line: 1, key: 'toString', identifier: 'a', status: 200, members: { constructor: 1, valueOf: 2 } }, '{"line":1,"toString":"a","status_code":200,"constructor":1,"valueOf":2}']
  ]
  for (const [name, result, told] of cases) t.equal(JSON.stringify(standardShape(result)), told, name)
})

t.test('what a handler can end in', async (t) => {
  t.strictSame({ ...created() }, { status: 201, members: undefined })
  t.strictSame({ ...created({ id: 5 }) }, { status: 201, members: { id: 5 } })
  t.strictSame({ ...noContent() }, { status: 204, members: undefined })
  for (const outcome of [created(), created({ id: 5 }), noContent()]) {
    t.ok(outcome instanceof Outcome)
    t.ok(Object.isFrozen(outcome))
    t.equal(outcomeOf(outcome), outcome)
  }
  const cases: Array<[value: unknown, status: number, members: unknown]> = [
    [undefined, 204, undefined], [null, 204, undefined], [{ a: 1 }, 200, { a: 1 }], [{}, 200, {}], [[1], 200, { value: [1] }], [[], 200, { value: [] }],
    ['', 200, { value: '' }], ['a', 200, { value: 'a' }], [0, 200, { value: 0 }], [true, 200, { value: true }], [false, 200, { value: false }]
  ]
  for (const [value, status, members] of cases) t.strictSame({ ...outcomeOf(value) }, { status, members }, JSON.stringify(value))
})
