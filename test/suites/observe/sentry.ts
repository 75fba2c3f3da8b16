import { subscribe } from 'node:diagnostics_channel'
import { captureException } from '@sentry/node'
import type { ErrorEvent, FaultEvent } from 'fastify-conformant'

// What nobody expected: neither what clients have done wrong, nor what the application has said itself.
subscribe('fastify-conformant:error', (event) => {
  const { kind, route = '*', method, request, cause } = event as ErrorEvent
  if (kind === 'internal') captureException(cause, { tags: { kind, route, method }, extra: { requestId: request?.id } })
})

subscribe('fastify-conformant:fault', (event) => {
  const { fault, cause } = event as FaultEvent
  captureException(cause, { tags: { fault } })
})
