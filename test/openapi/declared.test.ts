// What the examples declare that their handlers give: a request for each, and the answer is the documented one to the byte.
import type { FastifyInstance, InjectOptions } from 'fastify'
import t from 'tap'
import { build as catalog } from '../../examples/catalog/app.ts'
import { build as languages } from '../../examples/languages/app.ts'
import { build as projects } from '../../examples/projects/app.ts'
import { errorsOf } from '../../lib/openapi/documented.ts'
import { knownRoutes } from '../../lib/plugin/known-routes.ts'

type Request = Omit<InjectOptions, 'method'>

const admin = { authorization: 'Bearer admin-token' }
const julia = { authorization: 'Bearer julia-token' }
const owner = { 'private-token': 'owner-token' }
const developer = { 'private-token': 'developer-token' }
const api = '/api/rest/v1'
const as = (headers: Record<string, string>, url: string, payload?: object): Request => ({ url, headers, ...(payload === undefined ? {} : { payload }) })

const other = { uuid: '2b1c7a4e-6a56-4c0a-8f5b-0d2b1f6a9c11', identifier: 'other' }
const values = { code: 'winter' }
const requests: Readonly<Record<string, Readonly<Record<string, Request>>>> = {
  catalog: {
    'POST /api/oauth/v1/token unprocessable': { url: '/api/oauth/v1/token', payload: { grant_type: 'password', username: 'a', password: 'a' } },
    [`GET ${api}/attributes/:code not_found`]: as(admin, `${api}/attributes/colour`),
    [`GET ${api}/attributes/:code/options not_found`]: as(admin, `${api}/attributes/colour/options`),
    [`GET ${api}/attributes/:code/options/:option not_found`]: as(admin, `${api}/attributes/brand/options/nike`),
    [`POST ${api}/attributes/:code/options not_found`]: as(admin, `${api}/attributes/colour/options`, { code: 'a' }),
    [`POST ${api}/attributes/:code/options conflict`]: as(admin, `${api}/attributes/brand/options`, { code: 'tommy' }),
    [`GET ${api}/categories/:code not_found`]: as(admin, `${api}/categories/master`),
    [`POST ${api}/categories forbidden`]: as(julia, `${api}/categories`, values),
    [`POST ${api}/categories conflict`]: as(admin, `${api}/categories`, { code: 'summer' }),
    [`PATCH ${api}/categories/:code forbidden`]: as(julia, `${api}/categories/summer`, values),
    [`PATCH ${api}/categories/:code unprocessable`]: as(admin, `${api}/categories/summer`, values),
    [`GET ${api}/product-models/:code not_found`]: as(admin, `${api}/product-models/shoe`),
    [`POST ${api}/product-models conflict`]: as(admin, `${api}/product-models`, { code: 'boots', family: 'shoes' }),
    ...Object.fromEntries(['products', 'products-uuid'].flatMap(path => [
      [`GET ${api}/${path}/:key not_found`, as(admin, `${api}/${path}/bag`)],
      [`POST ${api}/${path} conflict`, as(admin, `${api}/${path}`, { identifier: 'top' })],
      [`POST ${api}/${path} unprocessable`, as(admin, `${api}/${path}`, { identifier: 'new', categories: ['winter'] })],
      [`PATCH ${api}/${path}/:key not_found`, as(admin, `${api}/${path}/bag`, {})],
      [`PATCH ${api}/${path}/:key conflict`, as(admin, `${api}/${path}/${path === 'products' ? 'other' : other.uuid}`, { identifier: 'top' })],
      [`PATCH ${api}/${path}/:key unprocessable`, as(admin, `${api}/${path}/${path === 'products' ? 'top' : 'f62190e8-8314-4360-8ff8-7dbdb4af6312'}`, { categories: ['winter'] })],
      [`DELETE ${api}/${path}/:key not_found`, as(admin, `${api}/${path}/bag`)]
    ]))
  },
  projects: {
    'POST /api/v4/projects conflict': as(owner, '/api/v4/projects', { name: 'project' }),
    'GET /api/v4/projects/:id not_found': as(owner, '/api/v4/projects/7'),
    'PUT /api/v4/projects/:id not_found': as(owner, '/api/v4/projects/7', {}),
    'PUT /api/v4/projects/:id method_not_allowed': as(owner, '/api/v4/projects/group%2Fold-name', {}),
    'PUT /api/v4/projects/:id forbidden': as(developer, '/api/v4/projects/1', {}),
    'DELETE /api/v4/projects/:id not_found': as(owner, '/api/v4/projects/7'),
    'DELETE /api/v4/projects/:id method_not_allowed': as(owner, '/api/v4/projects/group%2Fold-name'),
    'DELETE /api/v4/projects/:id forbidden': as(developer, '/api/v4/projects/1'),
    'GET /api/v4/projects/:id/repository/tree not_found': as(owner, '/api/v4/projects/7/repository/tree'),
    'GET /api/v4/projects/:id/custom_attributes/:key not_found': as(owner, '/api/v4/projects/1/custom_attributes/colour'),
    'PUT /api/v4/projects/:id/custom_attributes/:key not_found': as(owner, '/api/v4/projects/7/custom_attributes/a', { value: 'a' }),
    'PUT /api/v4/projects/:id/custom_attributes/:key method_not_allowed': as(owner, '/api/v4/projects/group%2Fold-name/custom_attributes/a', { value: 'a' }),
    'PUT /api/v4/projects/:id/custom_attributes/:key forbidden': as(developer, '/api/v4/projects/1/custom_attributes/a', { value: 'a' }),
    'GET /api/v4/projects/:id/issues not_found': as(owner, '/api/v4/projects/7/issues'),
    'POST /api/v4/projects/:id/issues not_found': as(owner, '/api/v4/projects/7/issues', { title: 'a' }),
    'POST /api/v4/projects/:id/issues method_not_allowed': as(owner, '/api/v4/projects/group%2Fold-name/issues', { title: 'a' }),
    'POST /api/v4/projects/:id/issues unprocessable': as(owner, '/api/v4/projects/1/issues', { title: 'a', assignee_id: 9 }),
    'GET /api/v4/projects/:id/issues/:iid not_found': as(owner, '/api/v4/projects/1/issues/7'),
    'PUT /api/v4/projects/:id/issues/:iid not_found': as(owner, '/api/v4/projects/1/issues/7', {}),
    'PUT /api/v4/projects/:id/issues/:iid method_not_allowed': as(owner, '/api/v4/projects/group%2Fold-name/issues/1', {}),
    'PUT /api/v4/projects/:id/issues/:iid unprocessable': as(owner, '/api/v4/projects/1/issues/1', { assignee_id: 9 }),
    'DELETE /api/v4/projects/:id/issues/:iid not_found': as(owner, '/api/v4/projects/1/issues/7'),
    'DELETE /api/v4/projects/:id/issues/:iid method_not_allowed': as(owner, '/api/v4/projects/group%2Fold-name/issues/1'),
    'DELETE /api/v4/projects/:id/issues/:iid forbidden': as(developer, '/api/v4/projects/1/issues/1'),
    'POST /api/v4/projects/:id/snippets not_found': as(owner, '/api/v4/projects/7/snippets?title=a&file_name=a&content=a&visibility=private'),
    'GET /api/v4/users/:id not_found': as(owner, '/api/v4/users/7'),
    'PUT /api/v4/users/:id not_found': as(owner, '/api/v4/users/7', {}),
    'PUT /api/v4/users/:id forbidden': as(developer, '/api/v4/users/1', {})
  },
  languages: {
    'GET /orders/:id not_found': { url: '/orders/7' }
  }
}

