import type { FastifyPluginAsync } from 'fastify'
import type { Stock } from '../../stock.ts'

const customer = { type: 'object', required: ['customer'], properties: { customer: { type: 'string', minLength: 2 } } }
const item = {
  type: 'object',
  required: ['sku', 'amount'],
  properties: { sku: { type: 'string' }, amount: { type: 'integer', minimum: 1 } }
}

const cart: FastifyPluginAsync<{ stock: Stock }> = async (app, { stock }) => {
  app.post<{ Body: { customer: string } }>('/session', { schema: { body: customer } }, async ({ body, session }, reply) => {
    session.set('customer', body.customer)
    return reply.code(201).send({ customer: body.customer })
  })

  app.register(async (app) => {
    app.addHook('preHandler', async ({ session }) => {
      if (session.get('customer') === undefined) throw app.httpErrors.unauthorized('Sign in first.')
    })

    app.get('/cart', async ({ session }) => ({ customer: session.get('customer'), items: session.get('cart') ?? {} }))

    app.post<{ Body: { sku: string, amount: number } }>('/cart', { schema: { body: item } }, async ({ body: { sku, amount }, session }, reply) => {
      const product = stock.find(sku)
      if (product === undefined) throw app.httpErrors.notFound(`There is no product ${sku}.`)
      const price = stock.take(product, amount)
      session.set('cart', { ...session.get('cart'), [sku]: amount })
      return reply.code(201).send({ sku, amount, price })
    })
  })
}

export default cart
