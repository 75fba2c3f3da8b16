import t from 'tap'
import { alternatives, counted, distinct, isBlank, limitOf, messageOf, saidOf, sentenceOf, typesOf, withMessages, wordsOf } from '../../lib/dialects/messages.ts'
import { ApiError } from '../../lib/errors/api-error.ts'
import { displayPath, issue, type Issue, type IssueInit } from '../../lib/errors/issue.ts'

const context = { status: 409, method: 'POST', path: '/a', origin: 'https://x' }

t.test('distinct', async (t) => {
  const cases: Array<[name: string, issues: IssueInit[], kept: number[]]> = [
    ['none', [], []],
    ['one', [{ path: 'a' }], [0]],
    ['the same', [{ path: 'a', keyword: 'type' }, { path: 'a', keyword: 'type' }], [0]],
    ['the same with other numbers', [{ path: 'a', keyword: 'maxLength', params: { limit: 1 } }, { path: 'a', keyword: 'maxLength', params: { limit: 2 } }], [0]],
    ['another place', [{ path: 'a', keyword: 'type' }, { path: 'b', keyword: 'type' }], [0, 1]],
    ['a place that is written alike', [{ path: ['a', 0], keyword: 'type' }, { path: ['a', '0'], keyword: 'type' }, { path: ['a.b'], keyword: 'type' }, { path: 'a.b', keyword: 'type' }], [0, 1, 2, 3]],
    ['another keyword', [{ path: 'a', keyword: 'type' }, { path: 'a', keyword: 'enum' }], [0, 1]],
    ['missing and empty are both blank', [{ path: 'a', keyword: 'required' }, { path: 'a', keyword: 'minLength', params: { limit: 1 } }], [0]],
    ['missing and short are not', [{ path: 'a', keyword: 'required' }, { path: 'a', keyword: 'minLength', params: { limit: 2 } }], [0, 1]],
    ['the same words', [{ path: 'a', message: 'x', keyword: 'type' }, { path: 'a', message: 'x', keyword: 'enum' }], [0]],
    ['other words', [{ path: 'a', message: 'x' }, { path: 'a', message: 'y' }], [0, 1]],
    ['words of a validator', [{ path: 'a', words: 'x' }, { path: 'a', words: 'x' }, { path: 'a', words: 'y' }, { path: 'a', message: 'x' }], [0, 2, 3]],
    ['words that are a keyword', [{ path: 'a', message: 'type' }, { path: 'a', keyword: 'type' }], [0, 1]],
    ['another part', [{ path: 'a', keyword: 'type', part: 'params' }, { path: 'a', keyword: 'type', part: 'querystring' }], [0, 1]],
    ['another attribute, locale, scope, currency', [
      { path: 'values', message: 'x', attribute: 'a', locale: 'b', scope: 'c', currency: 'd' },
      { path: 'values', message: 'x', attribute: 'A', locale: 'b', scope: 'c', currency: 'd' },
      { path: 'values', message: 'x', attribute: 'a', locale: null, scope: 'c', currency: 'd' },
      { path: 'values', message: 'x', attribute: 'a', locale: 'b', scope: null, currency: 'd' },
      { path: 'values', message: 'x', attribute: 'a', locale: 'b', scope: 'c', currency: null },
      { path: 'values', message: 'x', attribute: 'a', locale: 'b', scope: 'c', currency: 'd' }
    ], [0, 1, 2, 3, 4]]
  ]
  for (const [name, given, kept] of cases) {
    const issues = given.map(issue)
    t.strictSame(distinct(issues), kept.map(index => issues[index]), name)
  }
})

t.test('words', async (t) => {
  const messages = withMessages({ default: () => 'default', type: () => 'type' }, { type: () => 'replaced', pattern: () => 'new' })
  const said = (init: Partial<IssueInit>): string => messageOf(issue({ path: '', ...init }), messages, context)
  t.equal(said({}), 'default')
  t.equal(said({ keyword: 'type' }), 'replaced')
  t.equal(said({ keyword: 'pattern' }), 'new')
  t.equal(said({ keyword: 'enum' }), 'default')
  t.equal(said({ keyword: 'toString' }), 'default', 'a name of the language is no word')
  t.equal(said({ keyword: '__proto__' }), 'default')
  t.equal(said({ keyword: 'type', message: 'own' }), 'own')
  t.equal(said({ message: '' }), '')
  t.equal(said({ keyword: 'isEven', words: 'must be even' }), 'must be even', 'the words of the validator, where there are none')
  t.equal(said({ keyword: 'type', words: 'must be text' }), 'replaced')
  t.equal(said({ keyword: 'isEven', words: 'must be even', message: 'own' }), 'own')
  t.ok(Object.isFrozen(messages))
  t.equal(messageOf(issue({ path: '' }), withMessages({ default: () => 'default' }, undefined), context), 'default')
})

