// Orders as they are: commands and queries behind REST and GraphQL. Whatever the domain refuses is put into words of HTTP by one handler.
import Fastify, { type FastifyError, type FastifyInstance } from 'fastify'
import { AlreadyShipped, buses, DomainError, OrderNotFound } from './domain.ts'
import { graphql } from './routes/graphql.ts'
import { rest } from './routes/rest.ts'

/** The status of each error of the domain. */
function statusOf (error: DomainError): number {
  if (error instanceof OrderNotFound) return 404
  if (error instanceof AlreadyShipped) return 409
  return 422
}

export async function build (): Promise<FastifyInstance> {
  const app = Fastify()

  app.setErrorHandler((error: FastifyError | DomainError, request, reply) => {
    if (error instanceof DomainError) {
      return reply.code(statusOf(error)).send({ code: error.constructor.name, message: error.message })
    }
    const { statusCode = 500, code, message, validation } = error
    if (validation !== undefined) return reply.code(400).send({ code: 'Invalid', message })
    if (statusCode < 500) return reply.code(statusCode).send({ code, message })
    request.log.error(error)
    return reply.code(500).send({ code: 'Internal', message: 'Something went wrong' })
  })

  app.setNotFoundHandler((request, reply) => {
    return reply.code(404).send({ code: 'NotFound', message: `There is no ${request.method} ${request.url}` })
  })

  const both = buses()
  await app.register(rest, both)
  await app.register(graphql, both)
  return app
}
