import { ServerResponse, type IncomingMessage } from 'node:http'

const responses = new WeakMap<IncomingMessage, ServerResponse>()

type ResponseClass = typeof ServerResponse<IncomingMessage>

/**
 * A class of responses that can be found by their request. `dropRequest`, for what comes after `maxRequestsPerSocket`,
 * is given only the request, and Node answers it with a bare 503.
 *
 * @param Parent - the application's own class
 */
export function findableResponses (Parent: ResponseClass = ServerResponse): ResponseClass {
  return class FindableResponse<Request extends IncomingMessage> extends Parent {
    constructor (request: Request, options?: object) {
      // @ts-expect-error: the options that Node gives are not declared
      super(request, options)
      responses.set(request, this)
    }
  } as ResponseClass
}

/** The response to a dropped request; undefined where the server was made without {@link findableResponses}. */
export function droppedResponse (request: IncomingMessage): ServerResponse | undefined {
  return responses.get(request)
}
