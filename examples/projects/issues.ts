import { Type } from '@sinclair/typebox'
import { notFound, routes, unprocessable, type ApiError } from 'fastify-conformant'
import { noProject, ownerOnly, visibleProject } from './access.ts'
import { signedIn } from './auth.ts'
import type { Data, Issue, Project } from './data.ts'
import { answerMoved, moved } from './moved.ts'
import { ByProject } from './projects.ts'

export const NewIssue = Type.Object({
  title: Type.String({ minLength: 1, maxLength: 255 }),
  description: Type.Optional(Type.String()),
  assignee_id: Type.Optional(Type.Integer())
})
const Changes = Type.Partial(NewIssue)
const noIssue = (iid: number): ApiError => notFound({ resource: 'Issue', id: iid })
const noMember = (id: number): ApiError => unprocessable(`The user ${id} is no member of the project`)
const ByIssue = Type.Object({ id: Type.String({ examples: ['1'] }), iid: Type.Integer() })

export const issues = routes<{ data: Data }>(async (app, { data }) => {
  answerMoved(app, data)

  app.get('/projects/:id/issues', { schema: { params: ByProject }, config: { conformant: { errors: [noProject('7')] } } }, async (request) =>
    [...visibleProject(request, data, request.params.id).issues.values()])

  app.post('/projects/:id/issues', {
    onRequest: signedIn,
    schema: { params: ByProject, body: NewIssue },
    config: { conformant: { errors: [noProject('7'), moved, noMember(9)] } }
  }, async (request, reply) => {
    const project = visibleProject(request, data, request.params.id)
    checkAssignee(project, request.body.assignee_id)
    const issue: Issue = { ...request.body, iid: Math.max(0, ...project.issues.keys()) + 1 }
    project.issues.set(issue.iid, issue)
    return reply.created(`/projects/${project.id}/issues/${issue.iid}`, issue)
  })

  app.get('/projects/:id/issues/:iid', { schema: { params: ByIssue }, config: { conformant: { errors: [noIssue(7)] } } }, async (request) =>
    find(visibleProject(request, data, request.params.id), request.params.iid))

  app.put('/projects/:id/issues/:iid', {
    onRequest: signedIn,
    schema: { params: ByIssue, body: Changes },
    config: { conformant: { errors: [noIssue(7), moved, noMember(9)] } }
  }, async (request) => {
    const project = visibleProject(request, data, request.params.id)
    const issue = find(project, request.params.iid)
    checkAssignee(project, request.body.assignee_id)
    return Object.assign(issue, request.body)
  })

  app.delete('/projects/:id/issues/:iid', {
    onRequest: signedIn,
    schema: { params: ByIssue },
    config: { conformant: { errors: [noIssue(7), moved, 'forbidden'] } }
  }, async (request, reply) => {
    const project = visibleProject(request, data, request.params.id)
    const { iid } = find(project, request.params.iid)
    ownerOnly(request, project)
    project.issues.delete(iid)
    return reply.noContent()
  })

  function checkAssignee ({ members }: Project, assignee: number | undefined): void {
    if (assignee === undefined || members.has(assignee)) return
    throw noMember(assignee)
  }
})

function find ({ issues }: Project, iid: number): Issue {
  const issue = issues.get(iid)
  if (issue === undefined) throw noIssue(iid)
  return issue
}
