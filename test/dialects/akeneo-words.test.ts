import t from 'tap'
import { akeneo } from '../../lib/dialects/akeneo.ts'
import { checkTheFormat, documented, live } from '../../lib/dialects/akeneo-words.ts'
import { unprocessable } from '../../lib/errors/constructors.ts'
import { companion, keywords } from '../fixtures/keywords.ts'
import { textOf } from '../fixtures/render.ts'

const body = (message: string): string =>
  `{"code":422,"message":"Validation failed.","errors":[{"property":"field","message":${JSON.stringify(message)}},{"property":"other","message":"is there"}]}`

t.test('what each keyword says', async (t) => {
  for (const [found, message] of keywords) {
    const error = unprocessable({ issues: [{ path: 'field', ...found }, companion] })
    t.equal(textOf(error, akeneo()), body(message), JSON.stringify(found))
  }
})

t.test('each can be replaced, in either wording', async (t) => {
  for (const wording of ['documented', 'live'] as const) {
    for (const [found, message] of keywords) {
      const word = String(found.keyword ?? 'default')
      const messages = Object.fromEntries([[word, () => `says ${word}`]])
      const error = unprocessable({ issues: [{ path: 'field', ...found }, companion] })
      t.equal(textOf(error, akeneo({ wording, messages })), body(found.message === undefined ? `says ${word}` : message), word)
    }
  }
})

t.test('an unknown property in the live wording', async (t) => {
  const error = unprocessable({ issues: [{ path: 'field', keyword: 'additionalProperties' }, companion] })
  t.equal(textOf(error, akeneo({ wording: 'live' })), body('Property "field" does not exist.'))
})

t.test('both wordings have words for the same', async (t) => {
  t.equal(checkTheFormat, 'Check the expected format on the API documentation.')
  t.strictSame(Object.keys(documented.kinds).sort(), Object.keys(live.kinds).sort())
  t.strictSame(Object.keys(documented.keywords).sort(), Object.keys(live.keywords).sort())
})

t.test('limits of what is no page of a list are worded as ever in the live wording, and so is a page of which nobody knows what was given', async (t) => {
  const said = (issue: object): string => (JSON.parse(textOf(unprocessable({ issues: [{ path: 'field', ...issue }, companion] } as never), akeneo({ wording: 'live' }))) as { errors: Array<{ message: string }> }).errors[0]?.message as string
  const documentedly = (issue: object): string => (JSON.parse(textOf(unprocessable({ issues: [{ path: 'field', ...issue }, companion] } as never), akeneo())) as { errors: Array<{ message: string }> }).errors[0]?.message as string
  for (const issue of [{ keyword: 'minimum', params: { limit: 1 } }, { keyword: 'maximum', params: { limit: 9 } }, { path: 'page', part: 'querystring', keyword: 'minimum', params: { limit: 1 } }]) {
    t.equal(said(issue), documentedly(issue), JSON.stringify(issue))
  }
})
