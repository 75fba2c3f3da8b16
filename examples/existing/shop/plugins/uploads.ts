import multipart from '@fastify/multipart'
import fp from 'fastify-plugin'

/** Pictures of products. */
export default fp(async (app) => {
  await app.register(multipart, { limits: { files: 1, fileSize: 1000 } })
})
