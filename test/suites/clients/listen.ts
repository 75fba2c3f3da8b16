import type { FastifyInstance } from 'fastify'

interface Teardown { teardown: (task: () => unknown) => void }

/** Starts an example on a free port until the test is over, and gives its address. */
export async function listen (t: Teardown, build: () => Promise<FastifyInstance>): Promise<string> {
  const app = await build()
  t.teardown(() => app.close())
  return app.listen({ host: '127.0.0.1', port: 0 })
}