/** Whoever sends no good token is told the same at every route. */
const withoutAccess: Readonly<Record<string, Request['headers']>> = { catalog: {}, projects: { 'private-token': 'nobody' } }

const apps: ReadonlyArray<[name: string, build: () => Promise<FastifyInstance>]> = [['catalog', catalog], ['projects', projects], ['languages', languages]]

for (const [name, build] of apps) {
  t.test(name, async (t) => {
    const app = await build()
    await app.ready()
    await app.inject({ method: 'POST', url: `${api}/product-models`, headers: admin, payload: { code: 'boots', family: 'shoes' } })
    await app.inject({ method: 'POST', url: `${api}/products-uuid`, headers: admin, payload: other })
    await app.inject({ method: 'POST', url: '/api/v4/projects', headers: owner, payload: { name: 'project' } })
    await app.inject({ method: 'POST', url: '/api/v4/projects/1/issues', headers: owner, payload: { title: 'a' } })
    const asked = new Set<string>()
    for (const route of knownRoutes(app)) {
      const method = String(route.options.method)
      for (const { kind, status, mediaType, headers, body, from } of errorsOf(route, method)) {
        if (from !== 'handler' || kind === 'internal' || body === undefined || method === 'HEAD') continue
        const key = `${method} ${route.url} ${kind}`
        asked.add(key)
        const request = kind === 'unauthorized' ? { url: route.url.replace(/:i?id/g, '1').replace(/:\w+/g, 'a'), headers: withoutAccess[name] } as Request : requests[name]?.[key]
        t.ok(request, `${key} has a request`)
        if (request === undefined) continue
        const response = await app.inject({ method: method as 'GET', ...request })
        const sent = Object.fromEntries(Object.keys(headers).map(field => [field, field === 'x-request-id' ? 'req-1' : response.headers[field]]))
        t.strictSame({ status: response.statusCode, type: response.headers['content-type'], ...sent, body: response.body.replace(/req-\w+/, 'req-1') }, { status, type: mediaType, ...headers, body }, key)
      }
    }
    t.strictSame(Object.keys(requests[name] as object).filter(key => !asked.has(key)), [], 'every request is for an error that is documented')
    await app.close()
  })
}
