import { Type } from '@sinclair/typebox'
import { conflict, routes } from 'fastify-conformant'
import { canSee, ownerOnly, visibleProject } from './access.ts'
import { signedIn, userOf } from './auth.ts'
import type { Data, Project, User } from './data.ts'
import { answerMoved } from './moved.ts'

export const ByProject = Type.Object({ id: Type.String() })
export const NewProject = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 255 }),
  description: Type.Optional(Type.String({ maxLength: 2000 })),
  visibility: Type.Optional(Type.Union([Type.Literal('public'), Type.Literal('private')]))
})
const Changes = Type.Pick(Type.Partial(NewProject), ['description'])

export const projects = routes<{ data: Data }>(async (app, { data }) => {
  answerMoved(app, data)

  app.get('/projects', async (request) =>
    [...data.projects.values()].filter(project => canSee(userOf(request), project)).map(shown))

  app.post('/projects', { onRequest: signedIn, schema: { body: NewProject } }, async (request, reply) => {
    const { username, id: owner } = userOf(request) as User
    const path = `${username}/${request.body.name.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`
    if ([...data.projects.values()].some(project => project.path_with_namespace === path)) {
      throw conflict(`The project ${path} already exists`)
    }
    const project: Project = {
      visibility: 'private',
      ...request.body,
      id: Math.max(...data.projects.keys()) + 1,
      path_with_namespace: path,
      members: new Map([[owner, 'owner']]),
      issues: new Map(),
      files: []
    }
    data.projects.set(project.id, project)
    return reply.created(`/projects/${project.id}`, shown(project))
  })

  app.get('/projects/:id', { schema: { params: ByProject } }, async (request) =>
    shown(visibleProject(request, data, request.params.id)))

  app.put('/projects/:id', { onRequest: signedIn, schema: { params: ByProject, body: Changes } }, async (request) => {
    const project = visibleProject(request, data, request.params.id)
    ownerOnly(request, project)
    return shown(Object.assign(project, request.body))
  })

  // Deleting a project takes a while: it is scheduled, and the answer says so.
  app.delete('/projects/:id', { onRequest: signedIn, schema: { params: ByProject } }, async (request, reply) => {
    const project = visibleProject(request, data, request.params.id)
    ownerOnly(request, project)
    setImmediate(() => data.projects.delete(project.id))
    return reply.accepted()
  })

  app.get('/projects/:id/repository/tree', { schema: { params: ByProject } }, async (request) => {
    const { files, path_with_namespace: path } = visibleProject(request, data, request.params.id)
    // Nothing of this reaches a client: it is a 500 without details; a logger, where there is one, has it all.
    if (files === undefined) throw new Error(`ENOENT: no such directory, open '/var/opt/repositories/${path}.git'`)
    return files.map(name => ({ name, type: 'blob', path: name }))
  })
})

function shown ({ id, name, description, path_with_namespace: path, visibility }: Project): object {
  return { id, name, description: description ?? null, path_with_namespace: path, visibility }
}
