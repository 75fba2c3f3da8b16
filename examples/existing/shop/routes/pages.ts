import type { FastifyPluginAsync } from 'fastify'
import type { Stock } from '../stock.ts'

/** What browsers see. */
const pages: FastifyPluginAsync<{ stock: Stock }> = async (app, { stock }) => {
  app.get('/', async (_request, reply) => {
    reply.type('text/html; charset=utf-8')
    return `<h1>Shop</h1><ul>${stock.all().map(({ name }) => `<li>${name}</li>`).join('')}</ul>`
  })

  app.get('/sale', async () => `<h1>Sale: ${stock.discount('summer')} %</h1>`)
}

export default pages
