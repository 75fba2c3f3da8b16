// Compiled by the consumer's own TypeScript, strictly and without
// skipLibCheck, then run: the declarations and the code must agree.
import Fastify from 'fastify'
import conformant, { akeneo, notFound, type ConformantOptions } from 'fastify-conformant'
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

/** Options whose types are made of what they read. */
export const options: ConformantOptions = {
  requestId: true,
  messages: { en: {}, de: { keywords: { minLength: (issue) => `Zu kurz: ${issue.path}` }, kinds: { not_found: () => 'Nicht da.' } } },
  log: { level: (error) => error.status < 500 ? 'debug' : undefined, sample: 10 },
  deprecated: { since: '2026-01-01', successor: '/v2' }
}

export async function refused (): Promise<void> {
  // @ts-expect-error a dialect is an object: options that accept anything would hide a mistake
  await Fastify().register(conformant, { dialect: 1 })
}
