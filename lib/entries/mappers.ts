// fastify-conformant/mappers: errors of other packages as errors of an API.
export { postgresErrors, type PostgresOptions } from '../errors/mappers/postgres.ts'
export { prismaErrors } from '../errors/mappers/prisma.ts'
export { zodErrors } from '../errors/mappers/zod.ts'
export { boomErrors } from '../errors/mappers/boom.ts'
