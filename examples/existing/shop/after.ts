// The shop of before.ts with the plugin: its handlers say what is for browsers, and the API has one format for all errors.
import { join } from 'node:path'
import autoload from '@fastify/autoload'
import Fastify, { type FastifyError, type FastifyInstance, type FastifyRequest } from 'fastify'
import conformant, { conflict, problem, serverOptions, type Mapper } from 'fastify-conformant'
import { OutOfStock, Stock } from './stock.ts'

const page = (title: string): string => `<!doctype html><title>${title}</title><h1>${title}</h1><a href="/">Back to the shop</a>`
const isApi = ({ url }: FastifyRequest): boolean => url.startsWith('/api/')

const outOfStock: Mapper = (error) => error instanceof OutOfStock ? conflict(error.message) : undefined

export async function build (): Promise<FastifyInstance> {
  const dialect = problem()
  const app = Fastify(serverOptions({ dialect }))
  await app.register(conformant, { dialect, mappers: [outOfStock] })

  app.setErrorHandler((error: FastifyError, request, reply) => {
    if (isApi(request)) throw error
    const { statusCode = 500 } = error
    if (statusCode >= 500) request.log.error(error)
    return reply.code(statusCode).type('text/html; charset=utf-8').send(page('Something went wrong'))
  })

  app.setNotFoundHandler((request, reply) => {
    if (!isApi(request)) {
      return reply.code(404).type('text/html; charset=utf-8').send(page('This page is not here'))
    }
    return reply.callNotFound()
  })

  const folder = (name: string): string => join(import.meta.dirname, name)
  await app.register(autoload, { dir: folder('plugins') })
  await app.register(autoload, { dir: folder('routes'), options: { stock: new Stock() } })
  return app
}
