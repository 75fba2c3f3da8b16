import type { FastifyInstance } from 'fastify'
import { methodNotAllowed } from 'fastify-conformant'
import type { Data } from './data.ts'

/** What is said where a client would have to send its request again, elsewhere. */
export const moved = methodNotAllowed(['GET', 'HEAD'], undefined, { facts: { allow: ['GET'], moved: true } })

/** 301 to the URL that a project has now; for other methods than GET and HEAD a 405 that says why. */
export function answerMoved (app: FastifyInstance, { moved: paths, projects }: Data): void {
  app.addHook('onRequest', async (request, reply) => {
    const id = paths.get((request.params as { id?: string }).id ?? '')
    const project = id === undefined ? undefined : projects.get(id)
    if (project === undefined) return
    const name = encodeURIComponent(project.path_with_namespace)
    return reply.movedPermanently(request.url.replace(/(?<=\/projects\/)[^/?]+/, name))
  })
}
