// A shop as it is: an error handler and a not-found handler of its own, sessions, uploads, and everything else in folders.
import { join } from 'node:path'
import autoload from '@fastify/autoload'
import Fastify, { type FastifyError, type FastifyInstance, type FastifyRequest } from 'fastify'
import { OutOfStock, Stock } from './stock.ts'

const page = (title: string): string => `<!doctype html><title>${title}</title><h1>${title}</h1><a href="/">Back to the shop</a>`
const isApi = ({ url }: FastifyRequest): boolean => url.startsWith('/api/')

export async function build (): Promise<FastifyInstance> {
  const app = Fastify()

  app.setErrorHandler((error: FastifyError, request, reply) => {
    const { statusCode = 500, code, message, validation } = error
    if (statusCode >= 500) request.log.error(error)
    if (!isApi(request)) {
      return reply.code(statusCode).type('text/html; charset=utf-8').send(page('Something went wrong'))
    }
    if (validation !== undefined) {
      return reply.code(400).send({ error: 'invalid', fields: validation.map(({ instancePath, message }) => `${instancePath} ${message}`) })
    }
    if (error instanceof OutOfStock) return reply.code(409).send({ error: message })
    if (code === 'FST_ERR_CTP_INVALID_JSON_BODY') return reply.code(400).send({ error: 'no JSON' })
    if (code === 'FST_REQ_FILE_TOO_LARGE') return reply.code(413).send({ error: 'The picture is too large.' })
    if (statusCode < 500) return reply.code(statusCode).send({ error: message })
    return reply.code(500).send({ error: 'Something went wrong' })
  })

  app.setNotFoundHandler((request, reply) => {
    if (!isApi(request)) {
      return reply.code(404).type('text/html; charset=utf-8').send(page('This page is not here'))
    }
    return reply.code(404).send({ error: `${request.method} ${request.url} is not here` })
  })

  const folder = (name: string): string => join(import.meta.dirname, name)
  await app.register(autoload, { dir: folder('plugins') })
  await app.register(autoload, { dir: folder('routes'), options: { stock: new Stock() } })
  return app
}
