// A product catalog whose errors are those of documents about Akeneo's REST API, to the letter.
import Fastify, { type FastifyInstance } from 'fastify'
import conformant, { akeneo, conflict, routes, serverOptions, type Mapper } from 'fastify-conformant'
import { attributes } from './attributes.ts'
import { authenticate, unauthenticated } from './auth.ts'
import { categories } from './categories.ts'
import { AlreadyExists, demoCatalog } from './data.ts'
import { home } from './home.ts'
import { measurementFamilies } from './measurement-families.ts'
import { oauth } from './oauth.ts'
import { productModels } from './product-models.ts'
import { products } from './products.ts'

/** What the data layer throws knows nothing of HTTP; here it becomes an answer. */
const alreadyExists: Mapper = (error) =>
  error instanceof AlreadyExists ? conflict(error.message) : undefined

export async function build (): Promise<FastifyInstance> {
  const catalog = demoCatalog()
  // Behind a proxy on the same host, Location headers name the host that the client asked for.
  const dialect = akeneo()
  const app = Fastify(serverOptions({ dialect, trustProxy: 'loopback' }))
  await app.register(conformant, { dialect, mappers: [alreadyExists] })
  await app.register(home)
  await app.register(oauth, { catalog })

  await app.register(routes(async (api) => {
    // Only this part of the server is documented, so only its errors point to the documentation.
    await api.register(conformant, {
      documentation: 'http://api.akeneo.com/api-reference.html',
      errors: [unauthenticated],
      standardFormat: 'https://docs.akeneo.com/master/reference/standard_format/other_entities.html'
    })
    authenticate(api, catalog)
    await api.register(attributes, { catalog })
    await api.register(categories, { catalog })
    await api.register(measurementFamilies, { catalog })
    await api.register(productModels, { catalog })
    await api.register(products, { catalog, path: '/products', key: 'identifier' })
    await api.register(products, { catalog, path: '/products-uuid', key: 'uuid' })
  }), { prefix: '/api/rest/v1' })
  return app
}
