/** Ends a stream that nobody will read: it would keep what it has open. */
export function letGo (payload: unknown): void {
  const stream = (isResponse(payload) ? payload.body : payload) as { cancel?: () => Promise<void>, destroy?: () => void } | null | undefined
  if (typeof stream?.cancel === 'function') stream.cancel().catch(() => {}) // somebody reads it all the same
  else if (typeof stream?.destroy === 'function') stream.destroy()
}

/** As Fastify tells it: to name the class would load all of fetch. */
export function isResponse (payload: unknown): payload is Response {
  // What is sent is a text nearly always, and its type is sooner told than its name.
  return typeof payload === 'object' && Object.prototype.toString.call(payload) === '[object Response]'
}
