import { randomUUID } from 'node:crypto'
import { Type, type Static } from '@sinclair/typebox'
import { conflict, notFound, routes, type ApiError } from 'fastify-conformant'
import { checkProduct, noCategory } from './check-product.ts'
import type { Catalog } from './data.ts'
import { list, Page } from './lists.ts'
import { Values } from './schemas.ts'

export const Product = Type.Object({
  uuid: Type.Optional(Type.String({ format: 'uuid' })),
  identifier: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })),
  enabled: Type.Optional(Type.Boolean()),
  family: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  categories: Type.Optional(Type.Array(Type.String())),
  values: Type.Optional(Values)
})
const Changes = Type.Omit(Product, ['uuid'])
const ByKey = Type.Object({ key: Type.String() })

const noProduct = (id: string): ApiError => notFound({ resource: 'Product', id })

interface Options {
  readonly catalog: Catalog
  readonly path: '/products' | '/products-uuid'
  /** What stands in the URL of a product. */
  readonly key: 'identifier' | 'uuid'
}

/** The same products twice: by identifier below `/products`, by UUID below `/products-uuid`. */
export const products = routes<Options>(async (app, { catalog, path, key }) => {
  const { products } = catalog
  const anchor = path.slice(1).replace('-', '_')
  const standardFormat = 'products.html'
  const New = key === 'uuid' ? Product : Type.Composite([Product, Type.Required(Type.Pick(Product, ['identifier']))])

  app.get(path, { schema: { querystring: Page } }, async (request) =>
    list(request, request.query, new Map([...products.values()].flatMap(product =>
      product[key] === undefined ? [] : [[product[key], product]]))))

  app.get(`${path}/:key`, { schema: { params: ByKey }, config: { conformant: { errors: [noProduct('bag')] } } }, async ({ params }) => find(params.key))

  app.post(path, {
    schema: { body: New },
    config: { conformant: { documentation: `#post_${anchor}`, standardFormat, errors: [conflict("Product 'top' already exists."), noCategory('winter')] } }
  }, async ({ body }, reply) => {
    const product: Static<typeof Product> & { uuid: string } = { uuid: randomUUID(), ...body }
    checkProduct(product, catalog)
    products.add(product.uuid, product)
    return reply.created(`${path}/${encodeURIComponent(product[key] as string)}`)
  })

  app.patch(`${path}/:key`, {
    schema: { params: ByKey, body: Changes },
    config: { conformant: { documentation: `#patch_${anchor}__${key === 'uuid' ? 'uuid' : 'code'}_`, standardFormat, errors: [noProduct('bag'), conflict("Product 'top' already exists."), noCategory('winter')] } }
  }, async ({ params, body }, reply) => {
    const product = { ...find(params.key), ...body }
    checkProduct(product, catalog)
    products.set(product.uuid, product)
    return reply.noContent(`${path}/${encodeURIComponent(product[key] as string)}`)
  })

  app.delete(`${path}/:key`, { schema: { params: ByKey }, config: { conformant: { errors: [noProduct('bag')] } } }, async ({ params }, reply) => {
    products.delete(find(params.key).uuid)
    return reply.noContent()
  })

  function find (id: string): Static<typeof Product> & { uuid: string } {
    const product = [...products.values()].find(product => product[key] === id)
    if (product === undefined) throw noProduct(id)
    return product
  }
})
