import type { FastifyRequest } from 'fastify'
import { forbidden, notFound, type ApiError } from 'fastify-conformant'
import { userOf } from './auth.ts'
import type { Data, Project, User } from './data.ts'

export const noProject = (id: string): ApiError => notFound({ resource: 'Project', id })

/**
 * The project of a URL, by its id or its path. What somebody may not see does not exist for them.
 *
 * @throws 404
 */
export function visibleProject (request: FastifyRequest, { projects }: Data, id: string): Project {
  const project = /^\d+$/.test(id)
    ? projects.get(Number(id))
    : [...projects.values()].find(({ path_with_namespace: path }) => path === id)
  if (project === undefined || !canSee(userOf(request), project)) throw noProject(id)
  return project
}

export function canSee (user: User | undefined, { visibility, members }: Project): boolean {
  return visibility === 'public' || (user !== undefined && members.has(user.id))
}

/** 403 for everybody but an owner. */
export function ownerOnly (request: FastifyRequest, { members }: Project): void {
  if (members.get((userOf(request) as User).id) !== 'owner') throw forbidden()
}
