import type { FastifyInstance } from 'fastify'

/**
 * Starts an example on PORT. Without one that is 3000, or a free port where 3000 is taken.
 *
 * @returns the address, such as `http://127.0.0.1:3000`
 */
export async function listen (app: FastifyInstance): Promise<string> {
  const { HOST: host = '127.0.0.1', PORT } = process.env
  if (PORT !== undefined) return app.listen({ host, port: Number(PORT) })
  try {
    return await app.listen({ host, port: 3000 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    return app.listen({ host, port: 0 })
  }
}