t.test('parts of sentences', async (t) => {
  t.equal(counted(1, 'item'), '1 item')
  t.equal(counted(0, 'item'), '0 items')
  t.equal(counted(2, 'entry', 'entries'), '2 entries')
  t.equal(limitOf(issue({ path: '', params: { limit: '5' } })), 5)
  t.ok(Number.isNaN(limitOf(issue({ path: '' }))))
  t.strictSame(typesOf(issue({ path: '', params: { type: ['a', 'b', 'a'] } })), ['a', 'b'])
  t.strictSame(typesOf(issue({ path: '', params: { type: 'a' } })), ['a'])
  t.equal(alternatives(issue({ path: '', params: { missingProperties: ['a', null, 5] } })), 'a, , 5')
  t.equal(alternatives(issue({ path: '' }), ' or '), '')
  t.equal(isBlank(issue({ path: '', keyword: 'minLength', params: { limit: 2 } })), false)
  t.equal(displayPath(['a', 0]), 'a[0]')
})

t.test('what an application has written into the parameters of an issue', async (t) => {
  t.strictSame(typesOf(issue({ path: '', keyword: 'type', params: { type: ['string', { toString: 5 }, null] } })), ['string', 'any'])
  t.ok(Number.isNaN(limitOf(issue({ path: '', keyword: 'maxLength', params: { limit: { toString: 5, valueOf: 5 } } }))))
})

t.test('what is said of an error', async (t) => {
  const { kinds } = wordsOf({ keywords: {}, kinds: { conflict: ({ id }) => id && `${id} is there`, internal: () => 'Oops' } })
  const said = (error: ApiError): string => sentenceOf(error, context, kinds)
  t.equal(said(new ApiError('conflict', { message: 'Taken.', facts: { id: '7' } })), 'Taken.')
  t.equal(said(new ApiError('conflict', { facts: { id: '7' } })), '7 is there')
  t.equal(said(new ApiError('conflict')), 'The request conflicts with the current state of the resource.')
  t.equal(said(new ApiError('gone')), 'The resource has been removed.')
  t.equal(said(new ApiError('internal', { message: 'secret' })), 'Oops')
  t.equal(saidOf(new ApiError('internal', { message: 'secret' }), context), undefined)
  t.equal((kinds as Record<string, unknown>).toString, undefined, 'a name of the language is no word')
})

t.test('few issues, which are compared with each other, and many, which are not, lose the same repetitions', async (t) => {
  const parts = [{}, { part: 'body' as const }, { part: 'headers' as const }]
  const words = [{ keyword: 'required' }, { keyword: 'minLength', params: { limit: 1 } }, { keyword: 'minLength', params: { limit: 2 } }, { message: 'A' }, { words: 'A', keyword: 'x' }]
  const scopes = [{}, { attribute: 'a' }, { attribute: 'a', locale: null }, { locale: 'en' }, { scope: 'b' }, { currency: null }, { currency: 'EUR' }]
  const paths = [[], ['a'], ['b'], ['a', 0], ['a', '0'], ['b', 0]]
  const all = paths.flatMap(path => parts.flatMap(part => words.flatMap(word => scopes.map(scope => issue({ path, ...part, ...word, ...scope })))))
  // Enough others that nothing is compared with each other.
  const others = Array.from({ length: 25 }, (_, index) => issue({ path: ['other', index], keyword: 'type' }))
  for (let index = 0; index < all.length; index++) {
    const pair = [all[index], all[(index * 7 + 3) % all.length], all[(index + 1) % all.length], all[index]] as Issue[]
    t.strictSame(distinct([...others, ...pair]).slice(25), distinct(pair), JSON.stringify(pair))
  }
})

t.test('in a language what has no word of its own has that of the default, else the dialect\'s', async (t) => {
  const found = issue({ path: 'a', keyword: 'type' })
  const messages = withMessages({ default: () => 'of the dialect' }, undefined)
  const inLanguage = (keywords: object): string => messageOf(found, messages, { ...context, words: wordsOf({ keywords, kinds: {} } as never) } as never)
  t.strictSame([inLanguage({ type: () => 'own' }), inLanguage({ default: () => 'standard' }), inLanguage({}), inLanguage({ type: () => '' })], ['own', 'standard', 'of the dialect', 'of the dialect'])
})
