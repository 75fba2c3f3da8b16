// Every error that is documented with a request that provokes it is what a server answers to that request, to the byte.
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { build as catalog } from '../../examples/catalog/app.ts'
import { build as orders } from '../../examples/existing/orders/after.ts'
import { build as shop } from '../../examples/existing/shop/after.ts'
import { build as languages } from '../../examples/languages/app.ts'
import { build as projects } from '../../examples/projects/app.ts'
import { errorsOf } from '../../lib/openapi/documented.ts'
import { knownRoutes } from '../../lib/plugin/known-routes.ts'

// @fastify/autoload does not know by itself who reads TypeScript here.
process.env['FASTIFY_AUTOLOAD_TYPESCRIPT'] = '1'

const credentials: Readonly<Record<string, Record<string, string>>> = {
  catalog: { authorization: 'Bearer admin-token' },
  projects: { 'private-token': 'owner-token' }
}

const apps: ReadonlyArray<[name: string, build: () => Promise<FastifyInstance> | FastifyInstance]> = [['catalog', catalog], ['projects', projects], ['languages', languages], ['orders', orders], ['shop', shop]]

for (const [name, build] of apps) {
  t.test(name, async (t) => {
    const app = await build()
    await app.ready()
    for (const route of knownRoutes(app)) {
      for (const method of [route.options.method].flat()) {
        for (const { kind, status, mediaType, headers, body, provocation } of errorsOf(route, method)) {
          if (provocation === undefined || provocation.isLate === true) continue
          const response = await app.inject({ method: method as 'GET', url: provocation.url, headers: { ...credentials[name], ...provocation.headers }, ...(provocation.body === undefined ? {} : { payload: provocation.body }) })
          const sent = Object.fromEntries(Object.keys(headers).map(field => [field, field === 'x-request-id' ? 'req-1' : response.headers[field]]))
          t.strictSame({ status: response.statusCode, type: response.headers['content-type'], ...sent, body: response.body.replace(/req-\w+/, 'req-1') }, { status, type: mediaType, ...headers, body: method === 'HEAD' ? '' : body }, `${method} ${route.url} ${kind}: ${JSON.stringify(provocation).slice(0, 200)}`)
        }
      }
    }
    await app.close()
  })
}
