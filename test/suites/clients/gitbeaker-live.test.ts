// What users of @gitbeaker/rest see of the live wording: what the product's router says stands in `error`, what its models say in `message`.
import { GitbeakerRequestError, Gitlab } from '@gitbeaker/rest'
import { Type } from '@sinclair/typebox'
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import conformant, { gitlab, serverOptions, unprocessable } from '../../../lib/index.ts'
import { listen } from './listen.ts'

type Client = InstanceType<typeof Gitlab>

async function build (): Promise<FastifyInstance> {
  const dialect = gitlab({ wording: 'live' })
  const app = Fastify(serverOptions({ dialect }))
  await app.register(conformant, { dialect })
  const body = Type.Object({ title: Type.String(), state_event: Type.Optional(Type.Union([Type.Literal('close'), Type.Literal('reopen')])) })
  app.post('/api/v4/projects/:id/issues', { schema: { body } }, async () => {
    throw unprocessable({ issues: [{ path: 'title', message: 'is too rude' }] })
  })
  return app
}

const failures: ReadonlyArray<readonly [name: string, call: (client: Client) => Promise<unknown>, status: number, description: string]> = [
  ['missing', client => client.Issues.create('a/b', undefined as unknown as string), 400, 'title is missing'],
  ['no value of a list', client => client.Issues.create('a/b', 'A title', { stateEvent: 'x' } as never), 400, 'state_event does not have a valid value'],
  ['both', client => client.Issues.create('a/b', undefined as unknown as string, { stateEvent: 'x' } as never), 400, 'title is missing, state_event does not have a valid value'],
  ['of the models', client => client.Issues.create('a/b', 'A title'), 400, '{"title":["is too rude"]}'],
  ['no route', client => client.Branches.all('a/b'), 404, '404 Not Found'],
  ['a method', client => client.Issues.all({ projectId: 'a/b' }), 405, '405 Not Allowed']
]

t.test('failures', async t => {
  const client = new Gitlab({ host: await listen(t, build), token: 'token' })
  for (const [name, call, status, description] of failures) {
    const error = await call(client).then(() => undefined, (thrown: unknown) => thrown)
    if (!(error instanceof GitbeakerRequestError)) {
      t.fail('no GitbeakerRequestError', { found: error })
      continue
    }
    t.strictSame([error.cause?.response.status, error.cause?.description, error.message], [status, description, description], name)
  }
})
