import { subscribe } from 'node:diagnostics_channel'
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import type { ErrorEvent } from 'fastify-conformant'

subscribe('fastify-conformant:error', (event) => {
  const { kind, status, where, gate, method = '_OTHER', cause, request } = event as ErrorEvent
  // @fastify/otel has a span for the request, and others inside that may have ended.
  const { opentelemetry } = (request ?? {}) as { opentelemetry? (): { span?: any } }
  const active = opentelemetry?.call(request).span ?? trace.getActiveSpan()
  // For a message that could not be read nobody has begun one.
  const span = active ?? trace.getTracer('errors').startSpan(method, { kind: SpanKind.SERVER, attributes: { 'http.request.method': method } })
  span.setAttributes({ 'error.type': kind, 'http.response.status_code': status, 'conformant.where': gate ?? where })
  if (status >= 500) {
    span.recordException(cause)
    span.setStatus({ code: SpanStatusCode.ERROR })
  }
  if (active === undefined) span.end()
})
