import t from 'tap'
import { isDeeper } from '../../lib/http/json-depth.ts'

/** The levels of a value that JSON.parse has built. */
function depthOf (value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  return 1 + Math.max(0, ...Object.values(value).map(depthOf))
}

t.test('the deepest limit that a text is over is one less than its depth', async (t) => {
  const texts = ['1', '""', '"[[["', '[]', '{}', '[1]', '["",[]]', '[[]]', '[{}]', '{"a":[]}', '[[],[[]],[]]', '[[[]],{"a":{"b":[1]}}]', '["[",["]"]]', '["\\"[",[]]',
    '["\\\\",[[]]]', '["\\\\\\"[",[]]', '{"[[[[":"{{{{"}', '{"\\"":{"]":[]}}', '[["\\u005b"]]', '[ [ [ ] ] ]', `[${'[],'.repeat(50)}[]]`, `["${'['.repeat(50)}"]`]
  for (const text of texts) {
    const depth = depthOf(JSON.parse(text))
    const over = [0, 1, 2, 3, 4, 5, 6].filter(limit => isDeeper(text, limit))
    t.strictSame(over, [0, 1, 2, 3, 4, 5, 6].filter(limit => depth > limit), text)
  }
})

t.test('what is no JSON is left to the parser, unless too much is opened', async (t) => {
  const cases: Array<[name: string, text: string, isOver: boolean]> = [
    ['opened and never closed', '[[[[[', true],
    ['as often as allowed', '[[     ', false],
    ['closed as another', '[}[}[}[}', false],
    ['closed before it is opened', ']]]][[[[[', false],
    ['a string that does not end', '["[[[[[[[[', false],
    ['a string that ends in an escape', '["\\', false],
    ['an escaped quote at the end', '[[["[[\\"', true],
    ['brackets behind a string', '"a"[[[', true],
    ['nothing', '', false]
  ]
  for (const [name, text, isOver] of cases) t.equal(isDeeper(text, 2), isOver, name)
})

t.test('a string of backslashes is read once', async (t) => {
  const text = `["${'\\\\'.repeat(500_000)}",[[]]]`
  const begun = process.cpuUsage()
  t.equal(isDeeper(text, 2), true)
  t.equal(isDeeper(text, 3), false)
  t.ok(process.cpuUsage(begun).user < 500_000)
})
