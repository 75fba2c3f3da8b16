import type { FastifyInstance, FastifyReply } from 'fastify'
import { makersOf } from '../own/declared.ts'
import { placeOf } from './enter.ts'

/**
 * Gives replies `errors`, which makes the errors that are declared for their route, by kind. Where nobody declares any, and where the
 * application or a plugin has an `errors` of its own there, nothing is added.
 */
export function offerErrors (instance: FastifyInstance): void {
  if (!instance.hasReplyDecorator('errors')) instance.decorateReply('errors', { getter: declaredAt })
}

function declaredAt (this: FastifyReply): ReturnType<typeof makersOf> {
  return makersOf(placeOf(this.request).settings.errors)
}
