// What users of @gitbeaker/rest see of the answers of examples/projects.
import { GitbeakerRequestError, Gitlab } from '@gitbeaker/rest'
import t from 'tap'
import { build } from '../../../examples/projects/app.ts'
import { listen } from './listen.ts'

type Client = InstanceType<typeof Gitlab>

interface Failure {
  readonly name: string
  readonly call: (owner: Client, developer: Client, unknown: Client) => Promise<unknown>
  readonly status: number
  /** The message and the `cause.description` of what is thrown. */
  readonly description: string
}

const failures: readonly Failure[] = [
  {
    name: 'not found',
    call: owner => owner.Projects.show('group/missing'),
    status: 404,
    description: '404 Project Not Found'
  },
  {
    name: 'not found, because not allowed to see it',
    call: (_, developer) => developer.Projects.show('group/secret'),
    status: 404,
    description: '404 Project Not Found'
  },
  {
    name: 'unknown URL',
    call: owner => owner.Branches.all('group/project'),
    status: 404,
    description: '404 Not Found'
  },
  {
    name: 'missing attribute',
    call: owner => owner.Issues.create('group/project', undefined as unknown as string),
    status: 400,
    description: '400 (Bad request) "title" not given'
  },
  {
    name: 'validation error, as text',
    call: owner => owner.Users.edit(1, { bio: 'b'.repeat(256) }),
    status: 400,
    description: '{"bio":["is too long (maximum is 255 characters)"]}'
  },
  {
    name: 'several validation errors',
    call: owner => owner.Issues.create('group/project', '', { assigneeId: 'nobody' as unknown as number, weight: 1 }),
    status: 400,
    description: '{"weight":["is not allowed"],"title":["is too short (minimum is 1 character)"],"assignee_id":["must be an integer"]}'
  },
  {
    name: 'unprocessable',
    call: owner => owner.Issues.create('group/project', 'For nobody', { assigneeId: 9 }),
    status: 422,
    description: 'The user 9 is no member of the project'
  },
  {
    name: 'conflict',
    call: async owner => {
      await owner.Projects.create({ name: 'Twice' })
      return owner.Projects.create({ name: 'Twice' })
    },
    status: 409,
    description: 'The project owner/twice already exists'
  },
  {
    name: 'unauthenticated',
    call: (_owner, _developer, unknown) => unknown.Projects.all(),
    status: 401,
    description: '401 Unauthorized'
  },
  {
    name: 'forbidden',
    call: (_, developer) => developer.Projects.remove('group/project'),
    status: 403,
    description: '403 Forbidden'
  },
  {
    name: 'method not allowed',
    call: owner => owner.Users.remove(1),
    status: 405,
    description: '405 Method Not Allowed'
  },
  {
    name: 'method not allowed for what has moved',
    call: owner => owner.Issues.create('group/old-name', 'An issue'),
    status: 405,
    description: 'Non GET methods are not allowed for moved projects'
  },
  {
    name: 'a fault of the server',
    call: owner => owner.Repositories.allRepositoryTrees('group/broken'),
    status: 500,
    description: '500 Internal Server Error'
  }
]

t.test('failures', async t => {
  const host = await listen(t, build)
  const owner = new Gitlab({ host, token: 'owner-token' })
  const developer = new Gitlab({ host, oauthToken: 'developer-token' })
  const unknown = new Gitlab({ host, token: 'unknown' })
  for (const { name, call, status, description } of failures) {
    t.test(name, async t => {
      const error = await call(owner, developer, unknown).then(() => undefined, (thrown: unknown) => thrown)
      if (!(error instanceof GitbeakerRequestError)) return t.fail('no GitbeakerRequestError', { found: error })
      t.equal(error.message, description)
      t.equal(error.cause?.description, description)
      t.equal(error.cause?.response.status, status)
    })
  }
})

t.test('successes', async t => {
  const host = await listen(t, build)
  const client = new Gitlab({ host, token: 'owner-token' })
  const project = { id: 1, name: 'project', description: null, path_with_namespace: 'group/project', visibility: 'public' }

  t.same(await client.Projects.show('group/project'), project)
  t.same(await client.Projects.show('group/old-name'), project, 'what has moved is followed')
  t.same(await client.Projects.edit('group/project', { description: 'New' }), { ...project, description: 'New' })
  t.same((await client.Projects.all()).map(({ id }) => id), [1, 2, 3])
  t.same(await client.Issues.create('group/project', 'An issue'), { title: 'An issue', iid: 3 }, '201 with the resource')
  t.same(await client.Issues.edit('group/project', 3, { title: 'Another' }), { title: 'Another', iid: 3 })
  t.equal(await client.Issues.remove('group/project', 3), null, '204 without a body')
  t.same(await client.Projects.remove('group/secret'), { message: '202 Accepted' })
  t.same(await client.Users.edit(1, { bio: 'b'.repeat(255) }), { id: 1, username: 'owner', bio: 'b'.repeat(255) }, 'a form')
})
