import t from 'tap'
import { gitlab } from '../../lib/dialects/gitlab.ts'
import { unprocessable } from '../../lib/errors/constructors.ts'
import { companion, keywords } from '../fixtures/keywords.ts'
import { textOf } from '../fixtures/render.ts'

const body = (message: string): string => `{"message":{"field":[${JSON.stringify(message)}],"other":["is there"]}}`

t.test('what each keyword says', async (t) => {
  for (const [found, , message] of keywords) {
    const error = unprocessable({ issues: [{ path: 'field', ...found }, companion] })
    t.equal(textOf(error, gitlab()), body(message), JSON.stringify(found))
  }
})

t.test('each can be replaced', async (t) => {
  for (const [found, , message] of keywords) {
    const word = String(found.keyword ?? 'default')
    const messages = Object.fromEntries([[word, () => `says ${word}`]])
    const error = unprocessable({ issues: [{ path: 'field', ...found }, companion] })
    t.equal(textOf(error, gitlab({ messages })), body(found.message === undefined ? `says ${word}` : message), word)
  }
})

t.test('what the live wording says of parameters', async (t) => {
  const cases: Array<[keyword: string, message: string, params?: Record<string, unknown>]> = [
    ['required', 'is missing'],
    ['minLength', 'is empty', { limit: 1 }],
    ['minLength', 'is expected to have length greater than or equal to 3', { limit: 3 }],
    ['maxLength', 'is expected to have length less than or equal to 3', { limit: 3 }],
    ['minItems', 'is expected to have length greater than or equal to 3', { limit: 3 }],
    ['maxItems', 'is expected to have length less than or equal to 3', { limit: 3 }],
    ['enum', 'does not have a valid value'],
    ['const', 'does not have a valid value'],
    ['minimum', 'does not have a valid value'],
    ['maximum', 'does not have a valid value'],
    ['exclusiveMinimum', 'does not have a valid value'],
    ['exclusiveMaximum', 'does not have a valid value'],
    ['type', 'is invalid'],
    ['toString', 'is invalid']
  ]
  for (const [keyword, message, params = {}] of cases) {
    const error = unprocessable({ issues: [{ path: 'state', keyword, part: 'querystring', params }] })
    t.equal(textOf(error, gitlab({ wording: 'live' })), `{"error":"state ${message}"}`, keyword)
    const replaced = gitlab({ wording: 'live', messages: { [keyword]: () => 'says something else' } })
    t.equal(textOf(error, replaced), '{"error":"state says something else"}', keyword)
  }
})
