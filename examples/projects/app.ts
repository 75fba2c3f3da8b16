// Projects, issues and users, with errors as documents about GitLab's REST API show them.
import Fastify, { type FastifyInstance } from 'fastify'
import conformant, { gitlab, routes } from 'fastify-conformant'
import { authenticate } from './auth.ts'
import { demoData } from './data.ts'
import { home } from './home.ts'
import { issues } from './issues.ts'
import { projects } from './projects.ts'
import { users } from './users.ts'

export async function build (): Promise<FastifyInstance> {
  const data = demoData()
  // A project is named by its path, such as group%2Fsubgroup%2Fproject; Fastify takes 100 characters by default.
  const app = Fastify({ trustProxy: 'loopback', routerOptions: { maxParamLength: 500 } })
  await app.register(conformant, { dialect: gitlab() })
  await app.register(home)

  await app.register(routes(async (api) => {
    authenticate(api, data)
    await api.register(projects, { data })
    await api.register(issues, { data })
    await api.register(users, { data })
  }), { prefix: '/api/v4' })
  return app
}
