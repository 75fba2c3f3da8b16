import t from 'tap'
import { extraOf, mergeExtra } from '../../lib/dialects/extra.ts'

t.test('mergeExtra', async (t) => {
  const cases: Array<[name: string, body: object, extra: Record<string, unknown> | undefined, text: string]> = [
    ['none', { code: 409 }, undefined, '{"code":409}'],
    ['some', { code: 409 }, { id: 7, more: [1] }, '{"code":409,"id":7,"more":[1]}'],
    ['the body\'s own are not replaced', { code: 409 }, { code: 1, id: 7 }, '{"code":409,"id":7}'],
    ['names of the language', { code: 409 }, JSON.parse('{"__proto__":{"a":1},"toString":1}') as Record<string, unknown>, '{"code":409,"__proto__":{"a":1},"toString":1}']
  ]
  for (const [name, body, extra, text] of cases) t.equal(JSON.stringify(mergeExtra(body, { kind: 'conflict', extra })), text, name)
  const body = { code: 409 }
  t.equal(mergeExtra(body, { kind: 'conflict', extra: undefined }), body)
})

t.test('extraOf', async (t) => {
  t.strictSame(extraOf({ kind: 'conflict', extra: { a: 1, b: 2 } }, { a: 3 }), { b: 2 })
  t.strictSame(extraOf({ kind: 'conflict', extra: { toString: 1 } }, {}), { toString: 1 })
  t.strictSame(extraOf({ kind: 'conflict', extra: { a: 1, b: 2 } }, {}, new Set(['b'])), { a: 1 })
  t.strictSame(extraOf({ kind: 'conflict', extra: undefined }, {}), {})
})
