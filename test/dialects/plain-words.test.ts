import t from 'tap'
import { problem } from '../../lib/dialects/problem.ts'
import { unprocessable } from '../../lib/errors/constructors.ts'
import { companion, keywords } from '../fixtures/keywords.ts'
import { textOf } from '../fixtures/render.ts'

const body = (message: string): string => '{"type":"about:blank","title":"Unprocessable Content","status":422,"detail":"Validation failed.","errors":[' +
  `{"detail":${JSON.stringify(message)},"pointer":"#/field"},{"detail":"is there","pointer":"#/other"}]}`

t.test('what each keyword says', async (t) => {
  for (const [found, , , message] of keywords) {
    const error = unprocessable({ issues: [{ path: 'field', ...found }, companion] })
    t.equal(textOf(error, problem()), body(message), JSON.stringify(found))
  }
})

t.test('each can be replaced', async (t) => {
  for (const [found, , , message] of keywords) {
    const word = String(found.keyword ?? 'default')
    const messages = Object.fromEntries([[word, () => `says ${word}`]])
    const error = unprocessable({ issues: [{ path: 'field', ...found }, companion] })
    t.equal(textOf(error, problem({ messages })), body(found.message === undefined ? `says ${word}` : message), word)
  }
})
