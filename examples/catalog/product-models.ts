import { Type } from '@sinclair/typebox'
import { conflict, notFound, routes } from 'fastify-conformant'
import type { Catalog } from './data.ts'
import { list, Page } from './lists.ts'
import { ByCode, Code, Values } from './schemas.ts'

export const ProductModel = Type.Object({
  code: Code,
  family: Type.String({ minLength: 1 }),
  values: Type.Optional(Values)
})

export const productModels = routes<{ catalog: Catalog }>(async (app, { catalog }) => {
  const { productModels } = catalog

  app.get('/product-models', { schema: { querystring: Page } }, async (request) => list(request, request.query, productModels))

  app.get('/product-models/:code', { schema: { params: ByCode }, config: { conformant: { errors: [notFound({ resource: 'Product model', id: 'shoe' })] } } }, async ({ params: { code } }) => {
    const model = productModels.get(code)
    if (model === undefined) throw notFound({ resource: 'Product model', id: code })
    return model
  })

  app.post('/product-models', {
    schema: { body: ProductModel },
    config: { conformant: { documentation: '#post_product_models', errors: [conflict("Product model 'boots' already exists.")] } }
  }, async ({ body }, reply) => {
    productModels.add(body.code, body)
    return reply.created(`/product-models/${body.code}`)
  })
})
