// Compiled by the consumer's own TypeScript, strictly and without
// skipLibCheck, then run: the declarations and the code must agree.
import Fastify from 'fastify'
import conformant, { akeneo, notFound } from 'fastify-conformant'
import { verify } from './cases.mjs'

verify('TypeScript', async () => {
  const app = Fastify()
  await app.register(conformant, { dialect: akeneo() })
  app.get<{ Params: { code: string } }>('/categories/:code', async ({ params }) => {
    if (params.code === 'master') throw notFound("Category 'master' does not exist.")
    return { code: params.code }
  })
  app.post('/categories', async () => ({}))
  return app
})

export async function refused (): Promise<void> {
  // @ts-expect-error a dialect is an object: options that accept anything would hide a mistake
  await Fastify().register(conformant, { dialect: 1 })
}
