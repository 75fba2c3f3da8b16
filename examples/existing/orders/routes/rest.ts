import type { FastifyPluginAsync } from 'fastify'
import type { Buses, Order } from '../domain.ts'

const newOrder = {
  type: 'object',
  required: ['product', 'amount'],
  properties: { product: { type: 'string', minLength: 1 }, amount: { type: 'integer', minimum: 1 } }
}

/** Each route makes a message and sends what the bus says. */
export const rest: FastifyPluginAsync<Buses> = async (app, { commands, queries }) => {
  app.post<{ Body: Pick<Order, 'product' | 'amount'> }>('/orders', { schema: { body: newOrder } }, async ({ body }, reply) => {
    const order = await commands.execute<Order>({ type: 'PlaceOrder', ...body })
    return reply.code(201).send(order)
  })

  app.get<{ Params: { id: string } }>('/orders/:id', async ({ params: { id } }) =>
    queries.execute<Order>({ type: 'FindOrder', id }))

  app.post<{ Params: { id: string } }>('/orders/:id/shipment', async ({ params: { id } }) =>
    commands.execute<Order>({ type: 'ShipOrder', id }))

  app.get('/orders', async () => queries.execute({ type: 'CountOrders' }))
}
