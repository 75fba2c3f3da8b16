import type { FastifyRequest } from 'fastify'
import { answer } from './answer.ts'
import { requestContext, safeId } from './context.ts'
import type { Place } from './place.ts'
import { renderValue } from './render.ts'

/** What a dialect says of one part of a request, such as a line of a batch. */
export interface LineAnswer { readonly status: number, readonly members: Record<string, unknown> }

/** What is answered to what was thrown of a part of a request: as to a request of its own. */
export function answerLine (thrown: unknown, place: Place, request: FastifyRequest, item?: unknown): LineAnswer {
  const { written: { status, value } } = answer(thrown, place, {
    log: request.log, request, where: 'line', write: (shown, settings, asker) => renderValue(shown, settings.dialect, requestContext(request, settings, item), asker)
  })
  const members = typeof value === 'string' ? { message: value.trimEnd() } : value as Record<string, unknown>
  const { member } = place.settings.requestId ?? {}
  return { status, members: member === undefined || Object.hasOwn(members, member) ? members : { ...members, [member]: safeId(request.id) } }
}
