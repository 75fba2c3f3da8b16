import { Type, type Static } from '@sinclair/typebox'
import type { FastifyRequest } from 'fastify'
import { conflict, preconditionFailed, routes, strongEtag, type ApiError, type ConformantRouteOptions } from 'fastify-conformant'
import { canSee, noProject, ownerOnly, visibleProject } from './access.ts'
import { signedIn, userOf } from './auth.ts'
import type { Data, Project, User } from './data.ts'
import { answerMoved, moved } from './moved.ts'

export const ByProject = Type.Object({ id: Type.String({ examples: ['1'] }) })
export const NewProject = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 255 }),
  description: Type.Optional(Type.String({ maxLength: 2000 })),
  visibility: Type.Optional(Type.Union([Type.Literal('public'), Type.Literal('private')]))
})
const Changes = Type.Pick(Type.Partial(NewProject), ['description'])

const taken = (path: string): ApiError => conflict(`The project ${path} already exists`)

export const projects = routes<{ data: Data }>(async (app, { data }) => {
  answerMoved(app, data)

  const projectOf = (request: FastifyRequest): Project => visibleProject(request, data, (request.params as Static<typeof ByProject>).id)
  // Who may not change a project is told so before conditions are looked at.
  const owned = async (request: FastifyRequest): Promise<void> => ownerOnly(request, projectOf(request))
  const conditional: ConformantRouteOptions = {
    preconditions: {
      state: (request) => {
        const project = projectOf(request)
        return { etag: tagOf(project), lastModified: project.updated_at }
      }
    }
  }

  app.get('/projects', async (request) =>
    [...data.projects.values()].filter(project => canSee(userOf(request), project)).map(shown))

  app.post('/projects', {
    onRequest: signedIn,
    schema: { body: NewProject },
    config: { conformant: { errors: [taken('owner/project')] } }
  }, async (request, reply) => {
    const { username, id: owner } = userOf(request) as User
    const path = `${username}/${request.body.name.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`
    if ([...data.projects.values()].some(project => project.path_with_namespace === path)) {
      throw taken(path)
    }
    const project: Project = {
      visibility: 'private',
      ...request.body,
      id: Math.max(...data.projects.keys()) + 1,
      path_with_namespace: path,
      members: new Map([[owner, 'owner']]),
      issues: new Map(),
      customAttributes: new Map(),
      files: [],
      updated_at: new Date()
    }
    data.projects.set(project.id, project)
    return reply.created(`/projects/${project.id}`, shown(project))
  })

  app.get('/projects/:id', { schema: { params: ByProject }, config: { conformant: { ...conditional, errors: [noProject('7')] } } }, async (request) =>
    shown(projectOf(request)))

  app.put('/projects/:id', {
    onRequest: [signedIn, owned],
    schema: { params: ByProject, body: Changes },
    config: { conformant: { ...conditional, errors: [noProject('7'), moved, 'forbidden'] } }
  }, async (request) => {
    // What a database does in one statement: compare and write. Nothing is waited for between the two.
    const project = projectOf(request)
    const read = request.headers['if-match']
    if (read !== undefined && read.trim() !== '*' && !read.includes(tagOf(project))) throw preconditionFailed()
    return shown(Object.assign(project, request.body, { updated_at: new Date() }))
  })

  // Deleting a project takes a while: it is scheduled, and the answer says so.
  app.delete('/projects/:id', {
    onRequest: [signedIn, owned],
    schema: { params: ByProject },
    config: { conformant: { ...conditional, errors: [noProject('7'), moved, 'forbidden'] } }
  }, async (request, reply) => {
    const { id } = projectOf(request)
    setImmediate(() => data.projects.delete(id))
    return reply.accepted()
  })

  app.get('/projects/:id/repository/tree', { schema: { params: ByProject }, config: { conformant: { errors: [noProject('7')] } } }, async (request) => {
    const { files, path_with_namespace: path } = visibleProject(request, data, request.params.id)
    // Nothing of this reaches a client: it is a 500 without details; a logger, where there is one, has it all.
    if (files === undefined) throw new Error(`ENOENT: no such directory, open '/var/opt/repositories/${path}.git'`)
    return files.map(name => ({ name, type: 'blob', path: name }))
  })
})

function tagOf (project: Project): string {
  return strongEtag(JSON.stringify(shown(project)))
}

function shown ({ id, name, description, path_with_namespace: path, visibility }: Project): object {
  return { id, name, description: description ?? null, path_with_namespace: path, visibility }
}
