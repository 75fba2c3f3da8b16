// The router is asked for HEAD where its routes are others than those of GET.
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import conformant, { serverOptions } from '../../lib/index.ts'
import { exchange, listen } from '../helpers/exchange.ts'

const plans: Record<string, { plan: (app: FastifyInstance) => void, exposeHeadRoutes?: boolean, allow: Record<string, string | undefined> }> = {
  'as Fastify makes them': {
    plan: app => app.get('/a', async () => ({})),
    allow: { '/a': 'GET, HEAD', '/b/1': 'PUT', '/none': undefined }
  },
  'one of HEAD alone': {
    plan: app => app.get('/a', async () => ({})).head('/h', async () => ({})),
    allow: { '/a': 'GET, HEAD', '/h': 'HEAD', '/b/1': 'PUT', '/none': undefined }
  },
  'none of HEAD': {
    plan: app => app.get('/a', async () => ({})),
    exposeHeadRoutes: false,
    allow: { '/a': 'GET', '/b/1': 'PUT', '/none': undefined }
  },
  'another pattern for HEAD': {
    plan: app => app.get('/a/:id', { exposeHeadRoute: false }, async () => ({})).head('/a/:id(^\\d+$)', async () => ({})),
    allow: { '/a/x': 'GET', '/a/1': 'GET, HEAD', '/b/1': 'PUT', '/none': undefined }
  }
}

for (const [name, { plan, allow, exposeHeadRoutes = true }] of Object.entries(plans)) {
  t.test(name, async (t) => {
    const app = Fastify(serverOptions({ exposeHeadRoutes }))
    await app.register(conformant)
    plan(app)
    app.put('/b/:id', async () => ({}))
    const port = await listen(t, app)
    for (const method of ['DELETE', 'POST']) {
      for (const [path, expected] of Object.entries(allow)) {
        const { status, headers } = await exchange(port, { method, path })
        t.strictSame([status, headers['allow']], expected === undefined ? [404, undefined] : [405, expected], `${method} ${path}`)
      }
    }
    t.match(await exchange(port, { path: '/b/1' }), { status: 405, headers: { allow: 'PUT' } })
    t.match(await exchange(port, { method: 'HEAD', path: '/b/1' }), { status: 405, headers: { allow: 'PUT' } })
  })
}
