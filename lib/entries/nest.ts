// fastify-conformant/nest: exceptions of NestJS applications on Fastify, without anything of Nest's.
export { ConformantFilter, type Adapter, type ErrorLogger, type Host } from '../nest/filter.ts'
export { validationFailed, type ClassFinding } from '../nest/findings.ts'
