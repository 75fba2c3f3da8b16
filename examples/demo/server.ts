// npm start: one resource, and a command for each mistake that a client can make with it.
import Fastify from 'fastify'
import { Type } from '@sinclair/typebox'
import conformant, { akeneo, notFound, serverOptions, typed } from 'fastify-conformant'
import { listen } from '../listen.ts'
import { page } from './page.ts'
import { curl, tries } from './requests.ts'

const Code = Type.String({ minLength: 1, maxLength: 100 })
const categories = new Map([['summer', { code: 'summer' }]])

const dialect = akeneo({ documentation: 'https://api.akeneo.com/api-reference.html' })
const app = Fastify(serverOptions({ dialect }))
await app.register(conformant, { dialect })

typed(app).get('/categories/:code', { schema: { params: Type.Object({ code: Type.String() }) }, config: { conformant: { errors: ['not_found'] } } }, async ({ params }) => {
  const category = categories.get(params.code)
  if (category === undefined) throw notFound({ resource: 'Category', id: params.code })
  return category
})

typed(app).post('/categories', { schema: { body: Type.Object({ code: Code }) } }, async ({ body }, reply) => {
  categories.set(body.code, body)
  return reply.created(`/categories/${encodeURIComponent(body.code)}`)
})

// What costs the server much is limited by itself.
app.get('/report', { config: { conformant: { rateLimit: { limit: 1, window: '15s' } } } }, async () => ({ categories: categories.size }))

// Browsers get a page, and curl the list of commands.
app.get('/', { config: { conformant: { accept: ['text/plain', 'text/html'] } } }, async (request, reply) => {
  reply.header('vary', 'Accept')
  if (request.headers.accept?.includes('text/html') === true) return reply.type('text/html; charset=utf-8').send(page)
  return commands(`${request.protocol}://${request.host}`)
})

const address = await listen(app)
console.log(`fastify-conformant listens on ${address}

${commands(address)}`)

function commands (address: string): string {
  return `It answers in the dialect of the Akeneo PIM, with the status that stands before each command:
${tries.map(one => `${one.status}  ${curl(one, address)}\n`).join('')}`
}
