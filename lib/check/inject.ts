import type { FastifyInstance, LightMyRequestResponse } from 'fastify'

type Done = (fault: Error | undefined, response: LightMyRequestResponse | null) => void
type Judge = (response: LightMyRequestResponse, asked: Error) => Error | undefined

/** What inject() gives: a promise that is made when it is first asked for. */
interface Chain { end (done?: Done): Promise<LightMyRequestResponse>, then: unknown, catch: unknown, finally: unknown }

/**
 * Has each answer to inject() judged: where it is wrong, the promise is rejected, or the callback called with the error.
 *
 * @param judge - what is wrong with an answer
 */
export function watchInject (app: FastifyInstance, judge: Judge): void {
  const own = app as unknown as { inject: (options?: unknown, done?: Done) => unknown }
  const { inject } = own
  own.inject = function watched (options?: unknown, done?: Done) {
    // Where it was asked, which a promise that is rejected later does not know.
    const asked = new Error()
    Error.captureStackTrace(asked, watched)
    const judged = (done: Done): Done => (fault, response) => {
      const wrong = fault ?? judge(response as LightMyRequestResponse, asked)
      done(wrong ?? undefined, wrong == null ? response : null)
    }
    const given = inject.call(this, options, done === undefined ? undefined : judged(done))
    return done === undefined ? chained(given as Chain, judged, response => judge(response, asked)) : given
  }
}

function chained (chain: Chain, judged: (done: Done) => Done, judge: (response: LightMyRequestResponse) => Error | undefined): Chain {
  // An application that closes gives a promise, rejected already.
  if (typeof chain.end !== 'function') return chain
  const { end } = chain
  let promise: Promise<LightMyRequestResponse> | undefined
  chain.end = (done) => {
    if (done !== undefined) return end.call(chain, judged(done))
    promise = end.call(chain).then((response) => {
      const wrong = judge(response)
      if (wrong !== undefined) throw wrong
      return response
    })
    // Nobody may wait for it; then the end of the run says it.
    promise.catch(() => {})
    return promise
  }
  for (const name of ['then', 'catch', 'finally'] as const) {
    chain[name] = (...given: never[]) => ((promise ?? chain.end())[name] as (...all: never[]) => unknown)(...given)
  }
  return chain
}
