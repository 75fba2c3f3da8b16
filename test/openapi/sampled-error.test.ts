import { Type } from '@sinclair/typebox'
import Fastify from 'fastify'
import t from 'tap'
import conformant, { defineErrors, problem } from '../../lib/index.ts'
import { documentedErrors } from '../../lib/openapi/index.ts'
import { sampledError } from '../../lib/openapi/sampled-error.ts'

const errors = defineErrors({
  sampledCredit: {
    status: 403,
    type: 'https://example.com/probs/out-of-credit',
    title: 'You do not have enough credit.',
    members: Type.Object({ balance: Type.Integer({ minimum: 5 }), account: Type.String({ format: 'uuid' }), note: Type.Optional(Type.String()) }),
    message: ({ balance }) => `Your current balance is ${balance}.`,
    headers: ({ balance }) => ({ 'retry-after': balance })
  },
  sampledFields: { status: 409, members: Type.Object({ name: Type.String() }), headers: { link: '</names>; rel="help"' } },
  sampledNever: { status: 409, members: Type.Object({ sku: Type.String({ pattern: '^x{3}$' }) }) },
  sampledFaulty: { status: 409, title: 'It is taken.', members: Type.Object({ name: Type.String() }), message: () => { throw new Error('secret') } }
})

t.test('an error with the least that its members may be', async (t) => {
  const { detail, members, headers } = sampledError('sampledCredit') ?? {}
  t.strictSame({ detail, members, headers }, { detail: 'Your current balance is 5.', members: { balance: 5, account: '2b1c7a4e-6a56-4c0a-8f5b-0d2b1f6a9c11' }, headers: {} })
  t.strictSame(sampledError('sampledFields')?.headers, { link: '</names>; rel="help"' })
  t.equal(sampledError('sampledFaulty')?.message, 'It is taken.')
  t.equal(sampledError('sampledNever'), undefined, 'nothing is known that fits')
  t.equal(sampledError('not_found'), undefined, 'it has no members')
  t.equal(sampledError('nobody'), undefined)
})

t.test('a route that declares it has an example', async (t) => {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(conformant, { dialect: problem() })
  app.get('/pay', { config: { conformant: { errors: [errors.sampledCredit, errors.sampledNever] } } }, async () => '')
  await app.ready()
  const found = documentedErrors(app, { method: 'GET', url: '/pay' }).filter(({ kind }) => kind.startsWith('sampled')).map(({ kind, body }) => [kind, body])
  t.strictSame(found, [
    ['sampledCredit', '{"type":"https://example.com/probs/out-of-credit","title":"You do not have enough credit.","status":403,"detail":"Your current balance is 5.","balance":5,"account":"2b1c7a4e-6a56-4c0a-8f5b-0d2b1f6a9c11"}'],
    ['sampledNever', undefined]
  ])
})
