import t from 'tap'
import type { AjvItem } from '../../lib/validation/ajv-item.ts'
import { withoutErrorMessages, wordsOf } from '../../lib/validation/error-messages.ts'

const at = (keyword: string, instancePath = '/a', more: object = {}): AjvItem => ({ keyword, instancePath, params: {}, ...more })
const worded = (errors: unknown, message: unknown = 'Not so.', instancePath = '/a'): AjvItem => at('errorMessage', instancePath, { params: { errors }, message })

t.test('what ajv-errors has replaced', async (t) => {
  const author = 'Not so.'
  const cases: Array<[name: string, items: AjvItem[], left: object[]]> = [
    ['nothing', [at('type')], [at('type')]],
    ['one', [worded([at('maximum', '/a', { emUsed: true, params: { limit: 3 } })])], [{ ...at('maximum'), params: { limit: 3 }, author }]],
    ['two of a kind', [worded([at('required'), at('required', '/b')])], [{ ...at('required'), author }, { ...at('required', '/b'), author }]],
    ['two things', [worded([at('type'), at('required')])], [{ ...at('errorMessage'), author }]],
    ['nothing was there', [worded([])], [{ ...at('errorMessage'), author }]],
    ['what is there twice', [at('type', '/a', { emUsed: true }), worded([at('type')])], [{ ...at('type'), author }]],
    ['no list', [worded('type')], [worded('type')]],
    ['no words', [at('errorMessage', '/a', { params: { errors: [at('type')] } })], [at('errorMessage', '/a', { params: { errors: [at('type')] } })]],
    ['what is no item', [worded([null, 5, 'x', {}, at('type')])], [{ ...at('type'), author }]]
  ]
  for (const [name, items, left] of cases) t.strictSame(withoutErrorMessages(items), left, name)
})

t.test('what a validator says of a keyword that no dialect can know', async (t) => {
  const cases: Array<[name: string, item: AjvItem, words: string | undefined]> = [
    ['the words of another validator', at('type', '/a', { words: 'No.', message: 'must be string' }), 'No.'],
    ['a keyword of JSON Schema', at('type', '/a', { message: 'must be string' }), undefined],
    ['a keyword of the application', at('isEven', '/a', { message: 'must be even' }), 'must be even'],
    ['one without words', at('isEven', '/a', { message: 'must pass "isEven" keyword validation' }), undefined],
    ['nothing', at('isEven'), undefined]
  ]
  for (const [name, item, words] of cases) t.equal(wordsOf(item), words, name)
})
