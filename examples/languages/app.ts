import Fastify, { type FastifyInstance } from 'fastify'
import { Type } from '@sinclair/typebox'
import conformant, { notFound, problem, serverOptions, typed } from 'fastify-conformant'
import { german } from './german.ts'

/** English as the dialect has it, and German: whoever wants another language gets English. */
export async function build (): Promise<FastifyInstance> {
  const dialect = problem()
  const app = Fastify(serverOptions({ dialect }))
  await app.register(conformant, { dialect, messages: { en: {}, de: german }, requestId: { header: 'x-request-id', member: 'request_id' } })

  app.get('/', { config: { conformant: { accept: 'text/plain' } } }, async ({ protocol, host }) => tryThis(`${protocol}://${host}`))
  typed(app).get('/orders/:id', {
    schema: { params: Type.Object({ id: Type.Integer() }) },
    config: { conformant: { errors: [notFound({ resource: 'Order', id: 7 })] } }
  }, async ({ params }) => {
    throw notFound({ resource: 'Order', id: params.id })
  })
  typed(app).post('/orders', { schema: { body: Type.Object({ article: Type.String(), pieces: Type.Integer({ minimum: 1 }) }) } }, async () => ({}))
  return app
}

export function tryThis (address: string): string {
  const german = "-H 'Accept-Language: de-AT, en;q=0.5'"
  return `404  curl -i ${address}/orders/7
404  curl -i ${german} ${address}/orders/7
404  curl -i -H 'Accept-Language: fr' ${address}/nowhere
422  curl -i ${german} -H 'Content-Type: application/json' -d '{"pieces":0}' ${address}/orders
`
}
