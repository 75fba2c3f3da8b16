// The orders of before.ts with the plugin: a mapper says what each error of the domain is, and no handler is left.
import Fastify, { type FastifyInstance } from 'fastify'
import conformant, { conflict, notFound, problem, serverOptions, unprocessable, type Mapper } from 'fastify-conformant'
import { AlreadyShipped, buses, DomainError, OrderNotFound } from './domain.ts'
import { graphql } from './routes/graphql.ts'
import { rest } from './routes/rest.ts'

/** What each error of the domain is; the name of its class stays a member of the answer. */
const domainErrors: Mapper = (error) => {
  if (!(error instanceof DomainError)) return undefined
  const extra = { code: error.constructor.name }
  if (error instanceof OrderNotFound) return notFound({ resource: 'Order', id: error.id, extra })
  if (error instanceof AlreadyShipped) return conflict(error.message, { extra })
  return unprocessable(error.message, { extra })
}

export async function build (): Promise<FastifyInstance> {
  const dialect = problem({ types: 'https://orders.example/problems/' })
  const app = Fastify(serverOptions({ dialect }))
  await app.register(conformant, { dialect, mappers: [domainErrors] })

  const both = buses()
  await app.register(rest, both)
  await app.register(graphql, both)
  return app
}
