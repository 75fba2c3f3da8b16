import type { FastifyInstance } from 'fastify'
import { limitersOf } from './armed.ts'
import { decorateForLimits } from './meet.ts'
import { rateLimitsOf } from './rate-limits.ts'

/** Makes room on requests, and puts `rateLimits` on the instance. */
export function armLimits (instance: FastifyInstance): void {
  decorateForLimits(instance)
  instance.decorate('rateLimits', rateLimitsOf(() => limitersOf(instance)))
}
