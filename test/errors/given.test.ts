import t from 'tap'
import { given } from '../../lib/errors/given.ts'

const fails = (): never => { throw new Error('no') }
const { proxy, revoke } = Proxy.revocable({}, {})
revoke()

t.test('a message and options, or options with the message among them', async (t) => {
  const cause = new Error('secret')
  const cases: Array<[name: string, first: unknown, options: object | undefined, made: object]> = [
    ['nothing', undefined, undefined, {}],
    ['null', null, undefined, {}],
    ['a message', 'M', undefined, { message: 'M' }],
    ['an empty message', '', undefined, { message: '' }],
    ['a message and options', 'M', { retryAfter: 5 }, { retryAfter: 5, message: 'M' }],
    ['a message twice: the first', 'M', { message: 'other' }, { message: 'M' }],
    ['options behind nothing', undefined, { retryAfter: 5 }, { retryAfter: 5 }],
    ['options behind null', null, { message: 'M' }, { message: 'M' }],
    ['options', { message: 'M', retryAfter: 5 }, undefined, { message: 'M', retryAfter: 5 }],
    ['options twice: the first', { message: 'M' }, { retryAfter: 5 }, { message: 'M' }],
    ['an error is the cause, and says nothing', cause, undefined, { cause }],
    ['an error and options', cause, { message: 'M', cause: 'other' }, { message: 'M', cause }],
    ['what is no text', 5, undefined, { message: 5 }],
    ['false', false, { retryAfter: 5 }, { retryAfter: 5, message: false }],
    ['options that are none', 'M', 'options' as never, { message: 'M' }],
    ['members that throw are left out', { get message () { return fails() }, retryAfter: 5 }, undefined, { retryAfter: 5 }],
    ['options that throw are left out', 'M', { get cause () { return fails() }, retryAfter: 5 }, { retryAfter: 5, message: 'M' }],
    ['a revoked proxy', proxy, undefined, {}],
    ['a revoked proxy as options', 'M', proxy, { message: 'M' }]
  ]
  for (const [name, first, options, made] of cases) {
    const result = given(first, options)
    t.strictSame(result, made, name)
    t.not(result, first, `${name}: a copy`)
  }
})
