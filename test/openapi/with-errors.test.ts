import Fastify from 'fastify'
import t from 'tap'
import conformant, { ApiError, problem } from 'fastify-conformant'
import { Components } from '../../lib/openapi/components.ts'
import { errorsOf } from '../../lib/openapi/documented.ts'
import { withErrors } from '../../lib/openapi/with-errors.ts'
import { knownRoutes, type KnownRoute } from '../../lib/plugin/known-routes.ts'

type Responses = Record<string, any>

async function responsesOf (said: object, isHead = false, config: object = {}): Promise<Responses> {
  const app = Fastify()
  await app.register(conformant, { dialect: problem() })
  app.get('/a', { config: { conformant: config } }, async () => 'a')
  await app.ready()
  const route = knownRoutes(app)[0] as KnownRoute
  const responses = withErrors(said as Record<string, unknown>, route, errorsOf(route, 'GET'), { components: new Components('3.1.1'), dialect: problem(), isHead })
  await app.close()
  return responses
}

t.test('what is said stays beside what is not', async (t) => {
  const said = {
    200: { description: 'a' },
    406: {
      description: 'Default Response',
      content: { 'text/plain': { schema: { type: 'string' } }, 'application/problem+json': { schema: { type: 'array' }, examples: { not_acceptable: { value: [] } } } }
    },
    500: { $ref: '#/components/responses/Own' }
  }
  const made = await responsesOf(said)
  t.strictSame(Object.keys(made), ['200', '406', '500', 'default'])
  t.equal(made['200'], said[200])
  t.equal(made['500'], said[500])
  t.match(made['406'].description, /^The Accept header/)
  t.strictSame(made['406'].content, said[406].content)
  t.ok(made['default']['x-statuses'].includes(408))
})

t.test('an example stays alone', async (t) => {
  const made = await responsesOf({ 500: { description: 'own', content: { 'application/problem+json': { example: 5 } } } })
  t.strictSame(Object.keys(made['500'].content['application/problem+json']), ['example', 'schema'])
  t.equal(made['500'].description, 'own')
})

t.test('answers to HEAD have no content', async (t) => {
  const made = await responsesOf({}, true)
  for (const one of Object.values(made)) t.notOk('content' in one)
})

t.test('the fields that every answer may have stand at each but those below the hooks', async (t) => {
  const made = await responsesOf({ 200: { description: 'a' } }, false, { deprecated: { sunset: '2030-01-01T00:00:00Z' }, errors: [new ApiError('gone')] })
  t.ok(made['200'].headers.Sunset)
  t.ok(made['410'].headers.Sunset)
  t.notOk(made['default'].headers)
})
