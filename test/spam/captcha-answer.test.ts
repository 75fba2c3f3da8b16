import t from 'tap'
import { answerIn, type CaptchaAnswer } from '../../lib/spam/captcha-answer.ts'

t.test('the answer in the headers of a request', async (t) => {
  const longest = 'x'.repeat(8192)
  const cases: Array<[name: string, token: string | undefined, id: string | undefined, answer: CaptchaAnswer | undefined]> = [
    ['both', 'token', '42', { id: 42, token: 'token' }],
    ['all that may be in a token', '03A_-.~!"#$%&\'()*+,/:;<=>?@[\\]^`{|}', '1', { id: 1, token: '03A_-.~!"#$%&\'()*+,/:;<=>?@[\\]^`{|}' }],
    ['the longest token', longest, '1', { id: 1, token: longest }],
    ['the largest id', 'token', '9007199254740991', { id: 9007199254740991, token: 'token' }],
    ['nothing', undefined, undefined, undefined],
    ['no id', 'token', undefined, undefined],
    ['no token', undefined, '42', undefined],
    ['an empty token', '', '42', undefined],
    ['an empty id', 'token', '', undefined],
    ['a longer token', `${longest}x`, '1', undefined],
    ['a token with a space', 'to ken', '1', undefined],
    ['a token that was sent twice', 'token, token', '1', undefined],
    ['a token with a control character', 'to\tken', '1', undefined],
    ['a token beyond ASCII', 'tökèn', '1', undefined],
    ['an id that was sent twice', 'token', '42, 43', undefined],
    ['an id from 0', 'token', '0', undefined],
    ['an id with zeros before it', 'token', '042', undefined],
    ['an id with a sign', 'token', '+42', undefined],
    ['a negative id', 'token', '-42', undefined],
    ['a fraction', 'token', '4.2', undefined],
    ['another base', 'token', '0x2A', undefined],
    ['an exponent', 'token', '1e3', undefined],
    ['an id that no number says exactly', 'token', '9007199254740993', undefined],
    ['a very long id', 'token', '9'.repeat(400), undefined],
    ['other digits', 'token', '٤٢', undefined],
    ['a line behind it', 'token', '42\n', undefined],
    ['a name of an object', 'token', '__proto__', undefined]
  ]
  for (const [name, token, id, answer] of cases) {
    t.strictSame(answerIn({ 'x-gitlab-captcha-response': token, 'x-gitlab-spam-log-id': id }), answer, name)
  }
  t.equal(answerIn({ 'x-gitlab-captcha-response': ['a', 'b'], 'x-gitlab-spam-log-id': '1' }), undefined, 'a list')
  t.equal(answerIn({ 'x-gitlab-captcha-response': 'a', 'x-gitlab-spam-log-id': ['1'] }), undefined, 'a list of ids')
})
