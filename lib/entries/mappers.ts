// fastify-conformant/mappers: errors of other packages as errors of an API.
export { postgresErrors } from '../errors/mappers/postgres.ts'
export { prismaErrors } from '../errors/mappers/prisma.ts'
export { zodErrors } from '../errors/mappers/zod.ts'
export { boomErrors } from '../errors/mappers/boom.ts'
