import { Type } from '@sinclair/typebox'
import Fastify from 'fastify'
import t from 'tap'
import conformant, { type ApiError } from '../../lib/index.ts'
import { foreseenFailure } from '../../lib/validation/foresee.ts'

t.test('what validation would find, and nothing is turned into something else for it', async (t) => {
  const app = Fastify()
  await app.register(conformant, { enforce: 'report' })
  let found: ApiError | undefined
  let seen = ''
  app.addHook('preValidation', async (request) => { found = foreseenFailure(request, 10); seen = JSON.stringify(request.body) })
  app.post('/', { schema: { body: Type.Object({ name: Type.String(), size: Type.Optional(Type.Integer()) }) } }, async () => ({}))
  await app.inject({ method: 'POST', url: '/', payload: { size: '1' } })
  t.strictSame(found?.issues.map(({ path, keyword }) => [path, keyword]), [[['name'], 'required'], [['size'], 'type']])
  t.equal(seen, '{"size":"1"}')
  await app.inject({ method: 'POST', url: '/', payload: { name: 'a' } })
  t.equal(found, undefined)
})
