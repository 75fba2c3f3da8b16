// npm start: one resource, and a command for each mistake that a client can make with it.
import Fastify from 'fastify'
import { Type } from '@sinclair/typebox'
import conformant, { akeneo, notFound, serverOptions, typed } from 'fastify-conformant'
import { listen } from '../listen.ts'

const Code = Type.String({ minLength: 1, maxLength: 100 })
const categories = new Map([['summer', { code: 'summer' }]])

const dialect = akeneo({ documentation: 'https://api.akeneo.com/api-reference.html' })
const app = Fastify(serverOptions({ dialect }))
await app.register(conformant, { dialect })

typed(app).get('/categories/:code', { schema: { params: Type.Object({ code: Type.String() }) } }, async ({ params }) => {
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

app.get('/', { config: { conformant: { accept: 'text/plain' } } }, async (request) =>
  commands(`${request.protocol}://${request.host}`))

const address = await listen(app)
console.log(`fastify-conformant listens on ${address}

${commands(address)}`)

function commands (address: string): string {
  const json = "-H 'Content-Type: application/json'"
  return `It answers with the status that stands before each command:
404  curl -i ${address}/categories/master
405  curl -i -X DELETE ${address}/categories/summer
501  curl -i -X FOO ${address}/categories/summer
406  curl -i -H 'Accept: text/html' ${address}/categories/summer
400  curl -i ${address}/categories/%zz
400  curl -i ${json} -d '{code: "winter"}' ${address}/categories
415  curl -i -H 'Content-Type: text/csv' -d 'code,winter' ${address}/categories
422  curl -i ${json} -d '{"code":"winter","colour":"white"}' ${address}/categories
201  curl -i ${json} -d '{"code":"winter"}' ${address}/categories
200  curl -i ${address}/report
429  curl -i ${address}/report
`
}
