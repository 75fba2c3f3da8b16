// What RFC 9457 shows, thrown: its bytes but for the white space between them.
import { Type } from '@sinclair/typebox'
import Fastify from 'fastify'
import t from 'tap'
import conformant, { conflict, defineErrors, problem } from '../../lib/index.ts'
import { outOfCredit, validationError } from '../fixtures/formats/rfc9457.ts'

const errors = defineErrors({
  rfcOutOfCredit: {
    status: 403,
    type: 'https://example.com/probs/out-of-credit',
    title: 'You do not have enough credit.',
    members: Type.Object({ balance: Type.Integer(), accounts: Type.Array(Type.String()) }),
    message: ({ balance }) => `Your current balance is ${balance}, but that costs 50.`,
    headers: { 'content-language': 'en' }
  },
  rfcValidationError: { from: 'validation_failed', type: 'https://example.net/validation-error', title: 'Your request is not valid.', headers: { 'content-language': 'en' } }
})

const compact = (text: string): string => JSON.stringify(JSON.parse(text))

t.test('the two examples', async (t) => {
  const app = Fastify()
  await app.register(conformant, { dialect: problem({ status: false }) })
  app.get('/1', async () => {
    throw errors.rfcOutOfCredit({ balance: 30, accounts: ['/account/12345', '/account/67890'] }, { instance: '/account/12345/msgs/abc' })
  })
  app.get('/2', async () => {
    throw errors.rfcValidationError({ issues: [{ path: 'age', message: 'must be a positive integer' }, { path: 'profile.color', message: "must be 'green', 'red' or 'blue'" }] })
  })
  for (const [url, status, text] of [['/1', 403, outOfCredit], ['/2', 422, validationError]] as const) {
    const { statusCode, headers, body } = await app.inject(url)
    t.strictSame([statusCode, headers['content-type'], headers['content-language']], [status, 'application/problem+json', 'en'])
    t.equal(body, compact(text))
  }
})

t.test('instance', async (t) => {
  const app = Fastify()
  await app.register(conformant, { dialect: problem({ instance: ({ kind }, { path }) => kind === 'conflict' ? path : undefined }) })
  app.get('/taken', async () => { throw conflict() })
  app.get('/said', async () => { throw conflict({ instance: '/conflicts/7' }) })
  t.equal((await app.inject('/taken')).json().instance, '/taken')
  t.equal((await app.inject('/said')).json().instance, '/conflicts/7')
  t.notOk('instance' in (await app.inject('/missing')).json())
})

t.test('a schema without status', async (t) => {
  t.notOk('status' in (problem({ status: false }).schema(403) as unknown as { properties: object }).properties)
  for (const [option, value, right] of [['status', 1, 'true or false'], ['instance', '/', 'a function (error, context) => string | undefined']]) {
    t.throws(() => problem({ [option as string]: value }), { message: `fastify-conformant: option "${option}" of problem() must be ${right}; got ${JSON.stringify(value)}` })
  }
})
