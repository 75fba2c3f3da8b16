import { ServerResponse, type IncomingMessage } from 'node:http'

/** A class of responses of an application's own, which remembers what Node gives it. */
export class ToldResponse<Request extends IncomingMessage> extends ServerResponse<Request> {
  readonly given: unknown[]
  constructor (...given: [Request]) {
    super(...given)
    this.given = given
  }
}
