import type { FastifyPluginAsync } from 'fastify'
import type { Product, Stock } from '../../stock.ts'

const products: FastifyPluginAsync<{ stock: Stock }> = async (app, { stock }) => {
  app.get('/products', async () => stock.all())

  app.get<{ Params: { sku: string } }>('/products/:sku', async ({ params: { sku } }) => find(sku))

  app.put<{ Params: { sku: string } }>('/products/:sku/picture', async (request) => {
    const product = find(request.params.sku)
    const picture = await request.file()
    if (picture === undefined) throw app.httpErrors.badRequest('There is no picture in it.')
    product.picture = (await picture.toBuffer()).length
    return product
  })

  app.get<{ Params: { code: string } }>('/discounts/:code', async ({ params: { code } }) => ({ percent: stock.discount(code) }))

  function find (sku: string): Product {
    const product = stock.find(sku)
    if (product === undefined) throw app.httpErrors.notFound(`There is no product ${sku}.`)
    return product
  }
}

export default products
