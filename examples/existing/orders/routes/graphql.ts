import type { FastifyBaseLogger, FastifyPluginAsync } from 'fastify'
import { GraphQLError } from 'graphql'
import mercurius from 'mercurius'
import { DomainError, type Buses, type Order } from '../domain.ts'

const schema = `
  type Order { id: ID!, product: String!, amount: Int!, state: String! }
  type Query { order(id: ID!): Order, count: Int }
  type Mutation { placeOrder(product: String!, amount: Int!): Order, shipOrder(id: ID!): Order }
`

/** The same messages as the routes of REST. Errors are GraphQL's: in the body, beside the data. */
export const graphql: FastifyPluginAsync<Buses> = async (app, { commands, queries }) => {
  await app.register(mercurius, {
    schema,
    resolvers: {
      Query: {
        order: async (_, { id }: { id: string }) => queries.execute<Order>({ type: 'FindOrder', id }),
        count: async () => queries.execute<number>({ type: 'CountOrders' })
      },
      Mutation: {
        placeOrder: async (_, order: { product: string, amount: number }) => commands.execute<Order>({ type: 'PlaceOrder', ...order }),
        shipOrder: async (_, { id }: { id: string }) => commands.execute<Order>({ type: 'ShipOrder', id })
      }
    },
    errorFormatter: (execution, context) =>
      mercurius.defaultErrorFormatter({ ...execution, errors: execution.errors?.map(error => shown(error, app.log)) ?? [] }, context)
  })
}

/** What the domain says is shown, with its name. What GraphQL says of a query is GraphQL's. The rest is for the log. */
function shown (error: GraphQLError, log: FastifyBaseLogger): GraphQLError {
  const { message, path, originalError } = error
  if (originalError === undefined || 'statusCode' in originalError) return error
  if (originalError instanceof DomainError) return new GraphQLError(message, { path, extensions: { code: originalError.constructor.name } })
  log.error(originalError)
  return new GraphQLError('Something went wrong', { path })
}
