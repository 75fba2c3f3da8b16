// Projects, issues, snippets and users, with errors as documents about GitLab's REST API show them.
import Fastify, { type FastifyInstance } from 'fastify'
import conformant, { gitlab, routes, serverOptions } from 'fastify-conformant'
import { authenticate, invalidToken } from './auth.ts'
import { customAttributes } from './custom-attributes.ts'
import { demoData } from './data.ts'
import { home } from './home.ts'
import { issues } from './issues.ts'
import { projects } from './projects.ts'
import { snippets } from './snippets.ts'
import { users } from './users.ts'

export async function build (): Promise<FastifyInstance> {
  const data = demoData()
  const dialect = gitlab()
  const app = Fastify(serverOptions({ dialect, trustProxy: 'loopback', maxConnections: 200 }))
  await app.register(conformant, { dialect })
  await app.register(home)

  await app.register(routes(async (api) => {
    await api.register(conformant, { errors: [invalidToken] })
    authenticate(api, data)
    await api.register(projects, { data })
    await api.register(customAttributes, { data })
    await api.register(issues, { data })
    await api.register(snippets, { data })
    await api.register(users, { data })
  }), { prefix: '/api/v4' })
  return app
}
