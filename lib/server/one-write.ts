import { OutgoingMessage, ServerResponse, type IncomingMessage } from 'node:http'

/** What Node's response knows of itself: names that are not documented, and in all its versions. */
interface Outgoing extends ServerResponse {
  _header: string | null
  readonly _headerSent: boolean
  readonly _hasBody: boolean
  readonly chunkedEncoding: boolean
  readonly outputData?: ReadonlyArray<{ readonly data: unknown, readonly encoding: unknown }>
}

type End = (this: unknown, ...given: unknown[]) => unknown

const { end: nodeEnd } = OutgoingMessage.prototype as unknown as { end: End }

// What the engine writes without asking for memory; of more, the second write is not what costs.
const most = 16_384

/**
 * Ends an answer whose head is written but has not left, and whose body is one text: both leave in one write. Before version 24
 * Node writes the head with the body, and then nothing once more, which takes a tenth of a request's time.
 *
 * @param end - the `end` that would be called
 * @returns false where nothing has been done: with any other body, or where somebody has put an `end` of his own there
 */
export function endInOneWrite (response: ServerResponse, end: unknown, body: unknown, encoding: unknown, done: unknown): boolean {
  if (!isTwice || end !== nodeEnd || typeof body !== 'string' || body.length === 0 || body.length > most) return false
  const outgoing = response as Outgoing
  const head = outgoing._header
  if ((encoding != null && encoding !== 'utf8') || head === null || outgoing._headerSent || !outgoing._hasBody || outgoing.chunkedEncoding) return false
  if (outgoing.finished || outgoing.destroyed || outgoing.strictContentLength) return false
  // The head is written in Latin-1: there each byte is a character, and ASCII is what it is.
  outgoing._header = head + (Buffer.byteLength(body) === body.length ? body : Buffer.from(body).toString('latin1'))
  try {
    nodeEnd.call(response, undefined, undefined, done)
  } finally {
    // Some log it.
    outgoing._header = head
  }
  return true
}

/** True where this Node writes twice, its responses do with a head what is expected here, and nobody has changed them. */
const isTwice = isWrittenTwice()

function isWrittenTwice (): boolean {
  const [usual, joined] = [begun(), begun()]
  nodeEnd.call(usual, '{}')
  const head = joined._header
  joined._header = `${head}{}`
  nodeEnd.call(joined)
  return ServerResponse.prototype.end as unknown === nodeEnd && usual.outputData?.length === 2 && joined.outputData?.length === 1 &&
    joined.outputData[0]?.data === usual.outputData[0]?.data && joined.outputData[0]?.encoding === 'latin1'
}

/** An answer to nobody. */
function begun (): Outgoing {
  return new ServerResponse({ method: 'GET', httpVersionMajor: 1, httpVersionMinor: 1, headers: {} } as IncomingMessage).writeHead(200, { 'content-length': '2' }) as Outgoing
}
