import type { FastifyInstance } from 'fastify'

export function verify (title: string, start: () => Promise<FastifyInstance>): void
