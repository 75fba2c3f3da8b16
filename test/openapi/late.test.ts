// What the application has a word in before it is refused: conditions, a late 406, limits, spam. With resources that are there, each is answered as documented.
import type { FastifyInstance, InjectOptions } from 'fastify'
import t from 'tap'
import { build as catalog } from '../../examples/catalog/app.ts'
import { build as orders } from '../../examples/existing/orders/after.ts'
import { build as shop } from '../../examples/existing/shop/after.ts'
import { build as languages } from '../../examples/languages/app.ts'
import { build as projects } from '../../examples/projects/app.ts'
import type { DocumentedError } from '../../lib/openapi/documented-error.ts'
import { errorsOf } from '../../lib/openapi/documented.ts'
import { knownRoutes } from '../../lib/plugin/known-routes.ts'

// @fastify/autoload does not know by itself who reads TypeScript here.
process.env['FASTIFY_AUTOLOAD_TYPESCRIPT'] = '1'

type Request = Pick<InjectOptions, 'headers' | 'payload'> & { readonly url: string }

interface Example {
  readonly build: () => Promise<FastifyInstance> | FastifyInstance
  readonly headers?: Record<string, string>
  /** The parameters of a URL for which there is something, by its pattern. */
  readonly there?: ReadonlyArray<readonly [pattern: RegExp, parameters: Readonly<Record<string, string>>]>
  /** Requests for what is counted or looked at, by method, route and kind. */
  readonly requests?: Readonly<Record<string, Request>>
  /** Routes that answer otherwise, as nothing about them tells: pages in HTML, whatever is asked for, an error handler of their own, a session that is needed, or a handler that always fails. */
  readonly others?: readonly string[]
}

const api = '/api/rest/v1'
const admin = { authorization: 'Bearer admin-token' }
const owner = { 'private-token': 'owner-token' }
const snippet = 'title=a&file_name=a&content=a&visibility=public'

const examples: Readonly<Record<string, Example>> = {
  catalog: {
    build: catalog,
    headers: admin,
    there: [
      [/\/attributes\//, { code: 'brand', option: 'tommy' }], [/\/categories\//, { code: 'summer' }], [/\/product-models\//, { code: 'boots' }],
      [/\/products\//, { key: 'top' }], [/\/products-uuid\//, { key: 'f62190e8-8314-4360-8ff8-7dbdb4af6312' }]
    ],
    requests: { 'POST /api/oauth/v1/token too_many_requests': { url: '/api/oauth/v1/token', payload: { grant_type: 'password', username: 'a', password: 'a' } } }
  },
  projects: {
    build: projects,
    headers: owner,
    there: [[/\/custom_attributes\//, { id: '1', key: 'colour' }], [/./, { id: '1', iid: '1' }]],
    requests: {
      'POST /api/v4/snippets captcha_required': { url: `/api/v4/snippets?${snippet}` },
      'POST /api/v4/projects/:id/snippets spam_detected': { url: `/api/v4/projects/1/snippets?${snippet}` },
      'GET /api/v4/user too_many_requests': { url: '/api/v4/user' },
      'HEAD /api/v4/user too_many_requests': { url: '/api/v4/user' }
    }
  },
  languages: { build: languages, others: ['/orders/:id'] },
  orders: { build: orders, there: [[/./, { id: '1' }]], others: ['/orders', '/graphql'] },
  shop: { build: shop, there: [[/./, { sku: 'boots' }]], others: ['/', '/sale', '/api/discounts/:code', 'GET /api/cart', 'HEAD /api/cart'] }
}

/** What is there only when somebody has put it there. */
async function prepare (app: FastifyInstance): Promise<void> {
  await app.inject({ method: 'POST', url: `${api}/product-models`, headers: admin, payload: { code: 'boots', family: 'shoes' } })
  await app.inject({ method: 'POST', url: '/api/v4/projects/1/issues', headers: owner, payload: { title: 'a' } })
  await app.inject({ method: 'PUT', url: '/api/v4/projects/1/custom_attributes/colour', headers: owner, payload: { value: 'a' } })
}

/** The request for a documented error, to something that is there. */
function requestFor ({ provocation, kind }: DocumentedError, method: string, route: string, { there = [], requests }: Example): Request | undefined {
  if (provocation === undefined) return requests?.[`${method} ${route} ${kind}`]
  const parameters = there.find(([pattern]) => pattern.test(route))?.[1] ?? {}
  const [, query] = provocation.url.split('?')
  const path = route.includes(':') ? route.replace(/:(\w+)/g, (_, name: string) => parameters[name] ?? '1') : provocation.url.split('?')[0] as string
  return { url: query === undefined ? path : `${path}?${query}`, headers: provocation.headers, ...(provocation.body === undefined ? {} : { payload: provocation.body }) }
}

for (const [name, example] of Object.entries(examples)) {
  t.test(name, async (t) => {
    const app = await example.build()
    await app.ready()
    await prepare(app)
    const isOther = (name: string): boolean => example.others?.includes(name) === true
    const late = knownRoutes(app).flatMap(route => [route.options.method].flat().flatMap(method => errorsOf(route, method)
      .filter(({ from, provocation }) => !isOther(route.url) && !isOther(`${method} ${route.url}`) && (provocation === undefined ? from === 'gate' : provocation.isLate))
      .map(documented => ({ documented, method, url: route.url }))))
    // A limit that is used up refuses what else is asked.
    late.sort((one, other) => Number(one.documented.kind === 'too_many_requests') - Number(other.documented.kind === 'too_many_requests'))
    const asked = new Set<string>()
    for (const { documented, method, url } of late) {
      const { kind, status, mediaType, body } = documented
      const key = `${method} ${url} ${kind}`
      const request = requestFor(documented, method, url, example)
      // Whether the service that checks a CAPTCHA answers is not this server's to say.
      if (request === undefined && kind === 'service_unavailable') continue
      t.ok(request, `${key} has a request`)
      if (request === undefined) continue
      asked.add(key)
      const ask = async () => await app.inject({ method: method as 'GET', ...request, headers: { ...example.headers, ...request.headers } })
      let response = await ask()
      const most = kind === 'too_many_requests' ? 100 : 0
      for (let times = 0; times < most && response.statusCode !== 429; times++) response = await ask()
      const said = (text: string | undefined): string | undefined => text?.replace(/req-\w+/, 'req-1').replace(/"spam_log_id":\d+/, '"spam_log_id":1')
      t.strictSame({ status: response.statusCode, type: response.headers['content-type'], body: said(response.body) }, { status, type: mediaType, body: method === 'HEAD' ? '' : said(body) }, `${key}: ${JSON.stringify(request).slice(0, 200)}`)
    }
    t.strictSame(Object.keys(example.requests ?? {}).filter(key => !asked.has(key)), [], 'every request is for an error that is documented')
    await app.close()
  })
}
