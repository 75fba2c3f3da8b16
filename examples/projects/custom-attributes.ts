import { Type, type Static } from '@sinclair/typebox'
import type { FastifyRequest } from 'fastify'
import { notFound, preconditionFailed, routes, strongEtag, type ApiError, type ConformantRouteOptions } from 'fastify-conformant'
import { noProject, ownerOnly, visibleProject } from './access.ts'
import { signedIn } from './auth.ts'
import type { Data, Project } from './data.ts'
import { answerMoved, moved } from './moved.ts'

const ByKey = Type.Object({ id: Type.String({ examples: ['1'] }), key: Type.String({ maxLength: 255 }) })
const noAttribute = (key: string): ApiError => notFound({ resource: 'Custom Attribute', id: key })
const Value = Type.Object({ value: Type.String({ maxLength: 255 }) })

/** Whoever knows the URL creates what stands there: PUT with `If-None-Match: *`. */
export const customAttributes = routes<{ data: Data }>(async (app, { data }) => {
  answerMoved(app, data)

  const projectOf = (request: FastifyRequest): Project => visibleProject(request, data, (request.params as Static<typeof ByKey>).id)
  const owned = async (request: FastifyRequest): Promise<void> => ownerOnly(request, projectOf(request))
  const conditional: ConformantRouteOptions = {
    preconditions: {
      state: async (request) => {
        const value = await read(projectOf(request), (request.params as Static<typeof ByKey>).key)
        return value === undefined ? undefined : { etag: tagOf(value) }
      }
    }
  }

  app.get('/projects/:id/custom_attributes/:key', { schema: { params: ByKey }, config: { conformant: { ...conditional, errors: [noAttribute('colour')] } } }, async (request) => {
    const { key } = request.params
    const value = await read(projectOf(request), key)
    if (value === undefined) throw noAttribute(key)
    return { key, value }
  })

  app.put('/projects/:id/custom_attributes/:key', {
    onRequest: [signedIn, owned],
    schema: { params: ByKey, body: Value },
    config: { conformant: { ...conditional, errors: [noProject('7'), moved, 'forbidden'] } }
  }, async (request, reply) => {
    const { key } = request.params
    const { value } = request.body
    const project = projectOf(request)
    const before = await write(project, key, value, request.headers)
    const attribute = { key, value }
    return before === undefined ? reply.created(`/projects/${project.id}/custom_attributes/${encodeURIComponent(key)}`, attribute) : attribute
  })
})

function tagOf (value: string): string {
  return strongEtag(value)
}

/** As from a database: a moment later. */
async function read ({ customAttributes }: Project, key: string): Promise<string | undefined> {
  await statement()
  return customAttributes.get(key)
}

/**
 * What a database does in one statement, `insert … on conflict do nothing` or `update … where`: compare and write. While a client's
 * statement was on its way somebody else's may have been done, so that what the gate has seen is not so any more.
 *
 * @returns what was there
 * @throws 412
 */
async function write ({ customAttributes }: Project, key: string, value: string, conditions: FastifyRequest['headers']): Promise<string | undefined> {
  await statement()
  const before = customAttributes.get(key)
  const { 'if-match': read, 'if-none-match': unread } = conditions
  if (unread?.trim() === '*' && before !== undefined) throw preconditionFailed()
  if (read !== undefined && (before === undefined || (read.trim() !== '*' && !read.includes(tagOf(before))))) throw preconditionFailed()
  customAttributes.set(key, value)
  return before
}

/** The way to the database. */
async function statement (): Promise<void> {
  await new Promise(resolve => setImmediate(resolve))
}
